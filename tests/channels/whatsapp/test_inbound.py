"""From webhook to answer: once, in order, bursts together, whoever writes and whatever happens."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest

from channels.texts import TOO_FAST
from channels.whatsapp.content import NOTICES
from channels.whatsapp.media_in import AT_ONCE
from channels.whatsapp.templates import READ_PAYLOAD
from courant.conversations import Author, WhatsappContact
from tests.channels.scripted import ScriptedAgent
from tests.channels.whatsapp.meta import CONFIG, Line, Meta, change, line_to, message, photo, text, webhook

BSUID = "FR.10000000000000001"
HELENE = {"profile": {"name": "Hélène"}, "wa_id": "33600000001", "user_id": BSUID}


def conversation_of(line: Line, phone: str = "33600000001") -> str:
    store = line.door.store
    return store.conversation_for("whatsapp", store.whatsapp_sender(WhatsappContact(phone=phone)) or "")


def transcript(line: Line, phone: str = "33600000001") -> list[tuple[str, str]]:
    entries = line.door.store.messages_after(conversation_of(line, phone))
    return [(one.author.value, one.text) for one in entries]


def waves(wave: int, size: int) -> range:
    return range(wave * size, (wave + 1) * size)


async def eventually(happened: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for something; far shorter than the pauses of the tests that use it."""
    for _ in range(int(seconds / 0.02)):
        if happened():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never happened")


def customer_lines(line: Line) -> list[str]:
    return [said for author, said in transcript(line) if author == Author.CUSTOMER.value]


class TestOnce:
    async def test_the_same_webhook_fifty_times_at_once_is_answered_once(self, line: Line, agent: ScriptedAgent):
        body = webhook(text("payer ma facture"))
        answers = await asyncio.gather(*(line.post(body) for _ in range(50)))
        await line.quiet()
        assert {answer.status_code for answer in answers} == {200}
        assert agent.texts == ["payer ma facture"]
        assert transcript(line).count(("assistant", "Vous dites : payer ma facture")) == 1

    async def test_the_same_id_twice_in_a_webhook(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("bonjour"), text("bonjour"))
        await line.quiet()
        assert agent.texts == ["bonjour"]

    async def test_a_retry_days_later(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("bonjour"))
        await line.quiet()
        await line.deliver(text("bonjour"))
        await line.quiet()
        assert agent.texts == ["bonjour"]
        assert line.channel.webhook.counts["duplicate"] == 1

    async def test_a_crash_between_storing_and_answering(self, door, meta: Meta, agent: ScriptedAgent, open_door):
        async with line_to(door, meta, quiet=60.0, longest=60.0) as line:
            await line.deliver(text("payer", 1), text("ma facture", 2))
        assert agent.heard == []
        async with line_to(open_door(agent), meta) as line:
            await line.quiet()
            await line.deliver(text("payer", 1), text("ma facture", 2))
            await line.quiet()
        assert agent.texts == ["payer ma facture"]

    async def test_a_crash_once_the_door_has_it(self, door, meta: Meta, agent: ScriptedAgent, open_door, monkeypatch):
        monkeypatch.setattr(type(door.store), "whatsapp_done", lambda *_: (_ for _ in ()).throw(OSError("disk")))
        async with line_to(door, meta) as line:
            await line.deliver(text("payer", 1), text("ma facture", 2))
            await eventually(lambda: agent.heard)
        assert agent.texts == ["payer ma facture"]
        monkeypatch.undo()
        with door.store.database.write() as connection:
            connection.exec_driver_sql("UPDATE whatsapp_event SET not_before = NULL")
        async with line_to(open_door(agent), meta) as line:
            # Something more that waits does not change what was put together before.
            await line.deliver(text("merci", 3))
            await line.quiet()
        assert agent.texts == ["payer ma facture", "merci"]


class TestFailures:
    async def test_what_fails_is_tried_again(self, line: Line, store, agent: ScriptedAgent, monkeypatch):
        calls: list[int] = []
        receive = type(store).receive

        def failing_once(self: Any, *args: Any, **kwargs: Any) -> Any:
            calls.append(1)
            if len(calls) == 1:
                raise OSError("disk full")
            return receive(self, *args, **kwargs)

        monkeypatch.setattr(type(store), "receive", failing_once)
        await line.deliver(text("bonjour", 1))
        await eventually(lambda: calls and not line.channel.receiver._in_hand)
        assert (agent.heard, store.whatsapp_due()) == ([], [])  # it waits a little
        with store.database.write() as connection:
            connection.exec_driver_sql("UPDATE whatsapp_event SET not_before = NULL")
        await line.quiet()
        assert agent.texts == ["bonjour"]

    async def test_a_store_that_cannot_keep_is_no_acknowledgement(self, line: Line, store, monkeypatch):
        def broken(*_args: Any) -> Any:
            raise OSError("disk full")

        monkeypatch.setattr(type(store), "whatsapp_keep", broken)
        assert (await line.post(webhook(text("bonjour")))).status_code == 500


class TestOrderAndBursts:
    async def test_several_short_messages_are_one(self, line: Line, agent: ScriptedAgent):
        for number, said in enumerate(("slt", "jveux payer", "ma facture"), 1):
            await line.deliver(text(said, number, 1_763_800_000 + number))
        await line.quiet()
        assert agent.texts == ["slt jveux payer ma facture"]

    async def test_what_waits_is_sorted_by_the_time_of_sending(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("deux", 2, 1_763_800_002), text("un", 1, 1_763_800_001))
        await line.quiet()
        assert agent.texts == ["un deux"]

    async def test_times_that_go_backwards_over_two_webhooks(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("deux", 2, 1_763_800_002))
        await line.deliver(text("un", 1, 1_763_800_001))
        await line.quiet()
        assert agent.texts == ["un deux"]

    async def test_sentences_and_numbers_stay_apart(self, line: Line, agent: ScriptedAgent):
        said = ("Bonjour.", "mon numéro :", "12345678901234", "69003", "merci")
        await line.deliver(*(text(words, number) for number, words in enumerate(said, 1)))
        await line.quiet()
        assert agent.texts == ["Bonjour.\nmon numéro : 12345678901234\n69003 merci"]

    async def test_a_pause_separates(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("un", 1))
        await line.quiet()
        await line.deliver(text("deux", 2))
        await line.quiet()
        assert agent.texts == ["un", "deux"]

    async def test_somebody_who_never_stops_is_answered_all_the_same(self, door, meta, agent: ScriptedAgent):
        async with line_to(door, meta, quiet=0.2, longest=0.5) as line:
            for number in range(8):
                await line.deliver(text(f"m{number}", number))
                await asyncio.sleep(0.1)
            assert agent.heard
            await line.quiet()
        assert " ".join(agent.texts).split() == [f"m{number}" for number in range(8)]

    async def test_a_danger_does_not_wait(self, door, meta, agent: ScriptedAgent):
        async with line_to(door, meta, quiet=30.0, longest=60.0) as line:
            await line.deliver(text("au secours", 1))
            await line.deliver(text("ça sent le gaz chez moi", 2))
            await eventually(lambda: agent.heard)
            assert agent.texts == ["au secours ça sent le gaz chez moi"]

    async def test_a_danger_told_in_two_messages(self, door, meta, agent: ScriptedAgent):
        async with line_to(door, meta, quiet=30.0, longest=60.0) as line:
            await line.deliver(text("bonjour, je sens", 1))
            await line.deliver(text("le gaz dans la cuisine", 2))
            await eventually(lambda: agent.heard)
            assert agent.texts == ["bonjour, je sens le gaz dans la cuisine"]

    async def test_two_senders_do_not_wait_for_each_other(self, line: Line, agent: ScriptedAgent):
        agent.script["lent"] = [lambda: asyncio.sleep(3.0), {"text": "enfin"}]
        await line.deliver(text("lent", 1))
        await line.deliver(text("vite", 2, **{"from": "33600000008"}))
        await eventually(lambda: ("assistant", "Vous dites : vite") in transcript(line, "33600000008"))
        assert ("assistant", "enfin") not in transcript(line)
        await line.quiet()
        assert ("assistant", "enfin") in transcript(line)

    async def test_entries_changes_senders_and_statuses_in_one_webhook(self, line: Line, meta, agent: ScriptedAgent):
        body = webhook(text("a", 1))
        value = body["entry"][0]["changes"][0]["value"]
        other = {**value, "messages": [text("b", 2, **{"from": "33600000002"})]}
        status = {"id": "wamid.out", "status": "read", "timestamp": "1763800900", "errors": []}
        mixed = {**value, "messages": [text("c", 3, **{"from": "33600000003"})], "statuses": [status]}
        body["entry"][0]["changes"].append(change(other))
        body["entry"].append({"id": "2", "changes": [change(mixed)]})
        assert (await line.post(body)).status_code == 200
        await line.quiet()
        assert sorted(agent.texts) == ["a", "b", "c"]
        assert [(one.message_id, one.status) for one in meta.statuses] == [("wamid.out", "read")]

    async def test_a_thousand_messages_in_one_webhook(self, door, meta, agent: ScriptedAgent):
        many = [text(f"m{n}", n, 1_763_800_000 + n, **{"from": f"336000000{n % 25:02d}"}) for n in range(1000)]
        random.Random(1).shuffle(many)
        async with line_to(door, meta, quiet=1.0, longest=3.0) as line:
            await line.deliver(*many)
            await line.quiet(120)
        heard: dict[str, str] = {}
        for one in agent.heard:
            heard[one.sender_id] = f"{heard.get(one.sender_id, '')} {one.text}".strip()
        assert sorted(heard.values()) == sorted(" ".join(f"m{n}" for n in range(k, 1000, 25)) for k in range(25))

    async def test_who_writes_too_fast_loses_nothing(self, door, meta, agent: ScriptedAgent):
        async with line_to(door, meta, quiet=0.0, messages=3, seconds=0.3) as line:
            for number in range(10):
                await line.deliver(text(f"m{number}", number))
            await line.quiet()
        assert agent.texts == [f"m{number}" for number in range(10)]


class TestWhoWrites:
    async def test_phone_then_empty_absent_or_replaced_by_the_other_id(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("un", 1, from_user_id=BSUID), contacts=[HELENE])
        await line.quiet()
        await line.deliver(text("deux", 2, from_user_id=BSUID, **{"from": ""}))
        await line.quiet()
        third = text("trois", 3, from_user_id=BSUID)
        del third["from"]
        await line.deliver(third)
        await line.quiet()
        await line.deliver(text("quatre", 4, **{"from": BSUID}), contacts=[{"wa_id": BSUID}])
        await line.quiet()
        assert agent.texts == ["un", "deux", "trois", "quatre"]
        assert len({heard.sender_id for heard in agent.heard}) == 1

    async def test_the_phone_stays_known_for_sending(self, line: Line, store):
        await line.deliver(text("un", 1, from_user_id=BSUID))
        await line.quiet()
        conversation = conversation_of(line)
        recipient = store.whatsapp_recipient(conversation)
        assert (recipient.phone, recipient.user_id) == ("33600000001", BSUID)
        assert store.whatsapp_last_message(conversation) == datetime.fromtimestamp(1_763_800_000, timezone.utc)
        assert store.address_of(conversation) not in ("33600000001", BSUID)

    async def test_a_number_that_changed_hands_is_somebody_else(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("un", 1, from_user_id=BSUID))
        await line.quiet()
        await line.deliver(text("deux", 2, from_user_id="FR.222"))
        await line.quiet()
        assert len({heard.sender_id for heard in agent.heard}) == 2
        former = line.door.store.whatsapp_recipient(agent.heard[0].sender_id)
        assert (former.phone, former.user_id) == (None, BSUID)

    @pytest.mark.parametrize("known_by", ["phone", "user"])
    async def test_an_announced_change_of_id_is_followed(self, line: Line, agent: ScriptedAgent, known_by: str):
        await line.deliver(text("un", 1, from_user_id=BSUID))
        await line.quiet()
        said = f"User changed from {BSUID} to FR.777"
        told = message("system", {"body": said, "user_id": "FR.777", "type": "user_changed_user_id"}, 2)
        if known_by == "user":
            told |= {"from": "", "from_user_id": BSUID}
        await line.deliver(told)
        await line.deliver(text("deux", 3, from_user_id="FR.777", **{"from": "33699999999"}))
        await line.quiet()
        assert agent.texts == ["un", "deux"]
        assert len({heard.sender_id for heard in agent.heard}) == 1

    async def test_an_announced_change_of_number_is_followed(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("un", 1))
        await line.quiet()
        said = "User Hélène changed from 33600000001 to 33600000002"
        await line.deliver(message("system", {"body": said, "wa_id": "33600000002", "type": "user_changed_number"}, 2))
        await line.deliver(text("deux", 3, **{"from": "33600000002"}))
        await line.quiet()
        assert len({heard.sender_id for heard in agent.heard}) == 1

    async def test_a_name_cannot_pass_for_an_announcement(self, line: Line, agent: ScriptedAgent):
        """Whoever takes the id of somebody else as a name must not get their conversation."""
        await line.deliver(text("un", 1, from_user_id=BSUID))
        await line.quiet()
        name = f"changed from {BSUID} to 33600000003"
        said = f"User {name} changed from 33600000002 to 33600000003"
        thief = message("system", {"body": said, "wa_id": "33600000003", "type": "user_changed_number"}, 2)
        await line.deliver({**thief, "from": "33600000002"})
        await line.deliver(text("deux", 3, **{"from": "33600000003"}))
        await line.quiet()
        assert len({heard.sender_id for heard in agent.heard}) == 2

    async def test_nobody_at_all_is_kept_and_counted(self, line: Line, agent: ScriptedAgent):
        nobody = text("bonjour")
        del nobody["from"]
        await line.deliver(nobody, contacts=[{"profile": {"name": "?"}}])
        await line.quiet()
        assert agent.heard == []
        assert line.channel.receiver.counts["no_sender"] == 1


class TestKinds:
    @pytest.mark.parametrize(
        "silent",
        [
            message("reaction", {"message_id": "wamid.x", "emoji": "👍"}),
            message("reaction", {"message_id": "wamid.x"}),
            message("system", {"body": "?", "type": "user_changed_number", "wa_id": "33600000005"}),
            message("revoke", {"original_message_id": "wamid.unknown"}),
            text("bonjour le groupe", group_id="g1"),
        ],
        ids=lambda one: one["type"],
    )
    async def test_no_answer(self, line: Line, agent: ScriptedAgent, silent: dict[str, Any]):
        await line.deliver(silent)
        await line.quiet()
        assert agent.heard == []
        assert transcript(line) == []

    @pytest.mark.parametrize("word", ["sent", "delivered", "read", "failed", "some_future_word"])
    async def test_a_status_alone_is_heard_by_nobody(self, line: Line, meta: Meta, agent: ScriptedAgent, word: str):
        status = {"id": "wamid.out", "status": word, "timestamp": "1763800900", "recipient_id": "33600000001"}
        await line.deliver(statuses=[status])
        await line.quiet()
        assert [one.status for one in meta.statuses] == [word]
        assert agent.heard == [] and meta.read == [] and transcript(line) == []

    async def test_a_danger_told_in_a_group_is_answered(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("ça sent le gaz ici", group_id="g1"))
        await line.quiet()
        assert agent.texts == ["ça sent le gaz ici"]

    @pytest.mark.parametrize(
        ("sent", "name"),
        [
            (message("audio", {"id": "1", "mime_type": "audio/ogg; codecs=opus", "voice": True}), "vocal"),
            (message("video", {"id": "1", "mime_type": "video/mp4"}), "video"),
            (message("document", {"id": "1", "mime_type": "application/pdf", "filename": "../../a"}), "document"),
            (message("sticker", {"id": "1", "mime_type": "image/webp", "animated": True}), "autocollant"),
            (message("contacts", [{"name": {"formatted_name": "Lucía"}, "phones": [{"phone": "+1"}]}]), "contact"),
            (message("order", {"catalog_id": "1", "text": "", "product_items": []}), "commande"),
            (message("unsupported", errors=[{"code": 131051}]), "inconnu"),
            (message("some_future_type", {"x": 1}), "inconnu"),
            (message("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "[1"}}), "inconnu"),
            (message("interactive"), "repeter"),
            (message("interactive", {"type": "button_reply", "button_reply": None}), "repeter"),
            (text(""), "repeter"),
            (message("text"), "repeter"),
            (message("location", {"latitude": "x"}), "repeter"),
            (message("location", {"latitude": 1000, "longitude": 2}), "repeter"),
            (message("image", {"mime_type": "image/jpeg"}), "photo_perdue"),
        ],
        ids=lambda one: one if isinstance(one, str) else one["type"],
    )
    async def test_what_cannot_be_read_is_answered_honestly(self, line: Line, agent, sent: dict[str, Any], name: str):
        await line.deliver(sent)
        await line.quiet()
        assert agent.heard == []
        notice = next(one for one in NOTICES if one.message == f"utter_whatsapp_{name}")
        texts = line.door.texts
        entries = line.door.store.messages_after(conversation_of(line))
        assert sorted(one.text for one in entries if one.author is not Author.CUSTOMER) == sorted(
            [texts.message("utter_presentation").text, texts.message(notice.message).text]
        )
        assert customer_lines(line) == [texts.wording(notice.label)]
        assert "Lucía" not in str(transcript(line))

    async def test_the_same_notice_once_a_burst_and_words_beside_it(self, line: Line, agent: ScriptedAgent):
        voice = {"id": "1", "mime_type": "audio/ogg", "voice": True}
        sticker = message("sticker", {"id": "2"}, 4)
        await line.deliver(message("audio", voice, 1), message("audio", voice, 2), text("vous m'entendez", 3), sticker)
        await line.quiet()
        assert agent.texts == ["vous m'entendez"]
        said = [words for author, words in transcript(line) if author == "assistant"]
        assert said[1:] == ["Vous dites : vous m'entendez", line.door.texts.message("utter_whatsapp_vocal").text]

    async def test_nothing_is_said_in_place_of_the_person_who_leads(self, line: Line, store):
        await line.deliver(text("bonjour", 1))
        await line.quiet()
        store.take_over(conversation_of(line), "Lise")
        before = len(transcript(line))
        await line.deliver(message("audio", {"id": "1"}, 2))
        await line.quiet()
        assert transcript(line)[before:] == [("client", line.door.texts.wording("whatsapp_vocal_envoye"))]

    async def test_a_caption_is_words_even_below_a_video(self, line: Line, agent: ScriptedAgent):
        await line.deliver(message("video", {"id": "1", "caption": "il y a des étincelles au compteur"}))
        await line.quiet()
        assert agent.texts == ["il y a des étincelles au compteur"]
        assert transcript(line)[-1] == ("assistant", line.door.texts.message("utter_whatsapp_video").text)

    @pytest.mark.parametrize("values", [(45.76, 4.83), ("45.76", "4.83"), ("45,76", "4,83")])
    async def test_a_place_reaches_the_form(self, line: Line, agent: ScriptedAgent, values: tuple[Any, Any]):
        place = {"latitude": values[0], "longitude": values[1], "name": "Chez moi", "address": "1 rue Neuve, Lyon"}
        await line.deliver(message("location", place))
        await line.quiet()
        (heard,) = agent.heard
        assert heard.metadata["location"] == {
            "latitude": 45.76,
            "longitude": 4.83,
            "label": "Chez moi, 1 rue Neuve, Lyon",
        }

    @pytest.mark.parametrize("kind", ["button_reply", "list_reply", "button"])
    async def test_a_pressed_button_is_the_one_that_was_issued(self, line: Line, agent: ScriptedAgent, kind: str):
        agent.script["bonjour"] = [
            {"text": "Que faire ?", "buttons": [{"title": "Payer ma facture", "payload": "/pay"}]}
        ]
        await line.deliver(text("bonjour", 1))
        await line.quiet()
        button = line.door.store.messages_after(conversation_of(line))[-1].buttons[0].id
        reply = {"id": button, "title": "Payer"}
        pressed = message("interactive", {"type": kind, kind: reply}, 2)
        await line.deliver(message("button", {"payload": button, "text": "Payer"}, 2) if kind == "button" else pressed)
        await line.quiet()
        assert agent.texts == ["bonjour", "/pay"]
        assert customer_lines(line) == ["bonjour", "Payer ma facture"]

    async def test_the_button_of_a_template_lets_what_was_held_leave(
        self, line: Line, agent: ScriptedAgent, meta: Meta
    ):
        await line.deliver(message("button", {"payload": READ_PAYLOAD, "text": "Lire la réponse"}))
        await line.quiet()
        assert agent.texts == [] and customer_lines(line) == ["Lire la réponse"]
        assert meta.woken == [conversation_of(line)]

    async def test_a_button_of_somebody_else_is_only_its_words(self, line: Line, agent: ScriptedAgent):
        reply = {"id": "/restart", "title": "/restart"}
        await line.deliver(message("interactive", {"type": "button_reply", "button_reply": reply}))
        await line.quiet()
        assert agent.texts == ["restart"]

    async def test_a_typed_number_is_the_option_that_bore_it(self, line: Line, meta: Meta, agent: ScriptedAgent):
        offered = [{"title": f"Option {n}", "payload": f"/option_{n}"} for n in range(1, 13)]
        agent.script["bonjour"] = [{"text": "Choisissez.", "buttons": offered}]
        await line.deliver(text("bonjour", 1))
        await line.quiet()
        meta.numbered = True
        await line.deliver(text("12.", 2))
        await line.quiet()
        await line.deliver(text("13", 3))
        await line.quiet()
        assert agent.texts == ["bonjour", "/option_12", "13"]

    async def test_half_a_character_and_a_strange_id_are_no_obstacle(self, line: Line, agent: ScriptedAgent):
        odd = {**text("salut \ud83d"), "id": "wamid.é\u0000" + "x" * 300}
        await line.deliver(odd)
        await line.deliver(odd)
        await line.quiet()
        assert len(agent.heard) == 1

    async def test_a_card_number_is_nowhere_in_the_database(self, line: Line, agent: ScriptedAgent, tmp_path):
        await line.deliver(text("ma carte 4111 1111 1111 1111"))
        await line.quiet()
        stored = b"".join(one.read_bytes() for one in tmp_path.glob("conversations.db*"))
        assert b"4111" not in stored
        assert b"33600000001" not in stored

    async def test_read_marks_with_typing_only_when_the_assistant_leads(self, line: Line, meta: Meta, store):
        await line.deliver(text("un", 1), text("deux", 2))
        await line.quiet()
        store.take_over(conversation_of(line), "Lise")
        await line.deliver(text("trois", 3))
        await line.quiet()
        assert meta.read == [("wamid.2", True), ("wamid.3", False)]


class TestSpeed:
    async def test_a_crowd_waits_its_turn_but_a_danger_does_not(self, door, meta, agent: ScriptedAgent):
        over = asyncio.Event()
        agent.script["lent"] = [over.wait, {"text": "enfin"}]
        async with line_to(door, meta, turns=2) as line:
            for number in range(5):
                await line.deliver(text("lent", number, **{"from": f"3360000{number:04d}"}))
            await eventually(lambda: len(agent.heard) == 2)
            await line.deliver(text("ça sent le gaz", 9, **{"from": "33600009999"}))
            await eventually(lambda: len(agent.heard) == 3)
            assert agent.texts == ["lent", "lent", "ça sent le gaz"]
            over.set()
            await line.quiet()
        assert len(agent.heard) == 6

    async def test_slow_photos_keep_nobody_else_waiting(self, door, meta, agent: ScriptedAgent):
        over = asyncio.Event()
        meta.files = {f"m{number}": [over.wait, b"no photo"] for number in range(8)}
        async with line_to(door, meta, turns=2) as line:
            for number in range(8):
                await line.deliver(photo(f"m{number}", number, **{"from": f"3360000{number:04d}"}))
            await eventually(lambda: len(meta.asked) == AT_ONCE)
            await line.deliver(text("bonjour", 9, **{"from": "33600009999"}))
            await eventually(lambda: agent.texts == ["bonjour"], 2.0)
            over.set()
            await line.quiet()

    async def test_words_do_not_wait_for_the_photos_of_others(self, door, meta, agent: ScriptedAgent, monkeypatch):
        monkeypatch.setattr("channels.whatsapp.media_in.LONGEST_WAIT", 0.3)
        monkeypatch.setattr("channels.whatsapp.media_in.SECONDS", 3.0)
        over = asyncio.Event()
        meta.files = {f"m{number}": [over.wait, b"no photo"] for number in range(AT_ONCE + 1)}
        async with line_to(door, meta) as line:
            for number in range(AT_ONCE):
                await line.deliver(photo(f"m{number}", number, **{"from": f"3360000{number:04d}"}))
            await eventually(lambda: len(meta.asked) == AT_ONCE)
            await line.deliver(photo(f"m{AT_ONCE}", 9, "voici mon compteur", **{"from": "33600009999"}))
            await eventually(lambda: agent.texts == ["voici mon compteur"], 2.0)
            over.set()
            await eventually(lambda: not line._busy())

    async def test_who_writes_too_fast_keeps_nobody_else_waiting(self, door, meta, agent: ScriptedAgent):
        async with line_to(door, meta, quiet=0.0, turns=1, messages=1, seconds=3.0) as line:
            await line.deliver(text("un", 1), text("deux", 2))
            await eventually(lambda: line.door.texts.message(TOO_FAST).text in str(transcript(line)))
            await line.deliver(text("bonjour", 9, **{"from": "33600009999"}))
            await eventually(lambda: "bonjour" in agent.texts, 2.0)
            assert "deux" not in agent.texts
            await line.quiet()
        assert agent.texts == ["un", "bonjour", "deux"]

    async def test_a_danger_waits_neither_for_its_own_queue_nor_is_it_answered_twice(self, line: Line, agent):
        safety = line.door.texts.danger("gaz", {})
        assert safety is not None
        over = asyncio.Event()
        agent.script["lent"] = [over.wait, {"text": "enfin"}]
        agent.script["ça sent le gaz"] = [{"text": safety.text, "utter_action": "utter_danger_gaz"}]
        await line.deliver(text("lent", 1))
        await eventually(lambda: agent.heard)
        await line.deliver(text("ça sent le gaz", 2))
        await eventually(lambda: ("assistant", safety.text) in transcript(line), 2.0)
        assert agent.texts == ["lent"]  # its own turn waits in the order of the conversation
        over.set()
        await line.quiet()
        assert agent.texts == ["lent", "ça sent le gaz"]
        assert transcript(line).count(("assistant", safety.text)) == 1

    async def test_a_danger_cut_in_two_goes_before_everybody_who_waits(self, door, meta, agent: ScriptedAgent):
        """Nothing has been taken up yet: the words of its author that wait with it are read together."""
        crowd = [text("bonjour", n, **{"from": f"3360000{n:04d}"}) for n in range(200)]
        mine = {"from": "33600009999"}
        cut = [text("bonjour, je sens", 900, **mine), *crowd, text("le gaz dans la cuisine", 901, **mine)]
        async with line_to(door, meta, quiet=0.5, longest=0.5) as line:
            await line.deliver(*cut)
            await eventually(lambda: agent.texts, 2.0)
            assert agent.texts == ["bonjour, je sens le gaz dans la cuisine"]
            await line.quiet()
        assert len(agent.heard) == 201

    async def test_webhooks_of_the_same_moment_are_one_transaction(self, line: Line, store, monkeypatch):
        sizes: list[int] = []
        keep = type(store).whatsapp_keep

        def counted(self: Any, raw: Any) -> Any:
            events = list(raw)
            sizes.append(len(events))
            return keep(self, events)

        monkeypatch.setattr(type(store), "whatsapp_keep", counted)
        bodies = [webhook(text("bonjour", n, **{"from": f"3360000{n:04d}"})) for n in range(40)]
        answers = await asyncio.gather(*(line.post(body) for body in bodies))
        assert {answer.status_code for answer in answers} == {200}
        assert sum(sizes) == 40 and len(sizes) < 40
        await line.quiet()

    async def test_acknowledgements_while_a_bot_holds_the_loop(self, door, meta, agent: ScriptedAgent):
        async def heavy() -> None:
            for _ in range(3):
                time.sleep(0.02)
                await asyncio.sleep(0.02)

        agent.script["lourd"] = [heavy, {"text": "enfin"}]

        async def acknowledged(number: int) -> float:
            begun = time.perf_counter()
            await line.deliver(text("lourd", number, **{"from": f"3360000{number:04d}"}))
            return time.perf_counter() - begun

        async with line_to(door, meta, turns=1) as line:
            waits = [wait for wave in range(3) for wait in await asyncio.gather(*map(acknowledged, waves(wave, 20)))]
            await line.quiet(120)
        assert sorted(waits)[int(0.99 * len(waits))] < 1.0
        assert len(agent.heard) == len(waits) == 60

    async def test_the_acknowledgement_does_not_wait_for_the_answer(self, line: Line, agent: ScriptedAgent):
        agent.script["lent"] = [lambda: asyncio.sleep(5.0), {"text": "enfin"}]
        loop, waits = asyncio.get_running_loop(), []
        for number in range(20):
            begun = loop.time()
            await line.deliver(text("lent", number, **{"from": f"3360000{number:04d}"}))
            waits.append(loop.time() - begun)
        assert sorted(waits)[10] < 0.25
        assert CONFIG.quiet < 5
        await line.quiet()
        assert len(agent.heard) == 20
