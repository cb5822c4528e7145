"""Pages that are due: written with the ticket, claimed by one process at a time, kept until they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Connection

from backends.kernel.clock import stamp
from backends.kernel.journal import Entry, append
from backends.tickets.models import metadata, pages, tickets

# Longer than a provider may take to answer; afterwards the claim of a process that died is void.
CLAIM = timedelta(seconds=60)


@dataclass(frozen=True)
class DuePage:
    """A page to send, and what it is about."""

    ticket_id: int
    number: str
    subject: str
    contact: str | None
    attempts: int


def make_due(connection: Connection, ticket_id: int) -> None:
    """Ask for the person on duty to be paged about a ticket."""
    connection.execute(insert(pages).values(ticket_id=ticket_id, attempts=0))


def claim(connection: Connection, now: datetime, passed: frozenset[int]) -> DuePage | None:
    """Take the oldest page that is due and that nobody else is sending; None when there is none.

    Args:
        connection: In a transaction that writes.
        now: Real present instant, whatever the clock of the context says.
        passed: Tickets to leave out, their pages having just failed.
    """
    free = or_(pages.c.claimed_until.is_(None), pages.c.claimed_until <= stamp(now))
    query = (
        select(tickets.c.id, tickets.c.number, tickets.c.subject, tickets.c.contact, pages.c.attempts)
        .join_from(pages, tickets)
        .where(pages.c.sent_at.is_(None), free, pages.c.ticket_id.not_in(passed))
        .order_by(tickets.c.id)
        .limit(1)
        .with_for_update(of=pages, skip_locked=True)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    values = {"claimed_until": stamp(now + CLAIM), "attempts": row.attempts + 1}
    connection.execute(update(pages).where(pages.c.ticket_id == row.id).values(values))
    return DuePage(row.id, row.number, row.subject, row.contact, row.attempts + 1)


def release(connection: Connection, page: DuePage) -> None:
    """Give back a page that could not be sent."""
    connection.execute(update(pages).where(pages.c.ticket_id == page.ticket_id).values(claimed_until=None))


def mark_sent(connection: Connection, page: DuePage, at: datetime) -> None:
    """Note that the provider took a page: it is never sent again."""
    connection.execute(update(pages).where(pages.c.ticket_id == page.ticket_id).values(sent_at=stamp(at)))
    entry = Entry("service", "duty.paged", page.number, {"attempts": page.attempts})
    append(connection, metadata, entry, at)


def any_due(connection: Connection) -> bool:
    """Whether a page has not been sent yet."""
    return connection.execute(select(pages.c.ticket_id).where(pages.c.sent_at.is_(None)).limit(1)).first() is not None
