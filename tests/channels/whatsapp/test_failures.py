"""What fails or is cut by a stop: nothing is lost, nothing is answered twice, and a customer's order is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from channels.whatsapp.changes import UNKNOWN_TRIES
from channels.whatsapp.envelope import read
from channels.whatsapp.errors import GraphProblem
from channels.whatsapp.failing import KEEPS_ORDER, MOST_TRIES
from channels.whatsapp.keeping import to_keep
from channels.whatsapp.receiving import SWEEP_SECONDS
from courant.conversations import paris_now
from tests.channels.scripted import ScriptedAgent
from tests.channels.whatsapp.meta import NUMBER, Line, Meta, line_to, message, photo, text, webhook
from tests.channels.whatsapp.test_inbound import conversation_of, customer_lines, eventually, transcript
from tests.channels.whatsapp.test_photos import due_now, edit, jpeg, next_try, revoke

NUMBER_ID = NUMBER.phone_number_id
AWAY = GraphProblem(None, "ClientConnectorError")


class Fault:
    """Makes a method of the store fail so many times, or until it is mended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, store: Any, name: str, times: int = 1_000_000) -> None:
        self.left, self.seen = times, 0
        whole = getattr(type(store), name)

        def failing(this: Any, *args: Any, **kwargs: Any) -> Any:
            if self.left > 0:
                self.left, self.seen = self.left - 1, self.seen + 1
                raise OSError("the database is away")
            return whole(this, *args, **kwargs)

        monkeypatch.setattr(type(store), name, failing)

    def mended(self) -> None:
        self.left = 0


Break = Callable[..., Fault]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, store: Any) -> Break:
    return lambda name, times=1_000_000: Fault(monkeypatch, store, name, times)


def idle(line: Line) -> bool:
    return line.channel.receiver is not None and not line.channel.receiver._in_hand


class TestWhatWasPutTogether:
    async def test_a_long_burst_whose_first_try_failed_stays_whole(
        self, line: Line, agent: ScriptedAgent, broken: Break
    ):
        fault = broken("receive", 1)
        await line.deliver(*(text(f"mot{number}", number) for number in range(7)))
        await eventually(lambda: fault.seen and idle(line))
        await next_try(line)
        assert agent.texts == [" ".join(f"mot{number}" for number in range(7))]

    async def test_a_long_burst_cut_by_a_stop_stays_whole_beside_others(
        self, door, meta: Meta, agent: ScriptedAgent, open_door, broken: Break
    ):
        fault = broken("receive")
        mine = [text(f"mot{number}", number) for number in range(6)]
        others = [text("bonjour", 100 + number, **{"from": f"3361000000{number}"}) for number in range(5)]
        async with line_to(door, meta) as line:
            await line.deliver(mine[0], others[0], others[1], *mine[1:], *others[2:])
            await eventually(lambda: fault.seen == 6 and idle(line))
        due_now(line)
        fault.mended()
        async with line_to(open_door(agent), meta) as line:
            await line.quiet()
        assert sorted(agent.texts) == ["bonjour"] * 5 + [" ".join(f"mot{number}" for number in range(6))]

    async def test_a_danger_does_not_cut_it_either(self, line: Line, agent: ScriptedAgent, broken: Break):
        fault = broken("receive", 1)
        said = ["bonjour", "voilà", "dans", "la", "cuisine", "depuis", "hier", "j'ai peur", "ça sent le gaz"]
        await line.deliver(*(text(words, number) for number, words in enumerate(said)))
        await eventually(lambda: fault.seen and idle(line))
        await next_try(line)
        assert agent.texts == [" ".join(said)]

    async def test_photos_that_wait_cut_no_words_off(
        self, door, meta: Meta, agent: ScriptedAgent, open_door, broken: Break
    ):
        fault = broken("receive")
        meta.files = {"m1": [jpeg()], "m2": [AWAY]}
        async with line_to(door, meta) as line:
            await line.deliver(photo("m1", 1, "le compteur"), photo("m2", 2, "et le câble"))
            await eventually(lambda: fault.seen and idle(line))
        due_now(line)
        fault.mended()
        async with line_to(open_door(agent), meta) as line:
            await line.quiet()
            assert customer_lines(line) == ["le compteur et le câble"]

    async def test_an_edited_message_keeps_its_place_after_a_failure(self, door, meta: Meta, agent, broken: Break):
        fault = broken("receive", 1)
        async with line_to(door, meta, quiet=0.5, longest=5.0) as line:
            await line.deliver(text("payer 10 euros", 1), text("merci", 2))
            await line.deliver(edit("wamid.1", "payer 20 euros", 3))
            await eventually(lambda: fault.seen and idle(line))
            await next_try(line)
        assert sorted(" ".join(agent.texts).split()) == sorted(["payer", "20", "euros", "merci"])


class TestDatabaseAway:
    @pytest.mark.parametrize("method", ["whatsapp_sender", "receive"])
    async def test_what_was_acknowledged_is_taken_up_again_without_a_restart(
        self, line: Line, agent: ScriptedAgent, broken: Break, method: str
    ):
        faults = [broken(method), broken("whatsapp_postpone")]
        await line.deliver(*(text(f"mot{number}", number) for number in range(6)))
        await eventually(lambda: all(fault.seen for fault in faults) and idle(line))
        for fault in faults:
            fault.mended()
        await eventually(lambda: agent.heard, 2 * SWEEP_SECONDS + 3)
        await line.quiet()
        assert sorted(" ".join(agent.texts).split()) == [f"mot{number}" for number in range(6)]

    async def test_statuses_too(self, line: Line, broken: Break):
        faults = [broken("whatsapp_done"), broken("whatsapp_postpone")]
        status = {"id": "wamid.out", "status": "read", "timestamp": "1763800900"}
        await line.deliver(statuses=[status])
        await eventually(lambda: all(fault.seen for fault in faults) and idle(line))
        for fault in faults:
            fault.mended()
        await eventually(lambda: not line.door.store.whatsapp_due(), 2 * SWEEP_SECONDS + 3)


class TestOrder:
    async def test_what_was_written_later_waits_for_what_failed(self, line: Line, agent: ScriptedAgent, broken: Break):
        fault = broken("receive", 1)
        await line.deliver(text("un", 1))
        await eventually(lambda: fault.seen and idle(line))
        await line.deliver(text("deux", 2))
        await line.deliver(text("bonjour", 3, **{"from": "33600009999"}))
        await eventually(lambda: agent.texts and idle(line))
        assert agent.texts == ["bonjour"]
        await next_try(line)
        assert agent.texts == ["bonjour", "un", "deux"]

    async def test_a_danger_waits_for_nothing_that_failed(self, line: Line, agent: ScriptedAgent, broken: Break):
        fault = broken("receive", 1)
        await line.deliver(text("un", 1))
        await eventually(lambda: fault.seen and idle(line))
        await line.deliver(text("ça sent le gaz", 2))
        await eventually(lambda: agent.texts == ["ça sent le gaz"], 3.0)

    async def test_who_lost_something_is_not_silenced_for_long(self, line: Line, agent: ScriptedAgent, broken: Break):
        fault = broken("receive", KEEPS_ORDER + 1)
        await line.deliver(text("un", 1))
        for tries in range(KEEPS_ORDER + 1):
            await eventually(lambda tries=tries: fault.seen == tries + 1 and idle(line))
            due_now(line)
            if tries < KEEPS_ORDER:
                line.channel.receiver.sweep()
        with line.door.store.database.write() as connection:
            connection.exec_driver_sql("UPDATE whatsapp_event SET not_before = '2999-01-01'")
        await line.deliver(text("deux", 2))
        await eventually(lambda: agent.texts == ["deux"])


class TestTakenBack:
    async def test_what_waits_after_a_failure_is_not_answered(self, line: Line, agent: ScriptedAgent, broken: Break):
        fault = broken("whatsapp_assign", 1)
        await line.deliver(text("oups", 1))
        await eventually(lambda: fault.seen and idle(line))
        await line.deliver({**revoke("wamid.1", 2), "from": "33600000008"})  # of somebody else: changes nothing
        await line.deliver(revoke("wamid.1", 3))
        await line.quiet()
        await next_try(line)
        assert agent.heard == [] and "oups" not in str(transcript(line))

    async def test_nobody_takes_back_what_waits_of_somebody_else(self, line: Line, agent, broken: Break):
        fault = broken("whatsapp_assign", 1)
        await line.deliver(text("bonjour", 1))
        await eventually(lambda: fault.seen and idle(line))
        await line.deliver({**revoke("wamid.1", 2), "from": "33600000008"})
        await line.quiet()
        await next_try(line)
        assert agent.texts == ["bonjour"]

    async def test_what_comes_after_it_was_taken_back_is_erased(self, line: Line):
        await line.deliver(revoke("wamid.1", 2))
        await line.quiet()
        await line.deliver(text("un secret", 1))
        await line.quiet()
        await next_try(line)
        assert customer_lines(line) == [line.door.texts.wording("whatsapp_message_efface")]

    async def test_what_never_comes_is_not_waited_for_for_ever(self, line: Line):
        await line.deliver(revoke("wamid.1", 2))
        await line.quiet()
        for _ in range(UNKNOWN_TRIES):
            await next_try(line)
        assert line.door.store.whatsapp_event(NUMBER_ID, "wamid.2").content == {}


class TestGivenUp:
    async def give_up(self, line: Line, fault: Fault, *said: dict[str, Any]) -> None:
        await line.deliver(*said)
        for tries in range(MOST_TRIES + 1):
            await eventually(lambda tries=tries: fault.seen > tries and idle(line))
            due_now(line)
            line.channel.receiver.sweep()
        await line.quiet()

    async def test_a_message_that_always_fails_is_asked_for_again_once(self, line: Line, agent, broken: Break):
        with capture_logs() as logs:
            await self.give_up(line, broken("receive"), text("un", 1), text("deux", 2))
        assert responses(line).count("utter_whatsapp_non_traite") == 1
        assert [one["log_level"] for one in logs if one["event"].endswith("failing.given_up")] == ["critical"]
        assert not line.door.store.whatsapp_due() and agent.heard == []

    async def test_a_danger_that_always_fails_gets_its_safety_answer(self, line: Line, broken: Break):
        await self.give_up(line, broken("receive"), text("ça sent le gaz", 1))
        said = [one for one in responses(line) if one and one != "utter_presentation"]
        assert said == ["utter_danger_gaz", "utter_whatsapp_non_traite"]


class TestStopBetweenDoorAndJournal:
    """The door has a message, and the process died before that was written down."""

    def left_behind(self, line: Line, body: dict[str, Any], words: str, photos: int = 0) -> str:
        store = line.door.store
        events = store.whatsapp_keep(list(to_keep(read(json.dumps(body).encode(), NUMBER_ID, paris_now()), NUMBER_ID)))
        key, conversation = events[0].key, conversation_of(line)
        store.whatsapp_assign([event.seq for event in events], key, conversation)
        kept = [store.keep_file(conversation, "image/jpeg", jpeg()) for _ in range(photos)]
        return store.receive(conversation, "whatsapp", key, words, attachments=kept).inbox_id

    async def test_what_cannot_be_read_is_told_after_the_answer(self, line: Line, agent: ScriptedAgent):
        video = message("video", {"id": "1", "caption": "vous m'entendez"}, 1)
        self.left_behind(line, webhook(video), "vous m'entendez")
        told = line.door.texts.message("utter_whatsapp_video").text
        await next_sweep(line)
        assert told not in str(transcript(line))
        await line.door.resume()
        await eventually(lambda: agent.heard and not line.door.store.unhandled())
        await next_try(line)
        assert [said for author, said in transcript(line) if author == "assistant"][1:] == [
            "Vous dites : vous m'entendez",
            told,
        ]
        assert not line.door.store.whatsapp_due()

    async def test_no_photo_is_fetched_again(self, line: Line, meta: Meta, agent: ScriptedAgent):
        meta.files = {"m1": [jpeg()], "m2": [jpeg()]}
        self.left_behind(line, webhook(photo("m1", 1, "voilà"), photo("m2", 2)), "voilà", photos=2)
        await next_sweep(line)
        await line.door.resume()
        await eventually(lambda: agent.heard and not line.door.store.unhandled())
        await next_try(line)
        assert meta.asked == []
        assert len(agent.heard[0].metadata["attachments"]) == 2
        assert not line.door.store.whatsapp_due()
        assert "utter_whatsapp_photo_perdue" not in responses(line)

    async def test_a_photo_that_the_door_never_had_is_told(self, line: Line, meta: Meta, agent: ScriptedAgent):
        self.left_behind(line, webhook(photo("m1", 1, "voilà"), photo("m2", 2)), "voilà", photos=1)
        await line.door.resume()
        await eventually(lambda: agent.heard and not line.door.store.unhandled())
        await next_sweep(line)
        await line.quiet()
        assert meta.asked == [] and responses(line)[-1] == "utter_whatsapp_photo_perdue"


async def next_sweep(line: Line) -> None:
    assert line.channel.receiver is not None
    line.channel.receiver.sweep()
    await eventually(lambda: idle(line))


def responses(line: Line) -> list[str | None]:
    return [entry.response for entry in line.door.store.messages_after(conversation_of(line))]
