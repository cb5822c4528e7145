"""The whole channel: refuses to start half set up; a conversation in and out; files as Meta really gives them."""

from __future__ import annotations

import io
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx
import pytest
from PIL import Image

from channels.door import Door
from channels.startup import StartRefused
from channels.texts import MissingMessages, Texts
from channels.whatsapp import WhatsappInput
from channels.whatsapp.channel import require_notices
from channels.whatsapp.signature import HEADER, signature
from courant.brand import load_brand
from courant.packs import load_catalogue
from courant.settings import PROJECT_ROOT, settings
from tests.channels.conftest import WORLD
from tests.channels.scripted import ScriptedAgent
from tests.channels.served import client_of
from tests.channels.whatsapp.graph_double import NUMBER, TOKEN, GraphDouble, running_graph
from tests.channels.whatsapp.meta import CONFIG, photo, text, webhook
from tests.channels.whatsapp.test_inbound import eventually

SECRET = CONFIG.number.app_secret


@pytest.fixture
def real_use(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    for name, value in {"MODE": "production", "SECRET_KEY": "s" * 40}.items():
        monkeypatch.setenv(f"COURANT_{name}", value)
    monkeypatch.setenv("RASA_TOKEN", "r" * 40)
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


class TestStart:
    def test_the_demo_has_a_number(self):
        assert WhatsappInput.from_credentials(None).name() == "whatsapp"

    def test_delays_come_from_the_credentials_file(self):
        assert WhatsappInput.from_credentials({"quiet": 2.5})._config.quiet == 2.5

    def test_real_use_without_a_secret_is_refused_by_name(self, real_use):
        with pytest.raises(StartRefused) as refusal:
            WhatsappInput.from_credentials(None)
        assert "WHATSAPP_APP_SECRET" in str(refusal.value)
        assert "WHATSAPP_PHONE_NUMBER_ID" in str(refusal.value)
        assert "credentials.yml" in str(refusal.value)

    def test_real_use_with_everything_starts(self, real_use):
        for name in ("PHONE_NUMBER_ID", "ACCESS_TOKEN", "APP_SECRET", "VERIFY_TOKEN"):
            real_use.setenv(f"WHATSAPP_{name}", "x" * 32)
        settings.cache_clear()
        assert WhatsappInput.from_credentials({}).name() == "whatsapp"

    def test_packs_without_words_for_what_cannot_be_read_are_refused(self):
        brand = load_brand(PROJECT_ROOT / "brand.yml")
        small = Texts(load_catalogue(WORLD, brand=brand), brand.texts)
        with pytest.raises(MissingMessages, match="whatsapp_vocal"):
            require_notices(small)


@pytest.fixture
async def graph() -> AsyncIterator[GraphDouble]:
    async with running_graph() as double:
        yield double


@pytest.fixture
async def client(door: Door, graph: GraphDouble) -> AsyncIterator[httpx.AsyncClient]:
    number = replace(CONFIG.number, api_url=graph.url, phone_number_id=NUMBER, access_token=TOKEN)
    async with client_of(WhatsappInput(replace(CONFIG, number=number)), door) as opened:
        yield opened


async def deliver(client: httpx.AsyncClient, *messages: dict[str, object]) -> None:
    now = str(int(time.time()))  # nothing is sent to who has not written for a day
    body = httpx.Request(
        "POST", "/", json=webhook(*({**one, "timestamp": now} for one in messages), phone_number_id=NUMBER)
    ).read()
    answer = await client.post("/webhook", content=body, headers={HEADER: signature(body, SECRET)})
    assert answer.status_code == 200


def jpeg() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(written, "JPEG")
    return written.getvalue()


class TestWhole:
    async def test_a_question_is_answered_on_the_phone(self, client, graph: GraphDouble, agent: ScriptedAgent):
        await deliver(client, text("bonjour", 1))
        await eventually(lambda: "Vous dites : bonjour" in graph.texts())
        assert {payload["to"] for payload in graph.sent} == {"+33600000001"}
        assert graph.read[0]["message_id"] == "wamid.1"
        assert graph.authorisations == {f"Bearer {TOKEN}"}

    async def test_a_status_reaches_the_sending_half(self, client, graph: GraphDouble, door: Door):
        await deliver(client, text("bonjour", 1))
        await eventually(lambda: "Vous dites : bonjour" in graph.texts())
        read = {"id": graph.ids()[-1], "status": "read", "timestamp": "1763800900"}
        body = httpx.Request("POST", "/", json=webhook(phone_number_id=NUMBER, statuses=[read])).read()
        answer = await client.post("/webhook", content=body, headers={HEADER: signature(body, SECRET)})
        assert answer.status_code == 200
        await eventually(lambda: door.store.whatsapp_due() == [])

    async def test_a_photo_whose_first_link_has_expired(self, client, graph: GraphDouble, agent: ScriptedAgent):
        graph.offer("m1", jpeg(), "image/jpeg", expired=1)
        await deliver(client, photo("m1", 1, "mon compteur"))
        await eventually(lambda: agent.heard)
        assert len(agent.heard[0].metadata["attachments"]) == 1

    @pytest.mark.parametrize("wrong", ["hash", "large", "html"])
    async def test_a_file_that_is_not_what_it_says(self, client, graph: GraphDouble, agent, texts, wrong: str):
        content = {"hash": jpeg(), "large": jpeg() + b"\0" * 5_000_001, "html": b"<html>pas une photo</html>"}[wrong]
        graph.offer("m1", content, "image/jpeg", sha="0" * 64 if wrong == "hash" else None)
        await deliver(client, photo("m1", 1, "mon compteur"))
        await eventually(lambda: texts.message("utter_whatsapp_photo_illisible").text in graph.texts())
        assert agent.texts == ["mon compteur"]
        assert "attachments" not in agent.heard[0].metadata
