"""Reading and writing tickets."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from backends.kernel.clock import instant, stamp
from backends.kernel.database import serialise
from backends.kernel.problems import not_found
from backends.tickets.lifecycle import check_move
from backends.tickets.model import Move, NewTicket, Ticket, TicketEvent
from backends.tickets.tables import EVENT, PAGE, SEQUENCE, TICKET


def open_ticket(connection: Connection, new: NewTicket, customer: str | None, now: datetime) -> Ticket:
    """Create a ticket; a critical one gets a page that has to reach a person."""
    number = _next_number(connection, now.year)
    row = {
        "number": number,
        "customer": customer,
        "conversation": new.conversation[:64],
        "kind": new.kind[:60],
        "priority": new.priority,
        "status": "ouvert",
        "subject": new.subject[:200],
        "summary": new.summary,
        "contact": new.contact,
        "created_at": stamp(now),
        "updated_at": stamp(now),
    }
    connection.execute(insert(TICKET).values(row))
    connection.execute(insert(EVENT).values(number=number, at=stamp(now), status="ouvert", note=""))
    if new.priority == "critique":
        connection.execute(insert(PAGE).values(number=number, sent=False, tries=0))
    return ticket(connection, number)


def move(connection: Connection, number: str, change: Move, now: datetime) -> Ticket:
    """Bring a ticket to another status."""
    serialise(connection, f"ticket:{number}")
    check_move(_row(connection, number)["status"], change.status)
    connection.execute(
        update(TICKET).where(TICKET.c.number == number).values(status=change.status, updated_at=stamp(now))
    )
    event = {"number": number, "at": stamp(now), "status": change.status, "note": change.note}
    connection.execute(insert(EVENT).values(event))
    return ticket(connection, number)


def ticket(connection: Connection, number: str) -> Ticket:
    """Return a ticket with its events."""
    row = _row(connection, number)
    query = select(EVENT).where(EVENT.c.number == row["number"]).order_by(EVENT.c.id)
    events = connection.execute(query).mappings()
    return _ticket(row, tuple(TicketEvent(instant(e["at"]), e["status"], e["note"]) for e in events))


def customer_of(connection: Connection, number: str) -> str | None:
    """Return whose ticket it is, None for a public case."""
    found: str | None = _row(connection, number)["customer"]
    return found


def tickets_of(connection: Connection, customer: str, limit: int, offset: int) -> tuple[list[Ticket], int]:
    """Return the tickets of a customer, newest first and without events, and how many there are."""
    mine = TICKET.c.customer == customer
    query = select(TICKET).where(mine).order_by(TICKET.c.created_at.desc(), TICKET.c.number.desc())
    rows = connection.execute(query.limit(limit).offset(offset)).mappings()
    total = int(connection.execute(select(func.count()).select_from(TICKET).where(mine)).scalar_one())
    return [_ticket(row) for row in rows], total


def secret_of(number: str, key: str) -> str:
    """Return the secret of a ticket: derived from its number, so that it is stored nowhere."""
    digest = hmac.new(key.encode(), number.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest)[:10].decode()


def _next_number(connection: Connection, year: int) -> str:
    serialise(connection, "ticket-number")
    this_year = SEQUENCE.c.year == year
    last = connection.execute(select(SEQUENCE.c.last).where(this_year)).scalar_one_or_none()
    if last is None:
        connection.execute(insert(SEQUENCE).values(year=year, last=1))
    else:
        connection.execute(update(SEQUENCE).where(this_year).values(last=last + 1))
    return f"D{year}-{(last or 0) + 1:06d}"


def _row(connection: Connection, number: str) -> Any:
    row = connection.execute(select(TICKET).where(TICKET.c.number == number.upper())).mappings().one_or_none()
    if row is None:
        raise not_found("ticket")
    return row


def _ticket(row: Any, events: tuple[TicketEvent, ...] = ()) -> Ticket:
    return Ticket(
        number=row["number"],
        kind=row["kind"],
        priority=row["priority"],
        status=row["status"],
        subject=row["subject"],
        summary=row["summary"],
        created_at=instant(row["created_at"]),
        updated_at=instant(row["updated_at"]),
        events=events,
    )
