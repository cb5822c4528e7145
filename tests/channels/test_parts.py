"""Small parts of the path: limits, order, wake-ups, responses of Rasa, rebuilding."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered

from channels.collector import Collector, to_out_message
from channels.hub import Hub
from channels.lanes import Lanes
from channels.limits import Window
from channels.neutral import neutralise
from channels.rebuild import answers_in


class TestWindow:
    def make(self, count: int, seconds: float) -> tuple[Window, list[float]]:
        now = [0.0]
        return Window(count, seconds, lambda: now[0]), now

    def test_it_lets_in_so_many_and_says_when_to_come_back(self):
        window, now = self.make(2, 10)
        assert [window.wait("a"), window.wait("a")] == [0, 0]
        now[0] = 4
        assert window.wait("a") == pytest.approx(6)
        now[0] = 10
        assert window.wait("a") == 0

    def test_keys_do_not_share(self):
        window, _ = self.make(1, 10)
        assert window.wait("a") == 0
        assert window.wait("b") == 0
        assert window.wait("a") > 0

    def test_it_forgets_those_who_left(self):
        window, now = self.make(1, 10)
        for number in range(5000):
            now[0] += 1
            window.wait(str(number))
        assert len(window._events) < 1100

    @given(st.lists(st.floats(0, 5, allow_nan=False), max_size=60))
    def test_never_more_than_allowed_in_any_window(self, steps):
        window, now = self.make(3, 10)
        let_in = []
        for step in steps:
            now[0] += step
            if window.wait("a") == 0:
                let_in.append(now[0])
        assert all(late - early >= 10 for early, late in zip(let_in, let_in[3:], strict=False))


class TestLanes:
    async def test_work_of_a_lane_follows_its_order(self):
        lanes, done = Lanes(), []

        async def work(number: int) -> None:
            await asyncio.sleep(0.01 if number == 0 else 0)
            done.append(number)

        for number in range(5):
            lanes.submit("a", lambda number=number: work(number))
        assert await lanes.drain(5)
        assert done == [0, 1, 2, 3, 4]

    async def test_a_failure_does_not_stop_the_lane(self):
        lanes, done = Lanes(), []

        async def fail() -> None:
            raise RuntimeError("no")

        async def work() -> None:
            done.append(1)

        lanes.submit("a", fail)
        await lanes.submit("a", work)
        assert done == [1]

    async def test_draining_gives_up_in_time(self):
        lanes = Lanes()
        task = lanes.submit("a", asyncio.Event().wait)
        assert not await lanes.drain(0.02)
        task.cancel()


class TestHub:
    async def test_a_wake_up_before_the_wait_is_not_lost(self):
        hub = Hub()
        with hub.watch("c") as watcher:
            hub.wake("c")
            assert await watcher.wait(0.01)
            assert not await watcher.wait(0.01)

    async def test_who_comes_late_sees_that_an_answer_is_being_prepared(self):
        hub = Hub()
        with hub.typing("c"), hub.watch("c") as watcher:
            assert watcher.typing
        assert hub.watched == frozenset()


class TestResponses:
    def test_empty_responses_say_nothing(self):
        for message in ({}, {"text": ""}, {"text": "  "}, {"custom": {"anything": 1}}, {"buttons": []}):
            assert to_out_message(message) is None

    def test_a_picture_repeated_as_attachment_is_one_picture(self):
        found = to_out_message({"image": "https://a.fr/i.png", "attachment": "https://a.fr/i.png"})
        assert found is not None
        assert (found.image, found.links) == ("https://a.fr/i.png", ())

    def test_a_document_becomes_a_link(self):
        found = to_out_message({"text": "Voici", "attachment": "https://a.fr/docs/f.pdf?x=1"})
        assert found is not None
        assert [(link.title, link.url) for link in found.links] == [("f.pdf", "https://a.fr/docs/f.pdf?x=1")]

    def test_quick_replies_and_cards_become_buttons_of_one_message(self):
        found = to_out_message(
            {
                "quick_replies": [{"title": "Oui", "payload": "/oui"}],
                "elements": [{"title": "Carte", "subtitle": "dessous", "buttons": [{"title": "Voir"}]}],
            }
        )
        assert found is not None
        assert found.text == "Carte\ndessous"
        assert [(button.title, button.payload) for button in found.buttons] == [("Oui", "/oui"), ("Voir", "Voir")]

    async def test_each_way_of_sending_is_one_message(self):
        said = []
        out = Collector("webchat", lambda conversation, message: said.append((conversation, message)))
        await out.send_text_message("c", "bonjour\n\nencore")
        await out.send_text_with_buttons("c", "menu", [{"title": "Oui", "payload": "/oui"}])
        await out.send_quick_replies("c", "menu", [{"title": "Non", "payload": "/non"}])
        await out.send_image_url("c", "https://a.fr/i.png")
        await out.send_attachment("c", "https://a.fr/f.pdf")
        await out.send_custom_json("c", {"links": [{"title": "A", "url": "https://a.fr"}]})
        await out.send_elements("c", [{"title": "Carte"}])
        assert [message.text for _, message in said] == ["bonjour\n\nencore", "menu", "menu", "", "", "", "Carte"]
        assert {conversation for conversation, _ in said} == {"c"}


class TestRebuild:
    events = (
        ActionExecuted("action_session_start"),
        SessionStarted(),
        BotUttered("Reprenons ?"),
        ActionExecuted("action_listen"),
        UserUttered("un", message_id="m1"),
        BotUttered("Un."),
        BotUttered("Encore un."),
        ActionExecuted("action_listen"),
        UserUttered("deux", message_id="m2"),
        ActionExecuted("action_listen"),
        ActionExecuted("action_session_start"),
        BotUttered("De retour ?"),
        UserUttered("trois", message_id="m3"),
        BotUttered("Trois."),
    )

    @pytest.mark.parametrize(
        ("message_id", "said"),
        [
            ("m1", ["Reprenons ?", "Un.", "Encore un."]),
            ("m2", []),
            ("m3", ["De retour ?", "Trois."]),
            ("m4", None),
        ],
    )
    def test_a_turn_is_what_was_said_around_its_message(self, message_id, said):
        found = answers_in(self.events, message_id)
        assert (None if found is None else [message.text for message in found]) == said


@given(st.text(max_size=40))
def test_no_typed_text_is_ever_a_command(text):
    safe = neutralise(text)
    assert safe.strip()
    assert not safe.strip().startswith("/")
    safe.encode("utf-8")
    assert "\x00" not in safe
