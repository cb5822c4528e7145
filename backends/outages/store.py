"""Reads and writes of outages, each on a connection that is already in its transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.engine import Connection

from backends.kernel.clock import PARIS, instant, stamp
from backends.kernel.problems import not_found
from backends.outages.model import Area, Outage, OutageStep
from backends.outages.tables import AREA, NUMBERING, OUTAGE, OUTAGE_STEP

_PARTS = tuple(Area.__dataclass_fields__)


def next_number(connection: Connection, series: str, now: datetime) -> str:
    """Return the next number of a series in the year: ``I2026-000012`` for outages, ``S…`` for reports.

    The caller has serialised its transaction.
    """
    year = now.astimezone(PARIS).year
    same = (NUMBERING.c.series == series) & (NUMBERING.c.year == year)
    last = connection.execute(select(NUMBERING.c.last).where(same)).scalar_one_or_none()
    if last is None:
        connection.execute(insert(NUMBERING).values(series=series, year=year, last=1))
    else:
        connection.execute(update(NUMBERING).where(same).values(last=last + 1))
    return f"{series}{year}-{(last or 0) + 1:06}"


def add(connection: Connection, row: dict[str, Any], areas: Iterable[Area]) -> int:
    """Insert an outage with its areas and return its id."""
    outage_id = int(connection.execute(insert(OUTAGE).values(row)).inserted_primary_key[0])
    for area in areas:
        connection.execute(insert(AREA).values(outage_id=outage_id, **asdict(area)))
    return outage_id


def add_step(connection: Connection, outage_id: int, step: OutageStep) -> None:
    """Keep what the source said."""
    row = {
        "outage_id": outage_id,
        "source_at": stamp(step.source_at),
        "status": step.status,
        "estimated_restoration": stamped(step.estimated_restoration),
        "customers": step.customers,
        "note": step.note,
    }
    connection.execute(insert(OUTAGE_STEP).values(row))


def change(connection: Connection, outage_id: int, values: dict[str, Any]) -> None:
    """Write new values of an outage."""
    connection.execute(update(OUTAGE).where(OUTAGE.c.id == outage_id).values(values))


def row_of(connection: Connection, number: str) -> Any:
    """Return the row of an outage.

    Raises:
        Problem: 404.
    """
    row = connection.execute(select(OUTAGE).where(OUTAGE.c.number == number)).one_or_none()
    if row is None:
        raise not_found("outage")
    return row


def number_of(connection: Connection, source: str, reference: str) -> str | None:
    """Return the number of what a source calls by its own reference."""
    same = (OUTAGE.c.source == source) & (OUTAGE.c.reference == reference)
    found: str | None = connection.execute(select(OUTAGE.c.number).where(same)).scalar_one_or_none()
    return found


def of_ids(connection: Connection, ids: Collection[int]) -> dict[int, Outage]:
    """Return outages by id."""
    rows = connection.execute(select(OUTAGE).where(OUTAGE.c.id.in_(sorted(ids)))).all() if ids else []
    return {row.id: outage for row, outage in zip(rows, outages_of(connection, rows), strict=True)}


def candidates(
    connection: Connection, energy: str, statuses: Sequence[str], restored_after: datetime, department: str | None
) -> list[Outage]:
    """Return outages of an energy that are open, or restored lately, and that may be in a department."""
    lately = (OUTAGE.c.status == "retablie") & (OUTAGE.c.restored_at >= stamp(restored_after))
    query = select(OUTAGE).where(OUTAGE.c.energy == energy, or_(OUTAGE.c.status.in_(statuses), lately))
    if department is not None:
        here = or_(AREA.c.department.is_(None), AREA.c.department == department)
        query = query.where(OUTAGE.c.id.in_(select(AREA.c.outage_id).where(here)))
    return outages_of(connection, connection.execute(query.order_by(OUTAGE.c.id)).all())


def page(connection: Connection, status: str | None, limit: int, offset: int) -> tuple[list[Outage], int]:
    """Return a page of outages, newest first, and how many there are."""
    wanted = OUTAGE.c.status == status if status else OUTAGE.c.id > 0
    total = connection.execute(select(func.count()).select_from(OUTAGE).where(wanted)).scalar_one()
    query = select(OUTAGE).where(wanted).order_by(OUTAGE.c.id.desc()).limit(limit).offset(offset)
    return outages_of(connection, connection.execute(query).all()), int(total)


def outages_of(connection: Connection, rows: Sequence[Any]) -> list[Outage]:
    """Return what may be told of rows, their areas included."""
    areas: dict[int, list[Area]] = defaultdict(list)
    if rows:
        query = select(AREA).where(AREA.c.outage_id.in_([row.id for row in rows])).order_by(AREA.c.id)
        for area in connection.execute(query).mappings():
            areas[area["outage_id"]].append(Area(**{part: area[part] for part in _PARTS}))
    return [_outage(row, tuple(areas[row.id])) for row in rows]


def steps_of(connection: Connection, outage_id: int) -> tuple[OutageStep, ...]:
    """Return what the source said, oldest first."""
    query = select(OUTAGE_STEP).where(OUTAGE_STEP.c.outage_id == outage_id).order_by(OUTAGE_STEP.c.id)
    return tuple(
        OutageStep(instant(row.source_at), row.status, read_stamp(row.estimated_restoration), row.customers, row.note)
        for row in connection.execute(query)
    )


def stamped(moment: datetime | None) -> str | None:
    """Write an instant that may be absent."""
    return None if moment is None else stamp(moment)


def read_stamp(text: str | None) -> datetime | None:
    """Read an instant that may be absent."""
    return None if text is None else instant(text)


def _outage(row: Any, areas: tuple[Area, ...]) -> Outage:
    return Outage(
        number=row.number,
        energy=row.energy,
        status=row.status,
        cause=row.cause,
        customers=row.customers,
        started_at=instant(row.started_at),
        estimated_restoration=read_stamp(row.estimated_restoration),
        restored_at=read_stamp(row.restored_at),
        distributor=row.distributor,
        source=row.source,
        source_at=instant(row.source_at),
        areas=areas,
    )
