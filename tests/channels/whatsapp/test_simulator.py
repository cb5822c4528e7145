"""The whole line against the demo's simulator: a phone, the Graph API, our channel; and Meta's bad days."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from backends.kernel.clock import system_clock
from backends.whatsapp.app import application, simulator
from backends.whatsapp.line import Line
from backends.whatsapp.sending import Pace
from backends.whatsapp.templates import approved
from channels.door import Door
from channels.whatsapp import WhatsappInput, lane, reactions
from courant.brand import load_brand
from courant.conversations import OutMessage
from courant.settings import PROJECT_ROOT
from tests.backends.servers import _listen
from tests.backends.servers import served as serving
from tests.channels.scripted import ScriptedAgent
from tests.channels.served import served
from tests.channels.whatsapp.graph_double import PDF
from tests.channels.whatsapp.line import until
from tests.channels.whatsapp.meta import CONFIG

PHONE = "33639980001"
FAST = Pace(0.01, 0.03, 0.2)


@dataclass
class Held:
    """A phone in somebody's hand, and the door it speaks to."""

    http: httpx.AsyncClient
    door: Door

    async def write(self, text: str) -> None:
        await self._post("messages", {"text": text})

    async def press(self, bubble: dict[str, Any], choice: str) -> None:
        await self._post("messages", {"press": bubble["id"], "choice": choice})

    async def fault(self, kind: str, **more: Any) -> None:
        answer = await self.http.post("/simulator/faults", json={"kind": kind, **more})
        assert answer.status_code == 201, answer.text

    async def change(self, **values: Any) -> None:
        assert (await self.http.patch(f"/simulator/phones/{PHONE}", json=values)).status_code == 200

    async def shown(self) -> list[dict[str, Any]]:
        answer = await self.http.get(f"/simulator/phones/{PHONE}/messages")
        return [one for one in answer.json()["messages"] if not one.get("mine")]

    async def sees(self, count: int, seconds: float = 10.0) -> list[dict[str, Any]]:
        """What the phone shows, once there are so many messages of ours and no more."""
        found: list[dict[str, Any]] = []
        for _ in range(int(seconds / 0.05)):
            found = await self.shown()
            if len(found) >= count:
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.4)
        found = await self.shown()
        assert len(found) == count, found
        return found

    async def _post(self, what: str, body: dict[str, Any]) -> None:
        answer = await self.http.post(f"/simulator/phones/{PHONE}/{what}", json=body)
        assert answer.status_code == 201, answer.text


@asynccontextmanager
async def held_phone(door: Door) -> AsyncIterator[Held]:
    socket = _listen()
    address = f"http://127.0.0.1:{socket.getsockname()[1]}"
    channel = WhatsappInput(replace(CONFIG, number=replace(CONFIG.number, api_url=address)))
    number = CONFIG.number
    async with served(channel, door) as webhooks:
        played = Line(
            "Courant",
            number.phone_number_id,
            number.access_token,
            number.app_secret,
            number.verify_token,
            f"{webhooks}/webhook",
        )
        brand = load_brand(PROJECT_ROOT / "brand.yml").texts
        templates = approved(PROJECT_ROOT / "data" / "modeles" / "whatsapp.yml", brand)
        built = simulator(played, templates, system_clock, FAST, 0.05)
        built.phones.add("Camille Durand", f"+{PHONE}")
        app = application(built, "http://localhost:8000")
        async with serving(app, socket), httpx.AsyncClient(base_url=address, timeout=10) as http:
            yield Held(http, door)


@pytest.fixture
async def phone(door: Door, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Held]:
    monkeypatch.setattr(reactions, "LOST_SECONDS", 1.0)
    monkeypatch.setattr(lane, "MEDIA_SECONDS", 2.0)
    async with held_phone(door) as held:
        yield held


def words(bubble: dict[str, Any]) -> str:
    return str(bubble)


class TestConversation:
    async def test_choices_are_touched(self, phone: Held, agent: ScriptedAgent):
        agent.script["bonjour"] = [
            {"text": "Que souhaitez-vous ?", "buttons": [{"title": "Ma facture", "payload": "/facture"}]}
        ]
        agent.script["/facture"] = [{"text": "Voici votre facture."}]
        await phone.write("bonjour")
        greeting, offer = await phone.sees(2)
        assert "assistant automatique" in words(greeting)
        assert "Que souhaitez-vous" in words(offer) and "/facture" not in words(offer)
        entry = next(e for e in phone.door.store.messages_after(only(phone), 0) if e.buttons)
        await phone.press(offer, entry.buttons[0].id)
        assert "Voici votre facture." in words((await phone.sees(3))[-1])
        await until(lambda: set(states(phone)) == {"delivered"})

    async def test_eleven_choices_are_answered_by_a_number(self, phone: Held, agent: ScriptedAgent):
        buttons = [{"title": f"Sujet {n}", "payload": f"/sujet_{n}"} for n in range(1, 12)]
        agent.script["aide"] = [{"text": "Quel sujet ?", "buttons": buttons}]
        agent.script["/sujet_11"] = [{"text": "Vous avez choisi le onzième."}]
        await phone.write("aide")
        await phone.sees(2)
        await phone.write("11")
        assert "le onzième" in words((await phone.sees(3))[-1])

    async def test_a_bill_comes_before_what_follows_it(self, phone: Held, agent: ScriptedAgent, bill: str):
        agent.script["facture"] = [
            {"text": "Voici.", "custom": {"links": [{"title": "Facture n° 12 (PDF)", "url": bill, "kind": "PDF"}]}},
            {"text": "Autre chose ?"},
        ]
        await phone.write("facture")
        _, document, text = await phone.sees(3)
        assert document["type"] == "document" and "Facture n° 12.pdf" in words(document)
        assert "Autre chose" in words(text)


class TestBadDays:
    @pytest.mark.parametrize(
        "fault",
        [
            {"kind": "lose_answer", "times": 2},
            {"kind": "lose_request"},
            {"kind": "refuse", "code": 131056},
            {"kind": "refuse", "code": 130429},
            {"kind": "refuse", "code": 131000},
            {"kind": "early_status"},
            {"kind": "late_status", "seconds": 1.0},
            {"kind": "reversed_statuses"},
            {"kind": "duplicate", "times": 2},
        ],
        ids=lambda fault: f"{fault['kind']}-{fault.get('code', '')}",
    )
    async def test_every_answer_arrives_once(self, phone: Held, agent: ScriptedAgent, fault: dict[str, Any]):
        agent.script["bonjour"] = [{"text": f"réponse {number}"} for number in (1, 2, 3)]
        await phone.fault(**fault)
        await phone.write("bonjour")
        found = await phone.sees(4, seconds=20)
        told = [number for one in found for number in re.findall(r"réponse (\d)", words(one))]
        assert told == ["1", "2", "3"]

    async def test_a_closed_window_by_status_offers_a_template(self, phone: Held, door: Door):
        await phone.write("bonjour")
        await phone.sees(2)
        await phone.change(window="closed")
        conversation = only(phone)
        door.store.post(conversation, None, "assistant", OutMessage("Le courant est revenu."))
        door.hub.wake(conversation)
        found = [one for one in await phone.sees(4) if one.get("status") != "failed"]
        assert found[-1]["type"] == "template"
        await phone.write("oui")
        texts = words([one for one in await phone.shown() if one.get("status") != "failed"])
        for _ in range(100):
            if "Le courant est revenu." in texts:
                break
            await asyncio.sleep(0.05)
            texts = words([one for one in await phone.shown() if one.get("status") != "failed"])
        assert "Le courant est revenu." in texts


def only(phone: Held) -> str:
    (conversation,) = phone.door.store.latest_numbers(phone.door.store.clock().replace(year=2000))
    return str(conversation)


def states(phone: Held) -> list[str]:
    return [parcel.state.value for parcel in phone.door.store.parcels(only(phone))]


@pytest.fixture
async def bill() -> AsyncIterator[str]:
    async def give(_request: web.Request) -> web.Response:
        return web.Response(body=PDF, content_type="application/pdf")

    app = web.Application()
    app.add_routes([web.get("/bill.pdf", give)])
    async with TestServer(app) as server:
        yield str(server.make_url("/bill.pdf"))
