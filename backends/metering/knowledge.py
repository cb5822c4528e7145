"""What the database knows of a meter before a day: its registers' histories, remote readings, rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.engine import Connection

from backends.metering.history import History, Mark
from backends.metering.model import DeliveryPoint, LastIndex, Register, Remote
from backends.metering.store import rhythm_of
from backends.metering.tables import MONTH, READING, REMOTE
from backends.metering.windows import Rhythm


@dataclass(frozen=True)
class Knowledge:
    """A meter as it is known for judging a reading of a day. ``last`` holds the newest index of each register."""

    point: DeliveryPoint
    rhythm: Rhythm
    histories: tuple[History, ...]
    last: tuple[LastIndex, ...]
    remote_on: date | None

    def remote(self, today: date, silent_after: int) -> Remote:
        """Whether the meter is read at a distance, and whether those readings still arrive."""
        if self.point.meter_kind not in ("linky", "gazpar"):
            return "sans"
        if self.remote_on is None or today - self.remote_on > timedelta(days=silent_after):
            return "muette"
        return "active"


def knowledge_of(connection: Connection, point: DeliveryPoint, day: date) -> Knowledge:
    """Read what is known of a meter; indexes of the day itself are left out, a remote one of its beginning is not."""
    remote = _remote_indexes(connection, point.id)
    last: list[LastIndex] = []
    histories: list[History] = []
    for register in cast("tuple[Register, ...]", point.registers):
        known = _indexes(connection, point.id, register, day)
        sent = remote.get(register)
        if sent is not None and sent.day <= day and (not known or known[-1].day < sent.day):
            known.append(sent)
        marks = tuple(Mark(one.day, one.value) for one in known)
        histories.append(History(register, point.meter_digits, marks, _months(connection, point.id, register, day)))
        last += known[-1:]
    remote_on = min((one.day for one in remote.values()), default=None)
    return Knowledge(point, rhythm_of(connection, point.id), tuple(histories), tuple(last), remote_on)


def _indexes(connection: Connection, point: str, register: Register, day: date) -> list[LastIndex]:
    mine = (READING.c.point == point) & (READING.c.register == register) & (READING.c.day < day)
    query = select(READING).where(mine).order_by(READING.c.day)
    return [
        LastIndex(register, row["day"], row["value"], row["origin"]) for row in connection.execute(query).mappings()
    ]


def _remote_indexes(connection: Connection, point: str) -> dict[str, LastIndex]:
    rows = connection.execute(select(REMOTE).where(REMOTE.c.point == point)).mappings()
    return {row["register"]: LastIndex(row["register"], row["day"], row["value"], "telereleve") for row in rows}


def _months(connection: Connection, point: str, register: Register, day: date) -> dict[date, int]:
    """Use of the months that were over on a day."""
    over = (MONTH.c.point == point) & (MONTH.c.month < day.replace(day=1))
    column = MONTH.c[register] if register in ("hp", "hc") else MONTH.c.kwh
    rows = connection.execute(select(MONTH.c.month, column.label("kwh")).where(over))
    return {row.month: row.kwh for row in rows if row.kwh is not None}
