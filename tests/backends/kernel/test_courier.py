"""Calls that are owed: in order within a lane, tried again with back-off, never lost by a crash, given up when old."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from backends.kernel import outgoing
from backends.kernel.clock import instant, stamp, system_clock
from backends.kernel.courier import Courier, NotTaken, Then
from backends.kernel.database import Database, open_database
from backends.kernel.events import SystemEvent, announce, signature
from backends.kernel.migrations import upgrade
from backends.kernel.outgoing import Letter
from backends.payments.tables import METADATA
from tests.backends.servers import config_for
from tests.postgres import own_database

OUTGOING = METADATA.tables["outgoing"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        yield from _opened(tmp_path, None)
    else:
        with own_database() as url:
            yield from _opened(tmp_path, url)


def _opened(folder: Path, url: str | None) -> Iterator[Database]:
    opened = open_database("payments", config_for(folder, database_url=url))
    upgrade(opened)
    yield opened
    opened.close()


class Receiver:
    """Takes letters, after as many failures as it is told."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.taken: list[str] = []
        self.then: Then | None = None

    async def __call__(self, letter: Letter) -> Then | None:
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(letter.body)
        return self.then


def write(database: Database, *bodies: str, lane: str = "a", delay: float = 0) -> None:
    def work(connection: Connection) -> None:
        for body in bodies:
            wait = timedelta(seconds=delay)
            outgoing.put(connection, METADATA, "there", lane, {"say": body}, delay=wait)

    database.write_now(work)


def courier(database: Database, receiver: Receiver, **options: Any) -> Courier:
    return Courier(database, METADATA, "there", receiver, **options)


def rows(database: Database) -> list[Any]:
    return database.read_now(lambda c: c.execute(sa.select(OUTGOING).order_by(OUTGOING.c.id)).all())


async def test_letters_of_a_lane_are_taken_in_order(database: Database) -> None:
    receiver = Receiver()
    write(database, "1", "2", "3")
    await courier(database, receiver).deliver_due()
    assert receiver.taken == [f'{{"say":"{number}"}}' for number in "123"]
    assert {row.outcome for row in rows(database)} == {"livre"}


async def test_a_letter_that_is_not_taken_holds_back_its_lane_only(database: Database) -> None:
    receiver = Receiver(NotTaken("HTTP 503"))
    write(database, "first", "second", lane="a")
    write(database, "other", lane="b")
    await courier(database, receiver, first_delay=60).deliver_due()
    assert receiver.taken == ['{"say":"other"}']


async def test_attempts_are_further_and_further_apart(database: Database) -> None:
    receiver = Receiver(*[NotTaken("HTTP 503")] * 4)
    write(database, "1")
    working, pauses = courier(database, receiver, first_delay=10, longest_delay=50), []
    for _ in range(4):
        before = system_clock()
        await working.deliver_due()
        pauses.append((instant(rows(database)[0].due_at) - before).total_seconds())
        database.write_now(lambda c: c.execute(sa.update(OUTGOING).values(due_at=stamp(system_clock()))))
    assert [round(pause) for pause in pauses] == [10, 20, 40, 50]
    await working.deliver_due()
    assert receiver.taken == ['{"say":"1"}'] and rows(database)[0].attempts == 5


async def test_a_crash_after_the_claim_delivers_again_later(database: Database) -> None:
    write(database, "1")
    claimed = database.write_now(lambda c: outgoing.claim(c, METADATA, "there", system_clock()))
    assert claimed is not None
    receiver = Receiver()
    await courier(database, receiver).deliver_due()
    assert receiver.taken == []  # another process may be delivering it
    later = system_clock() + outgoing.CLAIM + timedelta(seconds=1)
    again = database.write_now(lambda c: outgoing.claim(c, METADATA, "there", later))
    assert again is not None and (again.uid, again.attempts) == (claimed.uid, 2)


async def test_what_is_written_with_a_letter_is_written_once_with_its_mark(database: Database) -> None:
    receiver = Receiver()

    def follow(connection: Connection) -> None:
        outgoing.put(connection, METADATA, "elsewhere", "a", {"say": "next"})

    receiver.then = follow
    write(database, "1")
    await courier(database, receiver).deliver_due()
    assert [row.destination for row in rows(database)] == ["there", "elsewhere"]


async def test_a_change_that_is_rolled_back_owes_nothing(database: Database) -> None:
    def work(connection: Connection) -> None:
        outgoing.put(connection, METADATA, "there", "a", {"say": "1"})
        raise RuntimeError("the change itself failed")

    with pytest.raises(RuntimeError):
        database.write_now(work)
    assert rows(database) == []


async def test_a_refusal_for_good_is_given_up_and_money_never_is(database: Database) -> None:
    write(database, "1")
    await courier(database, Receiver(NotTaken("HTTP 422", for_good=True))).deliver_due()
    assert rows(database)[0].outcome == "abandonne"
    write(database, "2")
    await courier(database, Receiver(NotTaken("HTTP 422", for_good=True)), give_up_after=None).deliver_due()
    assert rows(database)[1].outcome is None


async def test_an_old_letter_is_given_up(database: Database) -> None:
    write(database, "1")
    database.write_now(lambda c: c.execute(sa.update(OUTGOING).values(created_at=stamp(system_clock() - timedelta(9)))))
    await courier(database, Receiver(NotTaken("HTTP 503"))).deliver_due()
    assert rows(database)[0].outcome == "abandonne"


async def test_a_running_courier_delivers_what_is_written_and_survives_a_failure(database: Database) -> None:
    receiver = Receiver(RuntimeError("a receiver that crashes"))
    working = courier(database, receiver, first_delay=0.01)
    running = asyncio.create_task(working.run())
    write(database, "1")
    write(database, "late", lane="b", delay=0.2)
    working.wake()
    for _ in range(200):
        if len(receiver.taken) == 2:
            break
        await asyncio.sleep(0.02)
    running.cancel()
    assert sorted(receiver.taken) == ['{"say":"1"}', '{"say":"late"}']


async def test_two_couriers_deliver_a_letter_once(database: Database) -> None:
    receiver = Receiver()
    write(database, *"12345")
    await asyncio.gather(*(courier(database, receiver).deliver_due() for _ in range(3)))
    for _ in range(5):
        await courier(database, receiver).deliver_due()
    assert receiver.taken == [f'{{"say":"{number}"}}' for number in "12345"]


def test_an_event_needs_a_conversation(database: Database) -> None:
    event = SystemEvent("paiement.resultat", "", {})
    with pytest.raises(ValueError, match="conversation"):
        database.write_now(lambda c: announce(c, METADATA, event, system_clock()))


def test_a_signature_depends_on_body_and_secret() -> None:
    assert signature(b"{}", "a") == signature(b"{}", "a")
    assert len({signature(b"{}", "a"), signature(b"{ }", "a"), signature(b"{}", "b")}) == 3
