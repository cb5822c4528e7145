"""Reading the metering database."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from backends.kernel.problems import not_found, other_customer
from backends.metering.model import DailyUse, DeliveryPoint, MonthlyUse, Reading
from backends.metering.tables import DAY, MONTH, POINT, READING
from backends.metering.windows import Rhythm

_TOLD = frozenset(DeliveryPoint.__dataclass_fields__)


def points_of(connection: Connection, customer: str) -> list[DeliveryPoint]:
    """Return the delivery points of a customer, in the order of their contracts."""
    query = select(POINT).where(POINT.c.customer == customer).order_by(POINT.c.contract_id)
    return [_point(row) for row in connection.execute(query).mappings()]


def point_of(connection: Connection, customer: str, point: str) -> DeliveryPoint:
    """Return a delivery point of a customer.

    Raises:
        Problem: 404 when there is none, 403 when it is somebody else's.
    """
    row = connection.execute(select(POINT).where(POINT.c.id == point)).mappings().one_or_none()
    if row is None:
        raise not_found("delivery point")
    if row["customer"] != customer:
        raise other_customer()
    return _point(row)


def document_of(connection: Connection, customer: str, point: str) -> str:
    """Return what a link to a chart of a customer's delivery point is signed for."""
    point_of(connection, customer, point)
    query = select(POINT.c.document_id).where(POINT.c.id == point)
    return str(connection.execute(query).scalar_one())


def point_of_document(connection: Connection, document: str) -> DeliveryPoint:
    """Return the delivery point of a signed link."""
    row = connection.execute(select(POINT).where(POINT.c.document_id == document)).mappings().one_or_none()
    if row is None:
        raise not_found("delivery point")
    return _point(row)


def monthly(connection: Connection, point: str, months: int, today: date) -> list[MonthlyUse]:
    """Return the use of the last months, oldest first, beside the same month of the year before."""
    query = select(MONTH).where(MONTH.c.point == point).order_by(MONTH.c.month)
    rows = list(connection.execute(query).mappings())
    by_month = {row["month"]: row["kwh"] for row in rows}
    running = today.replace(day=1)
    return [
        MonthlyUse(
            month=row["month"],
            kwh=row["kwh"],
            hp=row["hp"],
            hc=row["hc"],
            last_year_kwh=by_month.get(row["month"].replace(year=row["month"].year - 1)),
            complete=row["month"] < running,
        )
        for row in rows[-months:]
    ]


def daily(connection: Connection, point: str, start: date, end: date) -> list[DailyUse]:
    """Return the use of each day of a period, oldest first; days that are not known are left out."""
    within = (DAY.c.point == point) & (DAY.c.day >= start) & (DAY.c.day < end)
    rows = connection.execute(select(DAY).where(within).order_by(DAY.c.day)).mappings()
    return [DailyUse(row["day"], row["kwh"], row["hp"], row["hc"]) for row in rows]


def readings(connection: Connection, point: str, limit: int, offset: int) -> tuple[list[Reading], int]:
    """Return indexes, newest first, and how many there are."""
    mine = READING.c.point == point
    query = select(READING).where(mine).order_by(READING.c.day.desc(), READING.c.register)
    rows = connection.execute(query.limit(limit).offset(offset)).mappings()
    total = int(connection.execute(select(func.count()).select_from(READING).where(mine)).scalar_one())
    return [Reading(row["day"], row["register"], row["value"], row["origin"]) for row in rows], total


def rhythm_of(connection: Connection, point: str) -> Rhythm:
    """Return when a meter is planned to be read."""
    row = connection.execute(select(POINT.c.read_first, POINT.c.read_every).where(POINT.c.id == point)).one()
    return Rhythm(row.read_first, row.read_every)


def _point(row: Any) -> DeliveryPoint:
    values = {name: row[name] for name in row if name in _TOLD}
    return DeliveryPoint(**{**values, "registers": tuple(values["registers"].split(","))})
