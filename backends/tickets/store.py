"""Reads and writes of tickets, each on a connection that is already in its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from backends.kernel.clock import PARIS, instant, stamp
from backends.kernel.database import serialise
from backends.tickets.models import Event, Ticket, events, numbering, tickets


def next_number(connection: Connection, now: datetime) -> str:
    """Return the next number of the year, such as ``D2026-000123``."""
    year = now.astimezone(PARIS).year
    serialise(connection, "ticket-number")
    this_year = numbering.c.year == year
    last = connection.execute(select(numbering.c.last).where(this_year)).scalar_one_or_none()
    if last is None:
        connection.execute(insert(numbering).values(year=year, last=1))
    else:
        connection.execute(update(numbering).where(this_year).values(last=last + 1))
    return f"D{year}-{(last or 0) + 1:06}"


def add(connection: Connection, row: dict[str, Any]) -> int:
    """Insert a ticket and return its id."""
    return int(connection.execute(insert(tickets).values(row)).inserted_primary_key[0])


def add_event(connection: Connection, ticket_id: int, event: Event) -> None:
    """Add a step to the life of a ticket."""
    row = {"ticket_id": ticket_id, "at": stamp(event.at), "status": event.status, "note": event.note}
    connection.execute(insert(events).values(row))


def set_status(connection: Connection, ticket_id: int, event: Event) -> None:
    """Write the status that an event brings."""
    values = {"status": event.status, "updated_at": stamp(event.at)}
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))


def find(connection: Connection, number: str) -> Any | None:
    """Return the row of a ticket."""
    return connection.execute(select(tickets).where(tickets.c.number == number)).one_or_none()


def of_customer(connection: Connection, customer: str, limit: int, offset: int) -> tuple[Sequence[Any], int]:
    """Return a page of a customer's tickets, newest first, and how many there are."""
    theirs = tickets.c.customer == customer
    total = connection.execute(select(func.count()).select_from(tickets).where(theirs)).scalar_one()
    query = select(tickets).where(theirs).order_by(tickets.c.id.desc()).limit(limit).offset(offset)
    return connection.execute(query).all(), int(total)


def life(connection: Connection, ticket_id: int) -> tuple[Event, ...]:
    """Return the events of a ticket, oldest first."""
    query = select(events).where(events.c.ticket_id == ticket_id).order_by(events.c.id)
    return tuple(Event(instant(row.at), row.status, row.note) for row in connection.execute(query))


def ticket_of(row: Any, steps: tuple[Event, ...] = ()) -> Ticket:
    """Return what may be told of a row; never its secret, which is not known any more."""
    return Ticket(
        number=row.number,
        kind=row.kind,
        priority=row.priority,
        status=row.status,
        subject=row.subject,
        summary=row.summary,
        created_at=instant(row.created_at),
        updated_at=instant(row.updated_at),
        contact=row.contact,
        events=steps,
    )
