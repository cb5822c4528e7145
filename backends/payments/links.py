"""Making links: one that can be paid a customer at most, so that nobody pays twice in two tabs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from backends.kernel import outgoing
from backends.kernel.clock import instant, stamp
from backends.kernel.journal import Answer, Entry, KeyedWrite, append, once
from backends.kernel.problems import Problem
from backends.kernel.tokens import Caller
from backends.kernel.wire import encode
from backends.payments import store
from backends.payments.lifecycle import FIRST
from backends.payments.model import NewLink
from backends.payments.results import announce_end
from backends.payments.tables import METADATA

EXPIRY = "expiry"


@dataclass(frozen=True)
class Limits:
    """What may be paid by link, and how long a link lives; from ``regles:`` of ``brand.yml``."""

    highest_cents: int
    life: timedelta


@dataclass(frozen=True)
class Opened:
    """The one link that a customer can pay: open already, or new, in the place of another one perhaps."""

    row: Any
    reused: bool = False
    replaced: bool = False


def create(connection: Connection, caller: Caller, new: NewLink, limits: Limits, write: KeyedWrite) -> Answer:
    """Make a link once for its key, or give back the one that is open for the same amount and bill.

    Raises:
        Problem: 422 ``amount_out_of_range``, 409 ``payment_running``.
    """

    def work() -> tuple[Answer, Entry]:
        opened = open_link(connection, caller, new, limits, write.at)
        link = store.link_of(connection, opened.row)
        body = encode(replace(link, reused=opened.reused, replaced=opened.replaced))
        return Answer(body, 201), audited(caller, new, opened)

    return once(connection, METADATA, write, work)


def open_link(connection: Connection, caller: Caller, new: NewLink, limits: Limits, now: datetime) -> Opened:
    """Return the one link that the customer can pay now; its result is told where it was given last.

    Raises:
        Problem: 409 ``payment_running``, 422 ``amount_out_of_range``.
    """
    store.lock_customer(connection, caller.customer)
    expire_due(connection, caller.customer, now)
    _refuse_when_running(connection, caller.customer)
    _check_amount(new, limits)
    old = store.payable(connection, caller.customer)
    if old is not None and (old.amount_cents, old.bill_number) == (new.amount_cents, new.bill_number):
        return Opened(store.hand_over(connection, old, caller.conversation), reused=True)
    if old is not None:
        store.move(connection, old, "remplace", now)
    return Opened(_add(connection, caller, new, limits, now), replaced=old is not None)


def audited(caller: Caller, new: NewLink, opened: Opened) -> Entry:
    """Return the line of the audit trail for a link that was made or given back."""
    action = "link.reused" if opened.reused else "link.created"
    detail = {"amount_cents": new.amount_cents, "bill": new.bill_number, "conversation": caller.conversation}
    return Entry(caller.customer, action, opened.row.reference, detail)


def _check_amount(new: NewLink, limits: Limits) -> None:
    if not 0 < new.amount_cents <= limits.highest_cents:
        extra = {"highest_cents": limits.highest_cents}
        raise Problem(422, "amount_out_of_range", f"1 to {limits.highest_cents} cents", extra)


def _refuse_when_running(connection: Connection, customer: str) -> None:
    running = store.running(connection, customer)
    if running is not None:
        extra = {"reference": running.reference, "payment_status": running.status}
        raise Problem(409, "payment_running", "a payment of this customer is being processed", extra)


def _add(connection: Connection, caller: Caller, new: NewLink, limits: Limits, now: datetime) -> Any:
    row = {
        "reference": store.next_reference(connection, now),
        "customer": caller.customer,
        "conversation": caller.conversation,
        "amount_cents": new.amount_cents,
        "bill_number": new.bill_number,
        "status": FIRST,
        "expires_at": stamp(now + limits.life),
    }
    timer = {"reference": row["reference"]}
    outgoing.put(connection, METADATA, EXPIRY, str(row["reference"]), timer, delay=limits.life)
    return store.add(connection, row, now)


def expire_due(connection: Connection, customer: str, now: datetime) -> None:
    """Close the open link of a customer when its time is over; the conversation is told."""
    row = store.payable(connection, customer)
    if row is not None and row.status == "ouvert" and instant(row.expires_at) <= now:
        closed = store.move(connection, row, "expire", now)
        announce_end(connection, closed, now)
        entry = Entry("service", "link.expired", closed.reference, {"expires_at": closed.expires_at})
        append(connection, METADATA, entry, now)
