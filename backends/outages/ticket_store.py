"""Reads and writes of tickets, each on a connection that is already in its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.engine import Connection

from backends.kernel.clock import instant, stamp
from backends.kernel.problems import not_found
from backends.outages import store
from backends.outages.lifecycle import OPEN_TICKETS
from backends.outages.model import Ticket, TicketStep
from backends.outages.tables import TICKET, TICKET_STEP


def add(connection: Connection, row: dict[str, Any]) -> int:
    """Insert a ticket and return its id."""
    return int(connection.execute(insert(TICKET).values(row)).inserted_primary_key[0])


def change(connection: Connection, ticket_id: int, values: dict[str, Any]) -> None:
    """Write new values of a ticket."""
    connection.execute(update(TICKET).where(TICKET.c.id == ticket_id).values(values))


def take_step(connection: Connection, ticket_id: int, step: TicketStep) -> None:
    """Bring a ticket to a status and keep the step."""
    row = {"ticket_id": ticket_id, "at": stamp(step.at), "status": step.status, "note": step.note}
    connection.execute(insert(TICKET_STEP).values(row))
    change(connection, ticket_id, {"status": step.status, "updated_at": stamp(step.at)})


def row_of(connection: Connection, number: str) -> Any:
    """Return the row of a ticket.

    Raises:
        Problem: 404.
    """
    row = connection.execute(select(TICKET).where(TICKET.c.number == number)).one_or_none()
    if row is None:
        raise not_found("ticket")
    return row


def by_id(connection: Connection, ticket_id: int) -> Any:
    """Return the row of a ticket that exists."""
    return connection.execute(select(TICKET).where(TICKET.c.id == ticket_id)).one()


def open_ones(connection: Connection) -> list[Any]:
    """Return the rows of open reports of a cut that no outage explains yet."""
    alone = TICKET.c.status.in_(OPEN_TICKETS) & TICKET.c.outage_id.is_(None) & (TICKET.c.kind == "panne")
    return list(connection.execute(select(TICKET).where(alone).order_by(TICKET.c.id)))


def merged_with(connection: Connection, outage_id: int) -> list[Any]:
    """Return the rows of the tickets merged with an outage."""
    return list(connection.execute(select(TICKET).where(TICKET.c.outage_id == outage_id).order_by(TICKET.c.id)))


def open_of(connection: Connection, conversation: str, customer: str | None, kind: str) -> list[Any]:
    """Return the rows of open tickets of a kind that a conversation or a customer has."""
    theirs = TICKET.c.conversation == conversation
    if customer is not None:
        theirs = or_(theirs, TICKET.c.customer == customer)
    query = select(TICKET).where(theirs, TICKET.c.kind == kind, TICKET.c.status.in_(OPEN_TICKETS))
    return list(connection.execute(query.order_by(TICKET.c.id)))


def of_conversation(connection: Connection, conversation: str) -> list[Ticket]:
    """Return the tickets of a conversation, newest first."""
    query = select(TICKET).where(TICKET.c.conversation == conversation).order_by(TICKET.c.id.desc())
    return tickets_of(connection, connection.execute(query).all())


def of_customer(connection: Connection, customer: str, limit: int, offset: int) -> tuple[list[Ticket], int]:
    """Return a page of a customer's tickets, newest first, and how many there are."""
    theirs = TICKET.c.customer == customer
    total = connection.execute(select(func.count()).select_from(TICKET).where(theirs)).scalar_one()
    query = select(TICKET).where(theirs).order_by(TICKET.c.id.desc()).limit(limit).offset(offset)
    return tickets_of(connection, connection.execute(query).all()), int(total)


def ticket_of(connection: Connection, row: Any) -> Ticket:
    """Return what may be told of a row, with its steps and the outage it was merged with."""
    return tickets_of(connection, [row])[0]


def tickets_of(connection: Connection, rows: Sequence[Any]) -> list[Ticket]:
    """Return what may be told of rows."""
    outages = store.of_ids(connection, {row.outage_id for row in rows if row.outage_id is not None})
    return [
        Ticket(
            number=row.number,
            kind=row.kind,
            energy=row.energy,
            status=row.status,
            extent=row.extent,
            street=row.street,
            postcode=row.postcode,
            commune=row.commune,
            delivery_point=row.delivery_point,
            detail=row.detail,
            recipient=row.recipient,
            updates=row.updates,
            created_at=instant(row.created_at),
            updated_at=instant(row.updated_at),
            outage=outages.get(row.outage_id),
            steps=_steps(connection, row.id),
        )
        for row in rows
    ]


def _steps(connection: Connection, ticket_id: int) -> tuple[TicketStep, ...]:
    query = select(TICKET_STEP).where(TICKET_STEP.c.ticket_id == ticket_id).order_by(TICKET_STEP.c.id)
    return tuple(TicketStep(instant(row.at), row.status, row.note) for row in connection.execute(query))
