"""One-time codes: sent, tried, expired, never readable in the database."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from backends.customers.tables import ATTEMPT, CODE
from backends.kernel.database import open_database
from courant.clients import Clients, CodeExpired, Grant, NotFound, Rejected, TooManyAttempts, WrongCode
from tests.backends.servers import Backends, running_backends


@pytest.fixture
async def backends() -> AsyncIterator[Backends]:
    async with running_backends(services=["customers"], gateway=False) as running:
        yield running


@pytest.fixture
async def grant(clients: Clients) -> Grant:
    return await clients.customers.identify("10000001", "69003", "conversation", "origin")


def key() -> str:
    return uuid.uuid4().hex


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.parametrize(
    ("contact", "channel", "to", "masked"),
    [
        ("telephone", "sms", "+33639980001", "06 •• •• •• 01"),
        ("email", "email", "camille.durand@example.org", "c•••@example.org"),
    ],
)
async def test_a_code_goes_to_the_chosen_contact(
    clients: Clients, backends: Backends, grant: Grant, contact: str, channel: str, to: str, masked: str
) -> None:
    sent = await clients.customers.send_code(grant.token, contact, key())
    message = (await backends.outbox())[0]
    assert (message.channel, message.to, message.purpose) == (channel, to, "code")
    assert sent.masked == masked
    assert "10 minutes" in message.text and "Solvéa" in message.text


async def test_a_contact_that_is_not_on_file_is_not_found(clients: Clients, backends: Backends) -> None:
    jeanne = await clients.customers.identify("10000003", "35000", "c", "o")
    assert [contact.kind for contact in jeanne.contacts] == ["telephone"]
    with pytest.raises(NotFound):
        await clients.customers.send_code(jeanne.token, "email", key())
    assert await backends.outbox() == []


async def test_three_tries_and_the_code_is_gone(clients: Clients, backends: Backends, grant: Grant) -> None:
    await clients.customers.send_code(grant.token, "telephone", key())
    code = await backends.last_code()
    left = []
    for _ in range(3):
        with pytest.raises(WrongCode) as wrong:
            await clients.customers.verify_code(grant.token, other(code))
        left.append(wrong.value.remaining)
    assert left == [2, 1, 0]
    with pytest.raises(CodeExpired):
        await clients.customers.verify_code(grant.token, code)


async def test_a_code_lives_ten_minutes(clients: Clients, backends: Backends, grant: Grant) -> None:
    await clients.customers.send_code(grant.token, "telephone", key())
    backends.clock.advance(minutes=10, seconds=1)
    with pytest.raises(CodeExpired):
        await clients.customers.verify_code(grant.token, await backends.last_code())


async def test_a_new_code_replaces_the_one_before(clients: Clients, backends: Backends, grant: Grant) -> None:
    await clients.customers.send_code(grant.token, "telephone", key())
    first = await backends.last_code()
    await clients.customers.send_code(grant.token, "email", key())
    second = await backends.last_code()
    if first != second:
        with pytest.raises(WrongCode):
            await clients.customers.verify_code(grant.token, first)
    assert (await clients.customers.verify_code(grant.token, f" {second[:3]} {second[3:]}")).level == 2


async def test_a_code_is_of_no_use_in_another_conversation(clients: Clients, backends: Backends, grant: Grant) -> None:
    await clients.customers.send_code(grant.token, "telephone", key())
    code = await backends.last_code()
    elsewhere = await clients.customers.identify("10000001", "69003", "another conversation", "o2")
    with pytest.raises(CodeExpired):
        await clients.customers.verify_code(elsewhere.token, code)


async def test_a_replayed_key_sends_nothing_more(clients: Clients, backends: Backends, grant: Grant) -> None:
    again = key()
    first = await clients.customers.send_code(grant.token, "telephone", again)
    assert await clients.customers.send_code(grant.token, "telephone", again) == first
    assert len(await backends.outbox()) == 1
    with pytest.raises(Rejected, match="key_reused"):
        await clients.customers.send_code(grant.token, "email", again)


async def test_codes_are_not_sent_without_end(clients: Clients, backends: Backends, grant: Grant) -> None:
    for _ in range(3):
        await clients.customers.send_code(grant.token, "telephone", key())
    with pytest.raises(TooManyAttempts) as refused:
        await clients.customers.send_code(grant.token, "telephone", key())
    backends.clock.advance(seconds=refused.value.retry_after)
    await clients.customers.send_code(grant.token, "telephone", key())


async def test_the_database_holds_neither_codes_nor_references(
    clients: Clients, backends: Backends, grant: Grant
) -> None:
    await clients.customers.send_code(grant.token, "telephone", key())
    with pytest.raises(Exception, match="not_recognised"):
        await clients.customers.identify("10000002", "00000", "c", "somebody's phone")
    code = await backends.last_code()
    store = open_database("customers", backends.config)
    rows = store.read_now(lambda c: [str(row) for table in (CODE, ATTEMPT) for row in c.execute(select(table))])
    store.close()
    assert len(rows) >= 2
    assert not [row for row in rows if code in row or "10000002" in row or "somebody" in row]
