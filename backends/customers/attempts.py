"""How often somebody may try, and how long they must wait.

Failures count per conversation, per origin (address of the person) and per pair of reference and origin;
each further failure doubles the wait. Nothing that others do to a customer's number makes that customer
wait: past a number of failures from anywhere, a one-time code becomes mandatory instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from backends.customers.tables import ATTEMPT
from backends.kernel.clock import instant, stamp
from backends.kernel.database import serialise

Kind = Literal["echec", "code"]
MEMORY = timedelta(hours=24)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
CODE_DUE_AFTER = 10


@dataclass(frozen=True)
class Tracks:
    """Who tries what: hashed reference and origin, and the conversation."""

    reference: str
    origin: str
    conversation: str


@dataclass(frozen=True)
class Limit:
    """How many attempts of a kind are free within a window, before waiting."""

    free: int
    window: timedelta


LIMITS: dict[Kind, dict[str, Limit]] = {
    "echec": {
        "conversation": Limit(3, timedelta(hours=1)),
        "pair": Limit(3, timedelta(hours=24)),
        "origin": Limit(10, timedelta(hours=1)),
    },
    "code": {
        "conversation": Limit(3, timedelta(minutes=15)),
        "pair": Limit(5, timedelta(hours=1)),
    },
}


def wait_seconds(connection: Connection, kind: Kind, tracks: Tracks, now: datetime) -> int:
    """Return how long this person must wait before the next attempt, 0 when they need not."""
    serialise(connection, f"attempt:{tracks.origin}")
    waits = [
        _wait(_times(connection, kind, _same(name, tracks), now - limit.window), limit, now)
        for name, limit in LIMITS[kind].items()
    ]
    return max(waits)


def record(connection: Connection, kind: Kind, tracks: Tracks, now: datetime) -> None:
    """Remember an attempt, and forget those that no longer count."""
    connection.execute(delete(ATTEMPT).where(ATTEMPT.c.at < stamp(now - MEMORY)))
    row = {
        "at": stamp(now),
        "kind": kind,
        "conversation": tracks.conversation,
        "origin": tracks.origin,
        "reference": tracks.reference,
    }
    connection.execute(insert(ATTEMPT).values(row))


def forget(connection: Connection, tracks: Tracks) -> None:
    """Clear the failures of this person on this reference after a success."""
    mine = (ATTEMPT.c.kind == "echec") & (_same("conversation", tracks) | _same("pair", tracks))
    connection.execute(delete(ATTEMPT).where(mine & (ATTEMPT.c.reference == tracks.reference)))


def code_is_due(connection: Connection, reference: str, now: datetime) -> bool:
    """Whether so many tries failed on a reference, from anywhere, that a code is mandatory."""
    failed = (ATTEMPT.c.kind == "echec") & (ATTEMPT.c.reference == reference)
    query = select(func.count()).where(failed & (ATTEMPT.c.at >= stamp(now - MEMORY)))
    return int(connection.execute(query).scalar_one()) >= CODE_DUE_AFTER


def _same(name: str, tracks: Tracks) -> Any:
    if name == "conversation":
        return ATTEMPT.c.conversation == tracks.conversation
    if name == "origin":
        return ATTEMPT.c.origin == tracks.origin
    return (ATTEMPT.c.origin == tracks.origin) & (ATTEMPT.c.reference == tracks.reference)


def _times(connection: Connection, kind: Kind, same: Any, since: datetime) -> list[datetime]:
    query = select(ATTEMPT.c.at).where((ATTEMPT.c.kind == kind) & same & (ATTEMPT.c.at >= stamp(since)))
    return [instant(at) for at in connection.execute(query.order_by(ATTEMPT.c.at)).scalars()]


def _wait(times: Sequence[datetime], limit: Limit, now: datetime) -> int:
    over = len(times) - limit.free
    if over < 0:
        return 0
    pause = min(FIRST_WAIT * 2 ** min(over, 10), LONGEST_WAIT)
    return max(0, int((times[-1] + pause - now).total_seconds() + 0.999))
