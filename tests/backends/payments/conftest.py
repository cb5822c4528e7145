"""The payments service with its real billing, on each database; the provider and the assistant are played."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sanic import Request, Sanic
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from backends.kernel.application import bare_app
from backends.kernel.clock import fixed_clock
from backends.kernel.config import Config
from backends.kernel.database import Database, open_database
from backends.kernel.migrations import upgrade
from backends.kernel.tokens import Caller, sign
from backends.payments.notifications import SIGNATURE_HEADER
from backends.payments.notifications import sign as sign_notification
from courant.clients import Clients, PaymentLink
from tests.backends.servers import Backends, config_for, running_backends
from tests.postgres import own_database

TODAY = date(2026, 11, 22)
# One bill overdue, of 184,20 euros exactly.
BENALI = "10000002"


@dataclass
class Desk:
    """Running back ends and somebody who pays."""

    backends: Backends
    clients: Clients
    http: httpx.AsyncClient

    @property
    def config(self) -> Config:
        return self.backends.config

    def token(self, customer: str = BENALI, conversation: str = "conversation-1", level: int = 2) -> str:
        now = self.backends.clock()
        return sign(Caller(customer, level, conversation, "webchat", now + timedelta(minutes=30)), self.config)

    async def link(
        self, euros: str = "184.20", bill: str | None = None, key: str | None = None, **token: Any
    ) -> PaymentLink:
        payments = self.clients.payments
        return await payments.create_link(self.token(**token), Decimal(euros), bill, key or uuid.uuid4().hex)

    async def choose(self, link: PaymentLink, decision: str, **form: str) -> httpx.Response:
        return await self.http.post(str(link.url), data={"decision": decision, **form})

    async def notify(self, link: PaymentLink, outcome: str, event: str = "", **changes: Any) -> httpx.Response:
        said = {
            "id": event or f"evt_{uuid.uuid4().hex}",
            "reference": link.reference,
            "outcome": outcome,
            "amount_cents": int(link.amount * 100),
            **changes,
        }
        return await self.post_notification(json.dumps(said).encode())

    async def post_notification(self, body: bytes, signature: str | None = None) -> httpx.Response:
        secret = self.config.derive("payment-provider")
        signed = sign_notification(body, secret, self.backends.clock()) if signature is None else signature
        url = f"{self.backends.addresses['payments']}/provider/notifications"
        return await self.http.post(url, content=body, headers={SIGNATURE_HEADER: signed})

    async def status(self, link: PaymentLink, **token: Any) -> str:
        return (await self.clients.payments.link(self.token(**token), link.reference)).status

    async def until(self, link: PaymentLink, status: str) -> PaymentLink:
        async def reached() -> bool:
            return await self.status(link) == status

        await until(reached)
        return await self.clients.payments.link(self.token(), link.reference)

    def rows(self, query: str, context: str = "payments") -> list[Any]:
        database = open_database(context, self.config)
        try:
            return database.read_now(lambda connection: connection.execute(sa.text(query)).all())
        finally:
            database.close()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that happens in the background."""
    for _ in range(750):
        if await condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen within 15 s")


@asynccontextmanager
async def open_desk(**options: Any) -> AsyncIterator[Desk]:
    async with (
        running_backends(today=TODAY, services=("billing", "payments"), **options) as backends,
        Clients(backends.settings) as clients,
        httpx.AsyncClient(trust_env=False) as http,
    ):
        yield Desk(backends, clients, http)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def desk(request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    if request.param == "sqlite":
        async with open_desk() as opened:
            yield opened
        return
    with own_database() as url:
        async with open_desk(database_url=url) as opened:
            yield opened


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """The payments' own database, empty."""
    opened = open_database("payments", config_for(tmp_path))
    upgrade(opened)
    yield opened
    opened.close()


CLOCK = fixed_clock(TODAY)


@dataclass
class Assistant:
    """What the assistant was told, in order; it can be told to fail."""

    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def app(self) -> Sanic:
        app = bare_app("assistant")

        async def hear(request: Request) -> HTTPResponse:
            status = self.answers.pop(0) if self.answers else 202
            if status == 202:
                self.bodies.append(request.body)
                self.signatures.append(str(request.headers.get("X-Courant-Signature")))
            return json_response({}, status=status)

        app.add_route(hear, "/webhooks/evenements", methods=["POST"])
        return app

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]
