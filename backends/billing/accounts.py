"""What is owed: settling bills with payments and credits, balance, status, billing cycle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from backends.billing.model import Balance, Bill, BillStatus, Payment


@dataclass(frozen=True)
class Open:
    """What is left to pay of a bill once credits are used."""

    bill: Bill
    left_cents: int


def balance(bills: Sequence[Bill], payments: Iterable[Payment], today: date) -> Balance:
    """Return what a customer owes.

    Args:
        bills: Every bill and credit note, with what was paid of each.
        payments: Every payment.
        today: Bills due before today are overdue.
    """
    known = list(payments)
    received = sum(p.amount_cents for p in known if p.status == "recu")
    unallocated = sum(p.amount_cents for p in known if p.status == "recu" and p.bill_id is None)
    due = open_bills(bills, unallocated)
    coming = sorted((o for o in due if o.bill.due_on >= today), key=lambda o: o.bill.due_on)
    late = [o for o in due if o.bill.due_on < today]
    return Balance(
        amount_cents=sum(b.total_cents for b in bills) - received,
        overdue_cents=sum(o.left_cents for o in late),
        next_due_on=coming[0].bill.due_on if coming else None,
        next_due_amount_cents=coming[0].left_cents if coming else None,
        pending_cents=sum(p.amount_cents for p in known if p.status == "en_cours"),
        oldest_due_on=min((o.bill.due_on for o in late), default=None),
    )


def open_bills(bills: Sequence[Bill], unallocated_cents: int = 0) -> list[Open]:
    """Return the bills that are not settled; credits and unallocated payments go to the oldest first."""
    credit = unallocated_cents + sum(b.paid_cents - b.total_cents for b in bills if b.paid_cents > b.total_cents)
    found = []
    for bill in sorted(bills, key=lambda b: (b.due_on, b.number)):
        left = bill.total_cents - bill.paid_cents
        if left <= 0:
            continue
        used = min(credit, left)
        credit -= used
        if left > used:
            found.append(Open(bill, left - used))
    return found


def status(bill: Bill, today: date, direct_debit: bool) -> BillStatus:
    """Return where a bill stands, credits of other bills left aside."""
    if bill.kind == "avoir":
        return "credit"
    if bill.paid_cents >= bill.total_cents:
        return "reglee"
    if bill.due_on < today:
        return "en_retard"
    return "prelevement_prevu" if direct_debit else "a_regler"
