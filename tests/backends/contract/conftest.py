"""What the contract tests run against: the reference back ends, or any system behind the same contracts.

Against another system: `COURANT_CONTRACT=subject.yml pytest tests/backends/contract`, with in the file

    urls: {customers: "https://…", billing: "https://…", metering: "https://…", tickets: "https://…", payments: "https://…",
           outages: "https://…"}
    secret_key: …               # or BACKENDS_SERVICE_KEY in the environment
    customer: {reference: "…", second_fact: "…"}
    other_customer: {reference: "…", second_fact: "…"}
    codes: "https://…/demo/outbox"    # where the code that was sent can be read, newest first
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from courant.clients import Clients, Grant
from tests.backends.servers import SECRET, ServerSettings, running_backends
from tests.postgres import own_database

OUTSIDE = os.environ.get("COURANT_CONTRACT")
PLACES = ["outside"] if OUTSIDE else ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass
class Subject:
    """A system under test and two of its customers."""

    clients: Clients
    urls: Mapping[str, str]
    codes: str
    customer: Mapping[str, str]
    other_customer: Mapping[str, str]

    async def identified(self, who: Mapping[str, str]) -> Grant:
        conversation = uuid.uuid4().hex
        return await self.clients.customers.identify(
            who["reference"], who["second_fact"], conversation, f"origin-{conversation}"
        )

    async def verified(self, who: Mapping[str, str]) -> Grant:
        grant = await self.identified(who)
        await self.clients.customers.send_code(grant.token, grant.contacts[0].id, uuid.uuid4().hex)
        return await self.clients.customers.verify_code(grant.token, await self.last_code())

    async def last_code(self) -> str:
        async with httpx.AsyncClient() as http:
            messages: Any = (await http.get(self.codes, headers={"Accept": "application/json"})).json()
        found = re.search(r"\b\d{6}\b", messages[0]["text"])
        assert found is not None
        return found.group()


@pytest.fixture(params=PLACES)
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "outside":
        async for outside in _outside(Path(str(OUTSIDE))):
            yield outside
    elif request.param == "sqlite":
        async for reference in _reference(None):
            yield reference
    else:
        with own_database() as url:
            async for reference in _reference(url):
                yield reference


async def _reference(database_url: str | None) -> AsyncIterator[Subject]:
    async with running_backends(database_url=database_url) as running, Clients(running.settings) as clients:
        yield Subject(
            clients,
            running.settings.urls,
            f"{running.config.public_url}/demo/outbox",
            {"reference": "10000001", "second_fact": "69003"},
            {"reference": "10000004", "second_fact": "44000"},
        )


async def _outside(path: Path) -> AsyncIterator[Subject]:
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings = ServerSettings(told["urls"], told.get("secret_key", SECRET), "")
    async with Clients(settings) as clients:
        yield Subject(clients, told["urls"], told["codes"], told["customer"], told["other_customer"])
