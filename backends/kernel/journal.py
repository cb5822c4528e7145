"""Two tables that each context has: answers of keyed writes, and the audit trail.

A write carries an ``Idempotency-Key``: done once, answered the same afterwards. The audit trail only
grows (the database refuses updates and deletions) and each row carries the digest of the one before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, insert, select
from sqlalchemy.engine import Connection

from backends.kernel.clock import stamp
from backends.kernel.database import serialise
from backends.kernel.problems import Problem
from backends.kernel.wire import encode

_FIRST = "0" * 64


def journal_tables(metadata: MetaData) -> None:
    """Add the two tables to the schema of a context."""
    Table(
        "keyed_write",
        metadata,
        Column("caller", String(64), primary_key=True),
        Column("key", String(200), primary_key=True),
        Column("fingerprint", String(64), nullable=False),
        Column("status", Integer, nullable=False),
        Column("answer", Text, nullable=False),
        Column("at", String(40), nullable=False),
    )
    Table(
        "audit",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("at", String(40), nullable=False),
        Column("actor", String(64), nullable=False),
        Column("action", String(64), nullable=False),
        Column("subject", String(64), nullable=False),
        Column("detail", Text, nullable=False),
        Column("previous", String(64), nullable=False),
        Column("digest", String(64), nullable=False, unique=True),
    )


@dataclass(frozen=True)
class Answer:
    """What a write answers: a body for the wire and a status."""

    body: object
    status: int = 200


@dataclass(frozen=True)
class KeyedWrite:
    """A write that is done once for its key.

    ``caller`` separates the keys of one customer or service from everybody else's.
    """

    caller: str
    key: str
    fingerprint: str
    at: datetime


@dataclass(frozen=True)
class Entry:
    """A line of the audit trail: who did what to which thing. ``detail`` holds no secret."""

    actor: str
    action: str
    subject: str
    detail: Mapping[str, object]


def fingerprint(method: str, path: str, body: bytes) -> str:
    """Return what tells two requests with the same key apart."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def once(
    connection: Connection, metadata: MetaData, write: KeyedWrite, work: Callable[[], tuple[Answer, Entry]]
) -> Answer:
    """Do ``work`` and keep its answer, or give again the answer kept for this key.

    Raises:
        Problem: 409 ``key_reused`` when the key came with another request.
    """
    table = metadata.tables["keyed_write"]
    serialise(connection, f"key:{write.caller}:{write.key}")
    same_key = (table.c.caller == write.caller) & (table.c.key == write.key)
    kept = connection.execute(select(table).where(same_key)).one_or_none()
    if kept is not None:
        if kept.fingerprint != write.fingerprint:
            raise Problem(409, "key_reused", "this Idempotency-Key came with another request")
        return Answer(json.loads(kept.answer), kept.status)
    answer, entry = work()
    append(connection, metadata, entry, write.at)
    row = {
        "caller": write.caller,
        "key": write.key,
        "fingerprint": write.fingerprint,
        "status": answer.status,
        "answer": _canonical(answer.body),
        "at": stamp(write.at),
    }
    connection.execute(insert(table).values(row))
    return answer


def append(connection: Connection, metadata: MetaData, entry: Entry, at: datetime) -> None:
    """Add a line to the audit trail of a context."""
    table = metadata.tables["audit"]
    serialise(connection, "audit")
    last = connection.execute(select(table.c.digest).order_by(table.c.id.desc()).limit(1)).scalar_one_or_none()
    row: dict[str, Any] = {
        "at": stamp(at),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": _canonical(entry.detail),
        "previous": last or _FIRST,
    }
    connection.execute(insert(table).values(**row, digest=_digest(row)))


def first_broken_line(connection: Connection, metadata: MetaData) -> int | None:
    """Return the id of the first audit line that was altered or whose predecessor is missing."""
    table = metadata.tables["audit"]
    previous = _FIRST
    for line in connection.execute(select(table).order_by(table.c.id)).mappings():
        row = {name: line[name] for name in ("at", "actor", "action", "subject", "detail", "previous")}
        if line["previous"] != previous or line["digest"] != _digest(row):
            return int(line["id"])
        previous = line["digest"]
    return None


def _digest(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(dict(row)).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(encode(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
