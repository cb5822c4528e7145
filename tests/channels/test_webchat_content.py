"""Photos and places in the web chat: checked, cleaned, kept for their owner, handed on with the message."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import httpx
import pytest
from PIL import Image
from rasa.core.channels.channel import UserMessage

from channels import photos
from channels.webchat.files import SOURCE, WidgetFile, lean
from tests.channels.scripted import ScriptedAgent
from tests.channels.visitor import events, history, open_session, take

PARIS = {"latitude": 48.8566101, "longitude": 2.3522219}
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), turned: bool = False) -> bytes:
    """A picture as a phone makes it: with its place and its maker, maybe turned on its side."""
    made = Image.new("RGB", size, "red")
    exif = Image.Exif()
    exif[MAKE] = "Phone of Camille"
    exif[GPS] = {1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 8.0)}
    if turned:
        exif[ORIENTATION] = 6
    written = io.BytesIO()
    made.save(written, kind, exif=exif)
    return written.getvalue()


async def upload(client: httpx.AsyncClient, content: bytes) -> httpx.Response:
    return await client.post("/files", content=content, headers={"content-type": "image/jpeg"})


async def send(client: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await client.post("/messages", json={"id": "m1", **body})


async def first_heard(agent: ScriptedAgent) -> UserMessage:
    """The first message that the assistant was given, which is after its acknowledgement."""
    for _ in range(100):
        if agent.heard:
            return agent.heard[0]
        await asyncio.sleep(0.02)
    raise AssertionError("the assistant was not asked")


class TestPhotos:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    async def test_what_phones_and_browsers_make_is_kept_as_a_plain_jpeg(self, kind):
        with Image.open(io.BytesIO(await photos.clean(picture(kind)))) as kept:
            assert (kept.format, kept.size) == ("JPEG", (40, 30))

    async def test_place_and_maker_are_gone(self):
        content = picture()
        assert b"Camille" in content
        cleaned = await photos.clean(content)
        assert b"Camille" not in cleaned
        with Image.open(io.BytesIO(cleaned)) as kept:
            assert not kept.getexif()

    async def test_a_picture_taken_sideways_stands_up(self):
        with Image.open(io.BytesIO(await photos.clean(picture(turned=True)))) as kept:
            assert kept.size == (30, 40)

    async def test_a_large_picture_is_made_smaller(self):
        with Image.open(io.BytesIO(await photos.clean(picture(size=(5000, 2500))))) as kept:
            assert kept.size == (2000, 1000)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"%PDF-1.7",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"GIF89a" + b"0" * 50,
            b"\xff\xd8\xff\xe0",
            b"x" * (photos.LARGEST_BYTES + 1),
        ],
        ids=["nothing", "pdf", "svg", "gif", "cut", "large"],
    )
    async def test_anything_else_is_refused(self, content):
        with pytest.raises(photos.BadPhoto):
            await photos.clean(content)

    async def test_a_picture_that_would_fill_the_memory_is_refused(self):
        tiny = io.BytesIO()
        Image.new("1", (12_000, 12_000)).save(tiny, "PNG")
        assert len(tiny.getvalue()) < 100_000
        with pytest.raises(photos.BadPhoto):
            await photos.clean(tiny.getvalue())


class TestUpload:
    async def test_a_photo_comes_with_the_message_that_names_it(self, client, agent, store):
        await open_session(client)
        kept = await upload(client, picture())
        assert (kept.status_code, kept.json()["kind"]) == (201, "image/jpeg")
        async with events(client, after=1) as stream:
            assert (await send(client, files=[kept.json()["id"]])).status_code == 202
            mine, _ = await take(stream, "message", 2)
        assert (mine["text"], mine["files"]) == ("Photo", [kept.json()])
        heard = await first_heard(agent)
        assert heard.text == "/reponse_libre"
        assert heard.metadata["attachments"] == [kept.json()]
        assert (await history(client))[1] == mine

    async def test_words_beside_a_photo_are_read(self, client, agent):
        await open_session(client)
        kept = (await upload(client, picture())).json()
        await send(client, files=[kept["id"]], text="mon compteur")
        assert [entry["text"] for entry in await history(client)][1] == "mon compteur"
        assert (await first_heard(agent)).text == "mon compteur"

    async def test_only_its_owner_gets_it_back(self, client):
        await open_session(client)
        kept = (await upload(client, picture())).json()["id"]
        mine = await client.get(f"/files/{kept}")
        assert (mine.status_code, mine.headers["content-type"]) == (200, "image/jpeg")
        assert mine.headers["x-content-type-options"] == "nosniff"
        del client.headers["authorization"]
        assert (await client.get(f"/files/{kept}")).status_code == 401
        await open_session(client)
        assert (await client.get(f"/files/{kept}")).status_code == 404
        assert (await send(client, files=[kept])).status_code == 400

    async def test_it_is_encrypted_and_goes_with_the_conversation(self, client, store):
        await open_session(client)
        await upload(client, picture())
        with store.database.read() as connection:
            (sealed,) = connection.exec_driver_sql("SELECT content_sealed FROM conversation_file").one()
        assert b"JFIF" not in bytes(sealed)
        await client.delete("/session")
        with store.database.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM conversation_file").scalar() == 0

    async def test_what_is_no_photo_is_refused(self, client):
        await open_session(client)
        assert (await upload(client, b"%PDF-1.7")).status_code == 415
        assert (await upload(client, b"x" * (photos.LARGEST_BYTES + 1))).status_code == 413

    async def test_nobody_uploads_without_a_session(self, client):
        assert (await upload(client, picture())).status_code == 401

    async def test_ten_photos_a_minute(self, client):
        await open_session(client)
        found = [(await upload(client, picture())).status_code for _ in range(11)]
        assert found == [201] * 10 + [429]


class TestPlace:
    async def test_a_place_comes_with_the_message(self, client, agent):
        await open_session(client)
        assert (await send(client, location=PARIS)).status_code == 202
        entry = (await history(client))[1]
        assert entry["text"] == "Ma position"
        heard = await first_heard(agent)
        assert heard.text == "/reponse_libre"
        assert heard.metadata["location"] == {"latitude": 48.85661, "longitude": 2.35222, "label": None}

    @pytest.mark.parametrize(
        "body",
        [
            {"location": "ici"},
            {"location": {}},
            {"location": {"latitude": "48", "longitude": 2}},
            {"location": {"latitude": True, "longitude": 2}},
            {"location": {"latitude": 91, "longitude": 2}},
            {"location": {"latitude": 48, "longitude": 181}},
            {"files": "abc"},
            {"files": [1]},
            {"files": ["unknown"]},
            {"files": ["a", "b", "c", "d"]},
            {"files": [], "text": ""},
        ],
    )
    async def test_what_makes_no_sense_is_refused(self, client, agent, body):
        await open_session(client)
        answer = await send(client, **body)
        assert answer.status_code == 400
        assert agent.heard == []


class TestQuestions:
    async def test_the_widget_is_told_what_it_may_help_to_give(self, client, agent):
        agent.script["panne"] = [{"text": "Où est-ce ?", "custom": {"asks": "lieu"}}]
        await open_session(client)
        async with events(client, after=2) as stream:
            await send(client, text="panne")
            assert (await take(stream, "message"))[0]["asks"] == "lieu"

    async def test_pictures_and_documents_are_told_with_their_words(self, client, agent):
        links = [{"title": "Échéancier", "url": "https://exemple.fr/p.pdf", "kind": "PDF", "size": 1200}]
        custom = {"links": links, "image_alt": "Où lire l'index"}
        agent.script["releve"] = [{"text": "Voici.", "image": "https://exemple.fr/i.png", "custom": custom}]
        await open_session(client)
        async with events(client, after=2) as stream:
            await send(client, text="releve")
            entry = (await take(stream, "message"))[0]
        assert (entry["image"], entry["alt"]) == ("https://exemple.fr/i.png", "Où lire l'index")
        assert entry["links"] == links

    async def test_what_a_title_notes_between_brackets_is_set_apart(self, client, agent):
        title = "Facture 12 (PDF, lien valable 30 minutes)"
        agent.script["facture"] = [
            {"text": "Voici.", "custom": {"links": [{"title": title, "url": "https://exemple.fr/f", "kind": "PDF"}]}}
        ]
        await open_session(client)
        async with events(client, after=2) as stream:
            await send(client, text="facture")
            (link,) = (await take(stream, "message"))[0]["links"]
        # The widget writes « Facture 12 (PDF, lien valable 30 minutes, nouvelle fenêtre) ».
        assert (link["title"], link["kind"]) == (title, "PDF, lien valable 30 minutes")


class TestScript:
    def test_what_is_served_is_the_source_without_what_readers_need(self):
        source = 'a();\n  // why\n\n  /* what */\n    b("  // kept  ");\n'
        assert lean(source) == 'a();\nb("  // kept  ");\n'

    def test_nothing_of_the_script_is_lost(self):
        served = WidgetFile.read().content.decode()
        kept = [line.strip() for line in SOURCE.read_text(encoding="utf-8").splitlines()]
        assert served.splitlines() == [line for line in kept if line and not line.startswith(("//", "/*"))]
