"""A simulator that listens, and a webhook that keeps what it is sent."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sanic import Request, Sanic
from sanic.response import HTTPResponse, text

from backends.kernel.application import bare_app
from backends.whatsapp.app import Simulator, application, simulator
from backends.whatsapp.line import Line
from backends.whatsapp.sending import Pace
from backends.whatsapp.templates import Approved
from tests.backends.servers import MovableClock, _listen, served

NUMBER, TOKEN, SECRET = "100000000000001", "a-token", "an-app-secret"
CAMILLE, ALEX = "33639980001", "33639980199"
FAST = Pace(0.0, 0.01, 0.05)
TEMPLATES = {
    "rappel": Approved("fr", "Bonjour {prenom}, votre facture est de {montant}.", ("Déjà payé", "Étaler")),
    "en_attente": Approved("fr", "Une réponse vous attend.", ()),
}


@dataclass
class Webhook:
    """Courant's side: answers with `status` and keeps what was well signed."""

    status: int = 200
    posts: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0
    handshakes: list[str] = field(default_factory=list)

    async def post(self, request: Request) -> HTTPResponse:
        digest = hmac.new(SECRET.encode(), request.body, hashlib.sha256).hexdigest()
        if request.headers.get("X-Hub-Signature-256") != f"sha256={digest}":
            self.refused += 1
            return text("", 401)
        if self.status == 200:
            assert request.body.isascii()
            self.posts.append(json.loads(request.body))
        return text("", self.status)

    async def get(self, request: Request) -> HTTPResponse:
        self.handshakes.append(request.args.get("hub.verify_token"))
        return text(request.args.get("hub.challenge"))

    @property
    def values(self) -> list[dict[str, Any]]:
        changes = [change for post in self.posts for entry in post["entry"] for change in entry["changes"]]
        return [change["value"] for change in changes]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [message for value in self.values for message in value.get("messages", ())]

    @property
    def statuses(self) -> list[dict[str, Any]]:
        return [status for value in self.values for status in value.get("statuses", ())]

    def steps(self, id: str) -> list[str]:
        """The statuses of one message, in the order of their coming."""
        return [status["status"] for status in self.statuses if status["id"] == id]

    def app(self) -> Sanic:
        app = bare_app("webhook")
        app.add_route(self.post, "/webhook", methods=["POST"], name="post")
        app.add_route(self.get, "/webhook", methods=["GET"], name="get")
        return app


@dataclass
class Played:
    """The simulator, the clients of both its sides, the webhook and the clock."""

    simulator: Simulator
    graph: httpx.AsyncClient
    desk: httpx.AsyncClient
    webhook: Webhook
    clock: MovableClock

    async def send(self, to: str = CAMILLE, **message: Any) -> httpx.Response:
        body = {"messaging_product": "whatsapp", "to": f"+{to}", **(message or words("Bonjour"))}
        return await self.graph.post(f"/v23.0/{NUMBER}/messages", json=body)

    async def sent(self, to: str = CAMILLE, **message: Any) -> str:
        answer = await self.send(to, **message)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["messages"][0]["id"])

    async def write(self, text: str = "Bonjour", phone: str = CAMILLE) -> str:
        """Let a customer write, and wait until Courant has it."""
        id_ = await self.act({"text": text}, phone)
        await until(lambda: any(message["id"] == id_ for message in self.webhook.messages))
        return id_

    async def act(self, body: dict[str, Any], phone: str = CAMILLE) -> str:
        answer = await self.desk.post(f"/simulator/phones/{phone}/messages", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def shown(self, phone: str = CAMILLE) -> list[dict[str, Any]]:
        answer = await self.desk.get(f"/simulator/phones/{phone}/messages")
        return list(answer.json()["messages"])

    async def fault(self, kind: str, **more: Any) -> None:
        answer = await self.desk.post("/simulator/faults", json={"kind": kind, **more})
        assert answer.status_code == 201, answer.text


def words(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}


def templated(
    name: str = "rappel",
    language: str = "fr",
    body: dict[str, str] | None = None,
    button: tuple[str, str] | None = None,
) -> dict[str, Any]:
    parameters = [{"type": "text", "parameter_name": key, "text": value} for key, value in (body or {}).items()]
    components: list[dict[str, Any]] = [{"type": "body", "parameters": parameters}]
    if button is not None:
        payload = [{"type": "payload", "payload": button[1]}]
        components.append({"type": "button", "sub_type": "quick_reply", "index": button[0], "parameters": payload})
    return {"type": "template", "template": {"name": name, "language": {"code": language}, "components": components}}


async def until(condition: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait for something that is about to be true."""
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


@asynccontextmanager
async def playing(first_delay: float = 0.02) -> AsyncIterator[Played]:
    webhook, clock = Webhook(), MovableClock()
    hook, own = _listen(), _listen()
    line = Line("Solvéa Énergie", NUMBER, TOKEN, SECRET, "verify", f"http://127.0.0.1:{hook.getsockname()[1]}/webhook")
    built = simulator(line, TEMPLATES, clock, FAST, first_delay)
    built.phones.add("Camille Durand", f"+{CAMILLE}")
    built.phones.add("Alex", f"+{ALEX}", "alex.lyon")
    address = f"http://127.0.0.1:{own.getsockname()[1]}"
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        served(webhook.app(), hook),
        served(application(built, "http://localhost:8000"), own),
        httpx.AsyncClient(base_url=address, headers=bearer, timeout=10) as graph,
        httpx.AsyncClient(base_url=address, timeout=10) as desk,
    ):
        yield Played(built, graph, desk, webhook, clock)


@pytest.fixture
async def played() -> AsyncIterator[Played]:
    async with playing() as opened:
        yield opened
