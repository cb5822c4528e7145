"""Fixtures of the back ends' tests."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest

from backends.gateway import app as gateway
from courant.clients import Clients, Grant, bundle
from tests.backends.servers import Backends, running_backends
from tests.postgres import own_database


@pytest.fixture(autouse=True)
def patient_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """A back end may be late here without being down: two tests at a time share the machine with their databases."""
    monkeypatch.setattr(bundle, "TIMEOUT_SECONDS", 20.0)
    monkeypatch.setattr(gateway, "TIMEOUT_SECONDS", 20.0)


@pytest.fixture
async def backends() -> AsyncIterator[Backends]:
    """Every context behind the gateway, with the named customers and the edge cases."""
    async with running_backends() as running:
        yield running


@pytest.fixture
async def clients(backends: Backends) -> AsyncIterator[Clients]:
    async with Clients(backends.settings) as made:
        yield made


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def either_backends(request: pytest.FixtureRequest) -> AsyncIterator[Backends]:
    """The back ends on each database."""
    if request.param == "sqlite":
        async with running_backends() as running:
            yield running
        return
    with own_database() as url:
        async with running_backends(database_url=url) as running:
            yield running


async def verified(clients: Clients, backends: Backends, number: str, postcode: str) -> Grant:
    """Identify and verify a customer as a person would."""
    conversation = uuid.uuid4().hex
    grant = await clients.customers.identify(number, postcode, conversation, f"origin-{number}")
    await clients.customers.send_code(grant.token, grant.contacts[0].id, uuid.uuid4().hex)
    return await clients.customers.verify_code(grant.token, await backends.last_code())
