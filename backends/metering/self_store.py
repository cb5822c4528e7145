"""Reads and writes of readings given by customers, each on a connection that is already in its transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from backends.kernel.clock import PARIS, instant
from backends.kernel.database import serialise
from backends.metering.model import GivenIndex, SelfReading, Status
from backends.metering.tables import NUMBERING, READING, SELF_INDEX, SELF_READING

COUNTING = ("accepte", "a_verifier")


def next_number(connection: Connection, now: datetime) -> str:
    """Return the next number of the year, such as ``R2026-000123``."""
    year = now.astimezone(PARIS).year
    serialise(connection, "self-reading-number")
    this_year = NUMBERING.c.year == year
    last = connection.execute(select(NUMBERING.c.last).where(this_year)).scalar_one_or_none()
    if last is None:
        connection.execute(insert(NUMBERING).values(year=year, last=1))
    else:
        connection.execute(update(NUMBERING).where(this_year).values(last=last + 1))
    return f"R{year}-{(last or 0) + 1:06}"


def add(connection: Connection, row: Mapping[str, Any], indexes: Sequence[GivenIndex]) -> None:
    """Insert a reading with its indexes."""
    connection.execute(insert(SELF_READING).values(dict(row)))
    values = [{"number": row["number"], "register": i.register, "value": i.value, "used": i.used} for i in indexes]
    connection.execute(insert(SELF_INDEX), values)


def find(connection: Connection, number: str) -> SelfReading | None:
    """Return a reading by its number."""
    row = connection.execute(select(SELF_READING).where(SELF_READING.c.number == number)).one_or_none()
    return None if row is None else _reading(connection, row)


def teller_of(connection: Connection, number: str) -> tuple[str, str]:
    """Return the customer who gave a reading, and in which conversation, empty when it was outside of any."""
    query = select(SELF_READING.c.customer, SELF_READING.c.conversation).where(SELF_READING.c.number == number)
    customer, conversation = connection.execute(query).one()
    return str(customer), str(conversation)


def of_day(connection: Connection, point: str, day: date) -> SelfReading | None:
    """Return the reading that counts for a meter and a day."""
    mine = (SELF_READING.c.point == point) & (SELF_READING.c.day == day) & SELF_READING.c.status.in_(COUNTING)
    row = connection.execute(select(SELF_READING).where(mine)).one_or_none()
    return None if row is None else _reading(connection, row)


def days_outside_windows(connection: Connection, point: str, since: date) -> list[date]:
    """Return the days of the readings that count and were given outside the windows, oldest first."""
    mine = (SELF_READING.c.point == point) & SELF_READING.c.status.in_(COUNTING) & SELF_READING.c.interim
    query = select(SELF_READING.c.day).where(mine & (SELF_READING.c.day > since)).order_by(SELF_READING.c.day)
    return list(connection.execute(query).scalars())


def last_day(connection: Connection, point: str) -> date | None:
    """Return the day of the newest reading that counts."""
    mine = (SELF_READING.c.point == point) & SELF_READING.c.status.in_(COUNTING)
    found: date | None = connection.execute(select(func.max(SELF_READING.c.day)).where(mine)).scalar_one()
    return found


def listed(
    connection: Connection, limit: int, offset: int, *, point: str | None = None, status: Status | None = None
) -> tuple[list[SelfReading], int]:
    """Return readings of a meter or of a status, newest first, and how many there are."""
    wanted = SELF_READING.c.number.is_not(None)
    if point is not None:
        wanted = wanted & (SELF_READING.c.point == point)
    if status is not None:
        wanted = wanted & (SELF_READING.c.status == status)
    query = select(SELF_READING).where(wanted).order_by(SELF_READING.c.number.desc()).limit(limit).offset(offset)
    total = int(connection.execute(select(func.count()).select_from(SELF_READING).where(wanted)).scalar_one())
    return [_reading(connection, row) for row in connection.execute(query)], total


def move(connection: Connection, reading: SelfReading, status: Status) -> None:
    """Bring a reading to another status; its indexes count from ``accepte`` on, and no longer once replaced."""
    mine = SELF_READING.c.number == reading.number
    connection.execute(update(SELF_READING).where(mine).values(status=status))
    if reading.status == "accepte":
        forget_indexes(connection, reading)
    if status == "accepte":
        keep_indexes(connection, reading.point, reading.day, reading.indexes)


def keep_indexes(connection: Connection, point: str, day: date, indexes: Sequence[GivenIndex]) -> None:
    """Let the indexes count as readings of the meter."""
    rows = [{"point": point, "day": day, "register": i.register, "value": i.value, "origin": "client"} for i in indexes]
    connection.execute(insert(READING), rows)


def forget_indexes(connection: Connection, reading: SelfReading) -> None:
    """Take back the indexes of a reading that counted."""
    mine = (READING.c.point == reading.point) & (READING.c.day == reading.day) & (READING.c.origin == "client")
    connection.execute(delete(READING).where(mine))


def is_read(connection: Connection, point: str, day: date) -> bool:
    """Whether the distributor has an index of that day, or of a later one."""
    mine = (READING.c.point == point) & (READING.c.origin != "client") & (READING.c.day >= day)
    return connection.execute(select(READING.c.day).where(mine).limit(1)).first() is not None


def _reading(connection: Connection, row: Any) -> SelfReading:
    query = select(SELF_INDEX).where(SELF_INDEX.c.number == row.number)
    found = {each.register: GivenIndex(each.register, each.value, each.used) for each in connection.execute(query)}
    return SelfReading(
        number=row.number,
        point=row.point,
        day=row.day,
        received_at=instant(row.received_at),
        status=row.status,
        indexes=tuple(found[name] for name in ("base", "hp", "hc", "gaz") if name in found),
        reasons=_parts(row.reasons),
        interim=bool(row.interim),
        replaces=row.replaces,
        photos=_parts(row.photos),
        next_start=row.next_start,
        next_end=row.next_end,
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()
