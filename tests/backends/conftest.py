"""Fixtures of the back ends' tests."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from courant.clients import Clients, Grant
from tests.backends.servers import Backends, postgres_database, running_backends

POSTGRES = os.environ.get("COURANT_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test")
HOW_TO_START = (
    f"no PostgreSQL at {POSTGRES}: start one (apt-get install postgresql && service postgresql start) "
    "or set COURANT_TEST_POSTGRES to a server on which databases may be created"
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "postgres: needs a PostgreSQL server (COURANT_TEST_POSTGRES)")


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
    require_postgres()
    async with postgres_database(POSTGRES) as url, running_backends(database_url=url) as running:
        yield running


def require_postgres() -> None:
    """Skip with the way to start a server when there is none."""
    engine = create_engine(POSTGRES, future=True, connect_args={"connect_timeout": 2})
    try:
        engine.connect().close()
    except SQLAlchemyError:
        pytest.skip(HOW_TO_START)
    finally:
        engine.dispose()


async def verified(clients: Clients, backends: Backends, number: str, postcode: str) -> Grant:
    """Identify and verify a customer as a person would."""
    conversation = uuid.uuid4().hex
    grant = await clients.customers.identify(number, postcode, conversation, f"origin-{number}")
    await clients.customers.send_code(grant.token, grant.contacts[0].id, uuid.uuid4().hex)
    return await clients.customers.verify_code(grant.token, await backends.last_code())
