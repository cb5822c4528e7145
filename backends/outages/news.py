"""Who is told when something moves: the conversations that reported it or asked for news, once each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from backends.kernel.events import SystemEvent, announce
from backends.outages.model import Outage, Ticket
from backends.outages.tables import FOLLOWER, METADATA, TICKET

KIND = "panne.suivi"


def tell_outage(
    connection: Connection,
    outage_id: int,
    outage: Outage,
    tickets: Iterable[tuple[str, Ticket]],
    note: str,
    at: datetime,
) -> None:
    """Tell what the source says now to those whose tickets are merged with an outage, and to its followers.

    Args:
        connection: In the transaction of the change.
        outage_id: Row of the outage.
        outage: What is known now.
        tickets: Conversation and ticket of those who asked for news.
        note: What the source adds, in words for customers.
        at: When it became known here.
    """
    told: set[str] = set()
    for conversation, ticket in tickets:
        if ticket.updates and conversation not in told:
            told.add(conversation)
            _announce(connection, conversation, ticket, outage, note, at)
    query = select(FOLLOWER.c.conversation).where(FOLLOWER.c.outage_id == outage_id).order_by(FOLLOWER.c.since)
    for conversation in connection.execute(query).scalars().all():
        if conversation not in told:
            _announce(connection, conversation, None, outage, note, at)


def tell_ticket(connection: Connection, conversation: str, ticket: Ticket, note: str, at: datetime) -> None:
    """Tell who reported something that their ticket moved, if they asked for it."""
    if ticket.updates:
        _announce(connection, conversation, ticket, ticket.outage, note, at)


def _announce(
    connection: Connection, conversation: str, ticket: Ticket | None, outage: Outage | None, note: str, at: datetime
) -> None:
    data: dict[str, object] = {"note": note, "at": at}
    if ticket is not None:
        data |= {
            "ticket": ticket.number,
            "customer": _customer(connection, ticket),
            "kind": ticket.kind,
            "status": ticket.status,
            "energy": ticket.energy,
            "commune": ticket.commune,
            "recipient": ticket.recipient,
        }
    if outage is not None:
        data |= {
            "outage": outage.number,
            "outage_status": outage.status,
            "energy": outage.energy,
            "cause": outage.cause,
            "customers": outage.customers,
            "started_at": outage.started_at,
            "estimated_restoration": outage.estimated_restoration,
            "restored_at": outage.restored_at,
            "distributor": outage.distributor,
            "source": outage.source,
            "source_at": outage.source_at,
        }
        data.setdefault("commune", _commune(outage))
    announce(connection, METADATA, SystemEvent(KIND, conversation, data), at)


def _customer(connection: Connection, ticket: Ticket) -> str | None:
    """Who reported it, None for a public report."""
    query = select(TICKET.c.customer).where(TICKET.c.number == ticket.number)
    customer: str | None = connection.execute(query).scalar_one()
    return customer


def _commune(outage: Outage) -> str | None:
    names = list(dict.fromkeys(area.commune for area in outage.areas if area.commune))
    return names[0] if len(names) == 1 else None
