"""What can be done with tickets, whatever the transport."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection

from backends.kernel.clock import stamp
from backends.kernel.database import serialise
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.problems import Problem, not_found
from backends.kernel.routes import Page
from backends.kernel.secrets import digest, opens
from backends.kernel.tokens import Caller
from backends.kernel.wire import encode
from backends.tickets import paging, store
from backends.tickets.lifecycle import FIRST, check_move
from backends.tickets.models import Event, Move, NewTicket, Ticket, metadata

LENGTHS = {
    "kind": (1, 64),
    "subject": (1, 500),
    "summary": (0, 10_000),
    "contact": (1, 320),
    "conversation": (1, 200),
}
LONGEST_NOTE = 2000


def check_new(new: NewTicket) -> None:
    """Let a ticket pass whose texts have a sensible length, or answer 422."""
    for name, (shortest, longest) in LENGTHS.items():
        value: str | None = getattr(new, name)
        if value is not None and not shortest <= len(value.strip()) <= longest:
            detail = f"{name}: {shortest} to {longest} characters"
            raise Problem(422, "invalid_body", detail, {"field": name})


def open_ticket(connection: Connection, new: NewTicket, customer: str | None, secret: str, write: KeyedWrite) -> Answer:
    """Open a ticket once for its key; a critical one makes a page due in the same transaction.

    Args:
        connection: In a transaction that writes.
        new: What to do.
        customer: Number of the customer, None for a public case.
        secret: Told in the answer; only its digest is stored.
        write: Idempotency key.
    """

    def work() -> tuple[Answer, Entry]:
        ticket = _add(connection, new, customer, digest(secret), write.at)
        detail = {"kind": new.kind, "priority": new.priority, "conversation": new.conversation}
        return Answer(encode(ticket), 201), Entry(customer or "service", "ticket.opened", ticket.number, detail)

    kept = once(connection, metadata, write, work)
    assert isinstance(kept.body, dict)
    return Answer({**kept.body, "secret": secret}, kept.status)


def _add(connection: Connection, new: NewTicket, customer: str | None, secret: str, now: datetime) -> Ticket:
    number = store.next_number(connection, now)
    row = {
        "number": number,
        "kind": new.kind,
        "priority": new.priority,
        "status": FIRST,
        "subject": new.subject,
        "summary": new.summary,
        "contact": new.contact,
        "customer": customer,
        "conversation": new.conversation,
        "secret_digest": secret,
        "created_at": stamp(now),
        "updated_at": stamp(now),
    }
    ticket_id = store.add(connection, row)
    store.add_event(connection, ticket_id, Event(now, FIRST, ""))
    if new.priority == "critique":
        paging.make_due(connection, ticket_id)
    return store.ticket_of(store.find(connection, number), store.life(connection, ticket_id))


def move(connection: Connection, number: str, to: Move, write: KeyedWrite) -> Answer:
    """Bring a ticket to another status, once for its key.

    Raises:
        Problem: 404, 409 ``illegal_move``, 422.
    """
    if len(to.note) > LONGEST_NOTE:
        raise Problem(422, "invalid_body", f"note: {LONGEST_NOTE} characters at most", {"field": "note"})

    def work() -> tuple[Answer, Entry]:
        serialise(connection, f"ticket:{number}")
        row = store.find(connection, number)
        if row is None:
            raise not_found("ticket")
        check_move(row.status, to.status)
        event = Event(write.at, to.status, to.note)
        store.set_status(connection, row.id, event)
        store.add_event(connection, row.id, event)
        moved = replace(store.ticket_of(row, store.life(connection, row.id)), status=to.status, updated_at=write.at)
        entry = Entry("service", "ticket.moved", number, {"from": row.status, "to": to.status})
        return Answer(encode(moved)), entry

    return once(connection, metadata, write, work)


def followed(connection: Connection, number: str, secret: str | None, caller: Caller | None) -> Ticket:
    """Return a ticket to who knows its secret, or to its customer.

    Raises:
        Problem: 404 alike for an unknown number, a wrong secret and somebody else's ticket.
    """
    row = store.find(connection, number)
    by_secret = row is not None and secret is not None and opens(secret, row.secret_digest)
    by_token = row is not None and caller is not None and caller.level >= 1 and row.customer == caller.customer
    if row is None or not (by_secret or by_token):
        raise not_found("ticket")
    return store.ticket_of(row, store.life(connection, row.id))


def listed(connection: Connection, customer: str, limit: int, offset: int) -> Page:
    """Return a page of a customer's tickets, newest first, without their events."""
    rows, total = store.of_customer(connection, customer, limit, offset)
    return Page([store.ticket_of(row) for row in rows], total, limit, offset)
