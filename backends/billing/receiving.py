"""Money that another system received: kept once for its reference, and shared out among the open bills."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from backends.billing.accounts import Open, open_bills
from backends.billing.model import Allocation, Bill, IncomingPayment, OpenBill, Payment, Received
from backends.billing.store import account_of, bills_of, payments_of
from backends.billing.tables import METADATA, PAYMENT
from backends.kernel.database import serialise
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.problems import Problem
from backends.kernel.wire import encode


def receive(connection: Connection, incoming: IncomingPayment, today: date, write: KeyedWrite) -> Answer:
    """Keep a payment once, for its key and for its reference, and say which bills it settles.

    Raises:
        Problem: 404 unknown customer, 422 an amount that is none, 409 ``reference_reused``.
    """
    if incoming.amount_cents <= 0:
        raise Problem(422, "invalid_body", "amount_cents: more than 0 is expected", {"field": "amount_cents"})
    received_on = _day(incoming.received_on)

    def work() -> tuple[Answer, Entry]:
        serialise(connection, f"account:{incoming.customer}")
        account_of(connection, incoming.customer)
        parts = _known(connection, incoming) or _keep(connection, incoming, received_on, today)
        body = Received(incoming.reference, incoming.amount_cents, tuple(parts))
        detail = {"customer": incoming.customer, "amount_cents": incoming.amount_cents}
        return Answer(encode(body), 201), Entry("payments", "payment.received", incoming.reference, detail)

    return once(connection, METADATA, write, work)


def to_pay(connection: Connection, customer: str, today: date) -> list[OpenBill]:
    """Return the bills of a customer that are not settled, oldest first."""
    payments = payments_of(connection, customer)
    debits = _debits(payments)
    due = _open(bills_of(connection, customer, today), payments)
    return [_open_bill(each, today, debits.get(each.bill.id)) for each in due]


def shares(
    due: Sequence[Open], amount_cents: int, first: str | None, debited: Collection[str] = ()
) -> list[tuple[Bill | None, int]]:
    """Share an amount among open bills, to the cent.

    Args:
        due: Open bills, oldest first.
        amount_cents: What was received.
        first: Number of the bill that was meant; it comes before the oldest.
        debited: Ids of bills that are about to be debited: they come last.

    Returns:
        Parts by bill; what no bill takes comes under None and stays in the customer's favour.
    """
    ordered = sorted(due, key=lambda each: (each.bill.number != first, each.bill.id in debited))
    parts: list[tuple[Bill | None, int]] = []
    for each in ordered:
        part = min(each.left_cents, amount_cents)
        if part > 0:
            parts.append((each.bill, part))
            amount_cents -= part
    return [*parts, (None, amount_cents)] if amount_cents else parts


def _open(bills: Sequence[Bill], payments: Sequence[Payment]) -> list[Open]:
    unallocated = sum(p.amount_cents for p in payments if p.status == "recu" and p.bill_id is None)
    return open_bills(bills, unallocated)


def _open_bill(each: Open, today: date, debit_on: date | None) -> OpenBill:
    bill = each.bill
    return OpenBill(
        number=bill.number,
        energy=bill.energy,
        issued_on=bill.issued_on,
        due_on=bill.due_on,
        total_cents=bill.total_cents,
        left_cents=each.left_cents,
        overdue=bill.due_on < today,
        debit_on=debit_on,
    )


def _known(connection: Connection, incoming: IncomingPayment) -> list[Allocation]:
    """Return what was done with a reference before, however long ago its key was forgotten."""
    known = [p for p in payments_of(connection, incoming.customer) if p.reference == incoming.reference]
    if known and sum(p.amount_cents for p in known) != incoming.amount_cents:
        raise Problem(409, "reference_reused", "this reference came with another amount")
    return [Allocation(p.bill_number, p.amount_cents) for p in known]


def _keep(connection: Connection, incoming: IncomingPayment, received_on: date, today: date) -> list[Allocation]:
    payments = payments_of(connection, incoming.customer)
    due = _open(bills_of(connection, incoming.customer, today), payments)
    parts = shares(due, incoming.amount_cents, incoming.bill_number, _debits(payments).keys())
    rows = [_row(incoming, received_on, part, place) for place, part in enumerate(parts)]
    connection.execute(insert(PAYMENT), rows)
    return [Allocation(bill.number if bill else None, cents) for bill, cents in parts]


def _debits(payments: Sequence[Payment]) -> dict[str, date]:
    """Return the days of the debits that are announced, by bill."""
    return {p.bill_id: p.received_on for p in payments if p.status == "en_cours" and p.bill_id is not None}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(422, "invalid_body", "received_on: YYYY-MM-DD", {"field": "received_on"}) from None


def _row(incoming: IncomingPayment, received_on: date, part: tuple[Bill | None, int], place: int) -> dict[str, object]:
    bill, cents = part
    return {
        "id": hashlib.sha256(f"received {incoming.reference} {place}".encode()).hexdigest()[:12],
        "customer": incoming.customer,
        "bill_id": bill.id if bill else None,
        "received_on": received_on,
        "amount_cents": cents,
        "means": incoming.means,
        "status": "recu",
        "reference": incoming.reference,
    }
