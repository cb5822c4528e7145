"""Keyed writes and the audit trail, on each database."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from backends.customers.tables import CONTRACT, METADATA
from backends.kernel.database import Database, open_database
from backends.kernel.journal import first_broken_line
from courant.clients import Clients, Contract
from tests.backends.conftest import verified
from tests.backends.servers import Backends

AUDIT, KEYED = METADATA.tables["audit"], METADATA.tables["keyed_write"]


def database(backends: Backends) -> Database:
    return open_database("customers", backends.config)


async def switched(backends: Backends, times: int) -> None:
    async with Clients(backends.settings) as clients:
        grant = await verified(clients, backends, "10000001", "69003")
        for number in range(times):
            value = number % 2 == 0
            await clients.customers.set_paperless(grant.token, "k10000001-1", value, uuid.uuid4().hex)


async def test_each_write_leaves_a_line_and_the_chain_holds(either_backends: Backends) -> None:
    await switched(either_backends, 3)
    store = database(either_backends)
    lines = store.read_now(lambda c: c.execute(select(AUDIT).order_by(AUDIT.c.id)).mappings().all())
    assert [line["action"] for line in lines] == ["code_sent", "verified", *["paperless_set"] * 3]
    assert {line["actor"] for line in lines} == {"10000001"}
    assert store.read_now(lambda c: first_broken_line(c, METADATA)) is None
    store.close()


@pytest.mark.parametrize("change", [update(AUDIT).values(actor="nobody"), delete(AUDIT)])
async def test_the_database_refuses_to_change_the_trail(either_backends: Backends, change: object) -> None:
    await switched(either_backends, 1)
    store = database(either_backends)
    with pytest.raises(DBAPIError, match="append-only"):
        store.write_now(lambda c: c.execute(change))
    store.close()


async def test_a_change_made_behind_the_triggers_is_found(backends: Backends) -> None:
    await switched(backends, 2)
    store = database(backends)

    def tamper(connection: Connection) -> None:
        connection.exec_driver_sql("DROP TRIGGER audit_no_UPDATE")
        connection.execute(update(AUDIT).where(AUDIT.c.id == 3).values(actor="somebody"))

    store.write_now(tamper)
    assert store.read_now(lambda c: first_broken_line(c, METADATA)) == 3
    store.close()


async def test_the_same_key_at_the_same_time_writes_once(either_backends: Backends) -> None:
    async with Clients(either_backends.settings) as clients:
        grant = await verified(clients, either_backends, "10000001", "69003")
        same: list[Contract] = await asyncio.gather(
            *(clients.customers.set_paperless(grant.token, "k10000001-1", False, "same-key") for _ in range(8))
        )
    store = database(either_backends)
    lines = store.read_now(lambda c: c.execute(select(AUDIT).where(AUDIT.c.action == "paperless_set")).all())
    now = store.read_now(
        lambda c: c.execute(select(CONTRACT.c.paperless).where(CONTRACT.c.id == "k10000001-1")).scalar_one()
    )
    store.close()
    assert len(lines) == 1 and len(set(same)) == 1 and now is False


async def test_two_customers_may_use_the_same_key(backends: Backends, clients: Clients) -> None:
    first = await verified(clients, backends, "10000001", "69003")
    second = await verified(clients, backends, "10000004", "44000")
    one = await clients.customers.set_paperless(first.token, "k10000001-1", False, "shared")
    two = await clients.customers.set_paperless(second.token, "k10000004-1", False, "shared")
    assert (one.id, two.id) == ("k10000001-1", "k10000004-1")


async def test_a_refused_write_keeps_no_answer(backends: Backends, clients: Clients) -> None:
    grant = await verified(clients, backends, "10000001", "69003")
    with pytest.raises(Exception, match="not_found"):
        await clients.customers.set_paperless(grant.token, "nothing", True, "tried")
    store = database(backends)
    kept = store.read_now(lambda c: c.execute(select(KEYED.c.key).where(KEYED.c.key == "tried")).all())
    store.close()
    assert kept == []
