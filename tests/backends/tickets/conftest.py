"""The ticket service on each database, and a provider that can be made to fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from backends.kernel.clock import fixed_clock
from backends.kernel.config import Config
from backends.kernel.database import Database, open_database
from backends.kernel.messages import Message, MessageNotSent
from backends.kernel.migrations import upgrade
from backends.kernel.service import Service
from backends.kernel.tokens import Caller, sign
from backends.tickets.app import create
from tests.backends.tickets.serving import SERVICE_KEY, config_for, serving
from tests.postgres import own_database

DUTY = "+33639980199"
CLOCK = fixed_clock(date(2026, 11, 22))


class Provider:
    """Takes messages, after as many failures as it is told."""

    def __init__(self) -> None:
        self.failures = 0
        self.calls = 0
        self.sent: list[Message] = []

    def send(self, message: Message) -> None:
        self.calls += 1
        if self.failures > 0:
            self.failures -= 1
            raise MessageNotSent("ConnectError")
        self.sent.append(message)


@dataclass
class Desk:
    """A running ticket service, its caller and its provider."""

    http: httpx.AsyncClient
    config: Config
    database: Database
    provider: Provider

    def token(self, customer: str, level: int = 1) -> dict[str, str]:
        caller = Caller(customer, level, "conversation-1", "webchat", CLOCK() + timedelta(minutes=30))
        return {"Authorization": f"Bearer {sign(caller, self.config)}"}

    async def open(self, key: str = "key-1", headers: dict[str, str] | None = None, **changes: Any) -> httpx.Response:
        body = {
            "kind": "passage_conseiller",
            "priority": "normale",
            "subject": "Facture contestée",
            "summary": "Conteste la facture de novembre.",
            "contact": "+33639980001",
            "conversation": "conversation-1",
        }
        sent = {"X-Service-Key": SERVICE_KEY, "Idempotency-Key": key, **(headers or {})}
        return await self.http.post("/tickets", json={**body, **changes}, headers=sent)

    async def move(self, number: str, status: str, key: str, note: str = "") -> httpx.Response:
        headers = {"X-Service-Key": SERVICE_KEY, "Idempotency-Key": key}
        return await self.http.post(f"/tickets/{number}/status", json={"status": status, "note": note}, headers=headers)

    def rows(self, query: str) -> list[Any]:
        return self.database.read_now(lambda connection: connection.execute(sa.text(query)).all())


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that happens in the background."""
    for _ in range(250):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen within 5 s")


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[str]:
    """A database of its own on the local server, for one run of the tests."""
    with own_database() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    if request.param == "sqlite":
        return config_for(tmp_path)
    url = str(request.getfixturevalue("postgres_database"))
    engine = sa.create_engine(url, future=True)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA IF EXISTS tickets CASCADE"))
    engine.dispose()
    return config_for(tmp_path, database_url=url)


@pytest.fixture
def database(config: Config) -> Iterator[Database]:
    opened = open_database("tickets", config)
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def provider() -> Provider:
    return Provider()


OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]


@pytest.fixture
def open_desk(config: Config, database: Database, provider: Provider) -> OpenDesk:
    """Start the service; it can be started again on the same database."""

    @asynccontextmanager
    async def start() -> AsyncIterator[Desk]:
        app = create(Service("tickets", config, database, CLOCK, provider), DUTY, first_delay=0.02)
        async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as http:
            yield Desk(http, config, database, provider)

    return start


@pytest.fixture
async def desk(open_desk: OpenDesk) -> AsyncIterator[Desk]:
    async with open_desk() as running:
        yield running
