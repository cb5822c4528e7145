"""Calls that a context owes to others: written in the transaction of what they tell, made until they are taken.

The table is an outbox. A crash between the change and the call loses nothing; a crash after the call makes it
again: receivers know a letter by its id.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text, func, insert, or_, select, update
from sqlalchemy.engine import Connection
from ulid import ULID

from backends.kernel.clock import instant, stamp, system_clock
from backends.kernel.wire import encode

NAME = "outgoing"
# Longer than a receiver may take to answer; afterwards the claim of a process that died is void.
CLAIM = timedelta(seconds=60)


def outgoing_table(metadata: MetaData) -> None:
    """Add the table to the schema of a context; its migration makes the same columns."""
    Table(
        NAME,
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("uid", String(40), nullable=False, unique=True),
        Column("destination", String(24), nullable=False),
        Column("lane", String(200), nullable=False),
        Column("body", Text, nullable=False),
        Column("created_at", String(40), nullable=False),
        Column("due_at", String(40), nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("claimed_until", String(40)),
        Column("done_at", String(40)),
        Column("outcome", String(12)),
        Index("outgoing_due", "destination", "done_at", "due_at"),
    )


@dataclass(frozen=True)
class Letter:
    """A call to make. Those of one ``lane`` are made in the order in which they were written."""

    id: int
    uid: str
    destination: str
    lane: str
    body: str
    attempts: int
    created_at: datetime


def new_uid() -> str:
    """Return an id that no other letter has; ids sort by time."""
    return str(ULID())


def put(
    connection: Connection,
    metadata: MetaData,
    destination: str,
    lane: str,
    body: Mapping[str, object],
    *,
    uid: str | None = None,
    delay: timedelta = timedelta(0),
) -> str:
    """Write a letter in the running transaction; returns its id.

    Args:
        connection: In the transaction of the change that the letter tells.
        metadata: Schema of the context.
        destination: Name of the courier that takes it.
        lane: What keeps its order: a conversation, a payment.
        body: What is sent, as JSON.
        uid: Id of the letter when its body carries it; writing the same id twice is an error.
        delay: How long to wait before the first attempt. It follows the real time, as every delivery does.
    """
    now = system_clock()
    row = {
        "uid": uid or new_uid(),
        "destination": destination,
        "lane": lane,
        "body": json.dumps(encode(dict(body)), ensure_ascii=False, separators=(",", ":")),
        "created_at": stamp(now),
        "due_at": stamp(now + delay),
        "attempts": 0,
    }
    connection.execute(insert(metadata.tables[NAME]).values(row))
    return str(row["uid"])


def claim(connection: Connection, metadata: MetaData, destination: str, now: datetime) -> Letter | None:
    """Take the oldest letter that is due, first of its lane, and that nobody else is delivering."""
    table = metadata.tables[NAME]
    other = table.alias()
    before = (other.c.destination == table.c.destination) & (other.c.lane == table.c.lane)
    waiting = select(other.c.id).where(before, other.c.id < table.c.id, other.c.done_at.is_(None)).exists()
    free = or_(table.c.claimed_until.is_(None), table.c.claimed_until <= stamp(now))
    query = (
        select(table)
        .where(table.c.destination == destination, table.c.done_at.is_(None), table.c.due_at <= stamp(now))
        .where(free, ~waiting)
        .order_by(table.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    values = {"claimed_until": stamp(now + CLAIM), "attempts": row.attempts + 1}
    connection.execute(update(table).where(table.c.id == row.id).values(values))
    created = instant(row.created_at)
    return Letter(row.id, row.uid, row.destination, row.lane, row.body, row.attempts + 1, created)


def settle(connection: Connection, metadata: MetaData, letter: Letter, outcome: str) -> None:
    """Note that a letter was taken (``livre``) or given up (``abandonne``): it is never sent again."""
    _change(connection, metadata, letter, {"done_at": stamp(system_clock()), "outcome": outcome})


def postpone(connection: Connection, metadata: MetaData, letter: Letter, until: datetime) -> None:
    """Give a letter back, to be tried again later."""
    _change(connection, metadata, letter, {"claimed_until": None, "due_at": stamp(until)})


def next_due(connection: Connection, metadata: MetaData, destination: str) -> datetime | None:
    """Return when the next letter is due, None when there is none."""
    table = metadata.tables[NAME]
    query = select(func.min(table.c.due_at)).where(table.c.destination == destination, table.c.done_at.is_(None))
    found: str | None = connection.execute(query).scalar_one_or_none()
    return instant(found) if found else None


def _change(connection: Connection, metadata: MetaData, letter: Letter, values: dict[str, Any]) -> None:
    table = metadata.tables[NAME]
    connection.execute(update(table).where(table.c.id == letter.id).values(values))
