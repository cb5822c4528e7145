"""The outages service on each database, and a source that speaks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from backends.kernel.clock import fixed_clock
from backends.kernel.config import Config
from backends.kernel.database import Database, open_database
from backends.kernel.migrations import upgrade
from backends.kernel.processes import messenger
from backends.kernel.service import Service
from backends.kernel.tokens import Caller, sign
from backends.outages.app import create
from tests.backends.servers import NOBODY, MovableClock
from tests.backends.tickets.serving import SERVICE_KEY, config_for, serving
from tests.postgres import own_database

DAY = date(2026, 11, 22)
LILAS = {"insee": "69123", "commune": "Lyon", "department": "69", "postcode": "69003", "street": "rue des Lilas"}


def at(hour: int, minute: int = 0) -> str:
    """An instant of the day of the tests."""
    return f"2026-11-22T{hour:02}:{minute:02}:00+01:00"


@dataclass
class Desk:
    """A running service, whoever calls it, and what it would post."""

    http: httpx.AsyncClient
    config: Config
    database: Database
    clock: MovableClock
    keys: int = 0

    def token(self, customer: str, level: int = 1) -> dict[str, str]:
        caller = Caller(customer, level, "conversation-1", "webchat", self.clock() + timedelta(minutes=30))
        return {"Authorization": f"Bearer {sign(caller, self.config)}"}

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    async def post(self, path: str, body: Any, key: str = "", headers: dict[str, str] | None = None) -> httpx.Response:
        sent = {"X-Service-Key": SERVICE_KEY, "Idempotency-Key": key or self.key(), **(headers or {})}
        return await self.http.post(path, json=body, headers=sent)

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self.http.get(path, params=query, headers={"X-Service-Key": SERVICE_KEY})

    async def outage(self, key: str = "", **changes: Any) -> httpx.Response:
        body = {
            "energy": "electricite",
            "reference": f"ref-{key or self.keys}",
            "source": "Enedis",
            "source_at": at(9, 50),
            "started_at": at(8),
            "distributor": "Enedis",
            "status": "confirmee",
            "areas": [LILAS],
        }
        return await self.post("/outages", {**body, **changes}, key)

    async def say(self, number: str, **changes: Any) -> httpx.Response:
        return await self.post(f"/outages/{number}/updates", {"source_at": at(9, 55), **changes})

    async def report(self, key: str = "", headers: dict[str, str] | None = None, **changes: Any) -> httpx.Response:
        body = {
            "kind": "panne",
            "conversation": "conversation-1",
            "recipient": "Enedis",
            **{**LILAS, "street": "12 rue des Lilas"},
        }
        return await self.post("/tickets", {**body, **changes}, key, headers)

    async def move(self, number: str, status: str, note: str = "") -> httpx.Response:
        return await self.post(f"/tickets/{number}/status", {"status": status, "note": note})

    def rows(self, query: str) -> list[Any]:
        return self.database.read_now(lambda connection: connection.execute(sa.text(query)).all())

    def news(self) -> list[dict[str, Any]]:
        """Events written to be posted, oldest first."""
        return [json.loads(row.body) for row in self.rows("SELECT body FROM outgoing ORDER BY id")]


@pytest.fixture(scope="session")
def outages_postgres() -> Iterator[str]:
    """A database of its own on the local server, for one run of the tests."""
    with own_database() as url:
        yield url


@pytest.fixture
def config(kept_in: Config) -> Config:
    """Nobody hears: a test must not reach an assistant that happens to run on this machine."""
    return replace(kept_in, events_url=f"{NOBODY}/webhooks/evenements")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kept_in(request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    if request.param == "sqlite":
        return config_for(tmp_path)
    url = str(request.getfixturevalue("outages_postgres"))
    engine = sa.create_engine(url, future=True)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA IF EXISTS outages CASCADE"))
    engine.dispose()
    return config_for(tmp_path, database_url=url)


@pytest.fixture
def database(config: Config) -> Iterator[Database]:
    opened = open_database("outages", config)
    upgrade(opened)
    yield opened
    opened.close()


@asynccontextmanager
async def running(config: Config, database: Database) -> AsyncIterator[Desk]:
    """Serve the context; its clock stands at ten in the morning."""
    clock = MovableClock(fixed_clock(DAY))
    service = Service("outages", config, database, clock, messenger(config, clock))
    async with serving(create(service, 0.02)) as url, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield Desk(http, config, database, clock)


@pytest.fixture
async def desk(config: Config, database: Database) -> AsyncIterator[Desk]:
    async with running(config, database) as started:
        yield started
