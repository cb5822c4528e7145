"""What can be done with reports, whatever the transport."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from backends.kernel.clock import stamp
from backends.kernel.database import serialise
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.problems import Problem, not_found
from backends.kernel.routes import Page
from backends.kernel.secrets import digest, opens
from backends.kernel.tokens import Caller
from backends.kernel.wire import encode
from backends.outages import checks, merging, news, store, ticket_store
from backends.outages.lifecycle import ASSIGNED, FIRST, OPEN_OUTAGES, check_ticket_move, path_to_follow
from backends.outages.matching import Place, street_key
from backends.outages.model import Followed, Ticket, TicketStep
from backends.outages.outages import LOCK
from backends.outages.requests import Following, Move, NewTicket
from backends.outages.tables import FOLLOWER, METADATA, OUTAGE, TICKET
from courant.french.communes import commune_key


def check_new(new: NewTicket) -> None:
    """Let a report pass that says where and to whom, or answer 422."""
    values = asdict(new)
    checks.check_texts(TICKET, values, ("conversation", "recipient"))
    checks.check_place(values)
    if len(new.detail) > checks.LONGEST_DETAIL:
        raise checks.invalid("detail", f"{checks.LONGEST_DETAIL} characters at most")
    if not (new.commune or new.postcode or new.delivery_point or new.latitude):
        raise checks.invalid("commune", "where? a commune, a postcode, a delivery point or a location")


def open_ticket(connection: Connection, new: NewTicket, customer: str | None, secret: str, write: KeyedWrite) -> Answer:
    """Keep a report once for its key, assigned to who will act; merge it with the outage that explains it.

    Args:
        connection: In a transaction that writes.
        new: What is reported.
        customer: Number of the customer, None for a public report.
        secret: Told in the answer; only its digest is stored.
        write: Idempotency key.

    Raises:
        Problem: 404 when the outage to merge with does not exist.
    """

    def work() -> tuple[Answer, Entry]:
        serialise(connection, LOCK)
        same = _same_report(connection, new, customer)
        if same is not None:
            if new.updates:  # news goes where it was asked for last
                wanted = {"updates": True, "conversation": new.conversation}
                ticket_store.change(connection, same.id, wanted)
                same = ticket_store.by_id(connection, same.id)
            found = replace(ticket_store.ticket_of(connection, same), already_open=True)
            detail = {"kind": new.kind, "conversation": new.conversation}
            return Answer(encode(found)), Entry(customer or "service", "report.repeated", found.number, detail)
        ticket = _open(connection, new, customer, digest(secret), write)
        detail = {"kind": new.kind, "outage": ticket.outage.number if ticket.outage else ""}
        return Answer(encode(ticket), 201), Entry(customer or "service", "report.opened", ticket.number, detail)

    kept = once(connection, METADATA, write, work)
    assert isinstance(kept.body, dict)
    told = None if kept.body["already_open"] else secret
    return Answer({**kept.body, "secret": told}, kept.status)


def _same_report(connection: Connection, new: NewTicket, customer: str | None) -> Any | None:
    """Return the open report of the same people at the same place: told twice, it is one."""
    rows = ticket_store.open_of(connection, new.conversation, customer, new.kind)
    here = _place_key(new)
    return next((row for row in rows if row.energy == new.energy and _place_key(row) == here), None)


def _place_key(values: Any) -> tuple[str, ...]:
    if values.delivery_point:
        return (values.delivery_point,)
    # Two lamps of a street are two reports.
    which = values.detail if values.kind == "reverbere" else ""
    commune, street = values.commune or "", values.street or ""
    return commune_key(commune), values.postcode or "", street_key(street), values.latitude or "", which


def _open(connection: Connection, new: NewTicket, customer: str | None, secret: str, write: KeyedWrite) -> Ticket:
    outage_id = _outage_to_merge(connection, new, merging.place_of(new), write)
    named = {name: value for name, value in asdict(new).items() if name in TICKET.c}
    row = {
        **named,
        "number": store.next_number(connection, "S", write.at),
        "status": FIRST,
        "customer": customer,
        "outage_id": outage_id,
        "secret_digest": secret,
        "created_at": stamp(write.at),
        "updated_at": stamp(write.at),
    }
    ticket_id = ticket_store.add(connection, row)
    ticket_store.take_step(connection, ticket_id, TicketStep(write.at, FIRST, ""))
    ticket_store.take_step(connection, ticket_id, TicketStep(write.at, ASSIGNED, ""))
    ticket = ticket_store.ticket_of(connection, ticket_store.by_id(connection, ticket_id))
    if ticket.outage is not None:
        for status in path_to_follow(ticket.status, ticket.outage.status):
            ticket_store.take_step(connection, ticket_id, TicketStep(write.at, status, ""))
    return ticket_store.ticket_of(connection, ticket_store.by_id(connection, ticket_id))


def _outage_to_merge(connection: Connection, new: NewTicket, place: Place, write: KeyedWrite) -> int | None:
    if new.kind != "panne":
        return None
    if new.outage is not None:
        row = store.row_of(connection, new.outage)
        # Restored since the customer was told about it: the report stands by itself.
        return int(row.id) if row.status in OPEN_OUTAGES and row.energy == new.energy else None
    return merging.explaining(connection, new.energy, place, write.at)


def move(connection: Connection, number: str, to: Move, write: KeyedWrite) -> Answer:
    """Bring a ticket to another status, once for its key, and tell who asked for news.

    Raises:
        Problem: 404, 409 ``illegal_move``, 422.
    """
    if len(to.note) > checks.LONGEST_DETAIL:
        raise checks.invalid("note", f"{checks.LONGEST_DETAIL} characters at most")

    def work() -> tuple[Answer, Entry]:
        serialise(connection, LOCK)
        row = ticket_store.row_of(connection, number)
        check_ticket_move(row.status, to.status)
        ticket_store.take_step(connection, row.id, TicketStep(write.at, to.status, to.note))
        ticket = ticket_store.ticket_of(connection, ticket_store.by_id(connection, row.id))
        if to.status != "clos" or to.note:
            news.tell_ticket(connection, row.conversation, ticket, to.note, write.at)
        detail = {"from": row.status, "to": to.status}
        return Answer(encode(ticket)), Entry("service", "report.moved", number, detail)

    return once(connection, METADATA, write, work)


def merge(connection: Connection, number: str, outage: str, write: KeyedWrite) -> Answer:
    """Merge a ticket with a known outage, which it then follows; once for its key.

    Raises:
        Problem: 404, 409 ``not_mergeable``.
    """

    def work() -> tuple[Answer, Entry]:
        serialise(connection, LOCK)
        row, known = ticket_store.row_of(connection, number), store.row_of(connection, outage)
        if row.status == "clos" or row.energy != known.energy or known.status not in OPEN_OUTAGES:
            raise Problem(409, "not_mergeable", "a closed ticket, another energy, or an outage that is over")
        ticket_store.change(connection, row.id, {"outage_id": known.id})
        for status in path_to_follow(row.status, known.status):
            ticket_store.take_step(connection, row.id, TicketStep(write.at, status, ""))
        ticket = ticket_store.ticket_of(connection, ticket_store.by_id(connection, row.id))
        news.tell_ticket(connection, row.conversation, ticket, "", write.at)
        return Answer(encode(ticket)), Entry("service", "report.merged", number, {"outage": outage})

    return once(connection, METADATA, write, work)


def follow(connection: Connection, asked: Following, write: KeyedWrite) -> Answer:
    """Let a conversation have news of its ticket or of an outage, or no longer; once for its key.

    Raises:
        Problem: 404 when the ticket is not of this conversation, 422 unless one of the two is named.
    """
    if (asked.ticket is None) == (asked.outage is None):
        raise checks.invalid("ticket", "a ticket or an outage")
    checks.check_texts(TICKET, {"conversation": asked.conversation}, ("conversation",))

    def work() -> tuple[Answer, Entry]:
        serialise(connection, LOCK)
        if asked.ticket is not None:
            _follow_ticket(connection, asked.ticket, asked)
        else:
            _follow_outage(connection, str(asked.outage), asked, write)
        subject = asked.ticket or str(asked.outage)
        entry = Entry("service", "news.wanted" if asked.wanted else "news.stopped", subject, asdict(asked))
        return Answer(encode(followed_by(connection, asked.conversation))), entry

    return once(connection, METADATA, write, work)


def _follow_ticket(connection: Connection, number: str, asked: Following) -> None:
    row = ticket_store.row_of(connection, number)
    if row.conversation != asked.conversation:
        raise not_found("ticket")
    ticket_store.change(connection, row.id, {"updates": asked.wanted})


def _follow_outage(connection: Connection, number: str, asked: Following, write: KeyedWrite) -> None:
    row = store.row_of(connection, number)
    same = (FOLLOWER.c.outage_id == row.id) & (FOLLOWER.c.conversation == asked.conversation)
    connection.execute(delete(FOLLOWER).where(same))
    if asked.wanted:
        values = {"outage_id": row.id, "conversation": asked.conversation, "since": stamp(write.at)}
        connection.execute(insert(FOLLOWER).values(values))


def followed_by(connection: Connection, conversation: str) -> Followed:
    """Return what a conversation reported, and the outages that it asked news of, newest first."""
    theirs = select(FOLLOWER.c.outage_id).where(FOLLOWER.c.conversation == conversation)
    rows = connection.execute(select(OUTAGE).where(OUTAGE.c.id.in_(theirs)).order_by(OUTAGE.c.id.desc())).all()
    tickets = ticket_store.of_conversation(connection, conversation)
    return Followed(tuple(tickets), tuple(store.outages_of(connection, rows)))


def seen(connection: Connection, number: str, secret: str | None, caller: Caller | None) -> Ticket:
    """Return a ticket to who knows its secret, or to its customer.

    Raises:
        Problem: 404 alike for an unknown number, a wrong secret and somebody else's ticket.
    """
    row = ticket_store.row_of(connection, number)
    by_secret = secret is not None and opens(secret, row.secret_digest)
    by_token = caller is not None and caller.level >= 1 and row.customer == caller.customer
    if not (by_secret or by_token):
        raise not_found("ticket")
    return ticket_store.ticket_of(connection, row)


def listed(connection: Connection, customer: str, limit: int, offset: int) -> Page:
    """Return a page of a customer's tickets, newest first."""
    tickets, total = ticket_store.of_customer(connection, customer, limit, offset)
    return Page(tickets, total, limit, offset)
