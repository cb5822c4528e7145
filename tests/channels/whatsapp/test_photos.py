"""Photos of customers: an album is one message, words are never held back, what cannot be fetched is said."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta

import pytest
from PIL import Image

from channels.whatsapp.errors import GraphProblem, MediaRefused
from channels.whatsapp.handing import PHOTO_WAITS
from tests.channels.scripted import ScriptedAgent
from tests.channels.whatsapp.meta import Line, Meta, line_to, message, photo, text
from tests.channels.whatsapp.test_inbound import conversation_of, customer_lines, eventually, transcript

AWAY = GraphProblem(None, "ClientConnectorError")


def jpeg(colour: str = "red") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(written, "JPEG")
    return written.getvalue()


def due_now(line: Line) -> None:
    """Move the next try of what waits to now."""
    with line.door.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE whatsapp_event SET not_before = NULL")


async def next_try(line: Line) -> None:
    due_now(line)
    assert line.channel.receiver is not None
    line.channel.receiver.sweep()
    await line.quiet()


async def test_an_album_is_one_message_with_its_words(line: Line, meta: Meta, agent: ScriptedAgent):
    meta.files = {"m1": [jpeg()], "m2": [jpeg("blue")]}
    await line.deliver(photo("m1", 1, "mon compteur"))
    await line.deliver(photo("m2", 2))
    await line.deliver(text("il affiche une erreur", 3))
    await line.quiet()
    (heard,) = agent.heard
    assert heard.text == "mon compteur il affiche une erreur"
    kinds = [one["kind"] for one in heard.metadata["attachments"]]
    assert kinds == ["image/jpeg", "image/jpeg"]
    store = line.door.store
    for one in heard.metadata["attachments"]:
        kept = store.file(heard.sender_id, one["id"])
        assert Image.open(io.BytesIO(kept.content)).size == (40, 30)


async def test_photos_without_a_word(line: Line, meta: Meta, agent: ScriptedAgent):
    meta.files = {"m1": [jpeg()], "m2": [jpeg()]}
    await line.deliver(photo("m1", 1), photo("m2", 2))
    await line.quiet()
    assert len(agent.heard[0].metadata["attachments"]) == 2
    assert customer_lines(line) == ["2 photos envoyées"]


async def test_a_photo_sent_as_a_document_is_a_photo(line: Line, meta: Meta, agent: ScriptedAgent):
    meta.files = {"m1": [jpeg()]}
    about = {"id": "m1", "mime_type": "image/jpeg", "filename": "../../etc/passwd", "caption": "voici"}
    await line.deliver(message("document", about))
    await line.quiet()
    assert agent.texts == ["voici"]
    assert len(agent.heard[0].metadata["attachments"]) == 1


async def test_the_words_do_not_wait_for_a_photo_that_comes_later(line: Line, meta: Meta, agent: ScriptedAgent):
    meta.files = {"m1": [AWAY, jpeg()]}
    await line.deliver(photo("m1", 1, "la photo de mon compteur"))
    await eventually(lambda: agent.heard)
    assert agent.texts == ["la photo de mon compteur"]
    assert "attachments" not in agent.heard[0].metadata
    await eventually(lambda: line.door.store.whatsapp_due() == [])
    await next_try(line)
    assert customer_lines(line) == ["la photo de mon compteur", "Photo envoyée"]
    assert len(agent.heard[1].metadata["attachments"]) == 1
    await line.deliver(photo("m1", 1, "la photo de mon compteur"))  # Meta delivers again
    await line.quiet()
    assert len(agent.heard) == 2


async def test_a_photo_that_never_comes_is_said_in_the_end(line: Line, meta: Meta, agent: ScriptedAgent):
    meta.files = {"m1": [AWAY]}
    await line.deliver(photo("m1", 1))
    await eventually(lambda: meta.asked)
    for _ in PHOTO_WAITS:
        await eventually(lambda: line.door.store.whatsapp_due() == [])
        assert transcript(line) == []
        await next_try(line)
    lost = line.door.texts.message("utter_whatsapp_photo_perdue").text
    assert ("assistant", lost) in transcript(line)
    assert agent.heard == []
    assert len(meta.asked) == len(PHOTO_WAITS) + 1


@pytest.mark.parametrize("bad", [b"<html>no</html>", b"", MediaRefused("not the file that was announced")], ids=repr)
async def test_what_is_no_photo_is_said_and_its_words_answered(line: Line, meta: Meta, agent, bad):
    meta.files = {"m1": [bad], "m2": [bad]}
    unreadable = line.door.texts.message("utter_whatsapp_photo_illisible").text
    await line.deliver(photo("m1", 1))
    await line.quiet()
    assert transcript(line)[0] == ("client", "Photo envoyée")
    assert transcript(line)[-1] == ("assistant", unreadable)
    await line.deliver(photo("m2", 2, "ma facture"))
    await line.quiet()
    assert agent.texts == ["ma facture"]
    assert [said for _, said in transcript(line)].count(unreadable) == 2
    assert len(meta.asked) == 2


async def test_a_danger_does_not_wait_for_its_photo(line: Line, meta: Meta, agent: ScriptedAgent):
    meta.files = {"m1": [lambda: asyncio.sleep(60), jpeg()], "m2": [jpeg()]}
    await line.deliver(photo("m1", 1, "mon compteur"))
    await eventually(lambda: meta.asked)  # the download is under way, and nothing of this sender moves
    await line.deliver(photo("m2", 2, "il y a le feu au compteur"))
    await eventually(lambda: agent.heard)
    assert agent.texts == ["il y a le feu au compteur"]
    assert "m2" not in meta.asked


async def test_a_crash_while_a_photo_is_fetched(door, meta: Meta, agent: ScriptedAgent, open_door):
    meta.files = {"m1": [lambda: asyncio.sleep(60), jpeg()]}
    async with line_to(door, meta) as line:
        await line.deliver(photo("m1", 1, "mon compteur"))
        await eventually(lambda: meta.asked)
        line.channel.receiver._hearing._lanes._running.clear()  # the process dies: nobody waits for it
    assert agent.heard == []
    async with line_to(open_door(agent), meta) as line:
        await line.quiet()
    assert agent.texts == ["mon compteur"]
    assert len(agent.heard[0].metadata["attachments"]) == 1


class TestChanges:
    async def test_an_edit_before_the_answer_is_what_is_answered(self, door, meta, agent: ScriptedAgent):
        async with line_to(door, meta, quiet=0.5, longest=5.0) as line:
            await line.deliver(text("payer 10 euros", 1), text("merci", 2))
            await line.deliver(edit("wamid.1", "payer 20 euros", 3))
            await line.quiet()
        assert agent.texts == ["payer 20 euros merci"]

    async def test_an_edit_after_the_answer_changes_the_transcript_only(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("payer 10 euros", 1), text("merci", 2))
        await line.quiet()
        await line.deliver(edit("wamid.1", "payer 20 euros avec 4111 1111 1111 1111", 3))
        await line.quiet()
        assert len(agent.heard) == 1
        (said,) = customer_lines(line)
        assert said.startswith("payer 20 euros avec ")
        assert said.endswith(" merci")
        assert "4111" not in said

    async def test_an_edit_that_tells_of_a_danger_is_answered(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("bonjour", 1))
        await line.quiet()
        await line.deliver(edit("wamid.1", "ça sent le gaz", 2))
        await line.quiet()
        assert agent.texts == ["bonjour", "ça sent le gaz"]

    async def test_an_edit_that_tells_of_a_danger_waits_behind_nothing(self, door, meta: Meta, agent: ScriptedAgent):
        safety = door.texts.danger("gaz", {})
        over = asyncio.Event()
        agent.script["lent"] = [over.wait, {"text": "enfin"}]
        async with line_to(door, meta, turns=1) as line:
            await line.deliver(text("lent", 1))
            await eventually(lambda: agent.heard)
            await line.deliver(edit("wamid.1", "ça sent le gaz", 2))
            await eventually(lambda: ("assistant", safety.text) in transcript(line), 3.0)
            assert agent.texts == ["lent"]
            over.set()
            await line.quiet()

    async def test_an_edit_of_what_never_came_is_a_message(self, line: Line, agent: ScriptedAgent):
        await line.deliver(edit("wamid.lost", "payer ma facture", 2))
        await line.quiet()
        assert agent.texts == ["payer ma facture"]

    async def test_what_is_taken_back_in_time_is_not_answered(self, door, meta, agent: ScriptedAgent):
        async with line_to(door, meta, quiet=0.5, longest=5.0) as line:
            await line.deliver(text("oups", 1))
            await line.deliver(revoke("wamid.1", 2))
            await line.quiet()
            assert transcript(line) == []
        assert agent.heard == []

    async def test_what_is_taken_back_late_is_erased(self, line: Line, meta: Meta, agent: ScriptedAgent):
        meta.files = {"m1": [jpeg()]}
        await line.deliver(text("un secret", 1), text("et autre chose", 2))
        await line.quiet()
        await line.deliver(photo("m1", 3))
        await line.quiet()
        file = agent.heard[1].metadata["attachments"][0]["id"]
        await line.deliver(revoke("wamid.1", 4), revoke("wamid.3", 5))
        await line.quiet()
        erased = line.door.texts.wording("whatsapp_message_efface")
        assert customer_lines(line) == ["et autre chose", erased]
        assert line.door.store.file(conversation_of(line), file) is None
        assert len(agent.heard) == 2

    async def test_nobody_takes_back_the_message_of_somebody_else(self, line: Line, agent: ScriptedAgent):
        await line.deliver(text("bonjour", 1))
        await line.quiet()
        await line.deliver({**revoke("wamid.1", 2), "from": "33600000008"})
        await line.quiet()
        assert customer_lines(line) == ["bonjour"]


def edit(original: str, words: str, number: int) -> dict[str, object]:
    changed = {"original_message_id": original, "message": {"type": "text", "text": {"body": words}}}
    return message("edit", changed, number)


def revoke(original: str, number: int) -> dict[str, object]:
    return message("revoke", {"original_message_id": original}, number)


def test_the_waits_between_tries_grow():
    assert list(PHOTO_WAITS) == sorted(PHOTO_WAITS)
    assert sum(PHOTO_WAITS, timedelta()) < timedelta(minutes=10)
