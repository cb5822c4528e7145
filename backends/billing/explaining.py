"""Explaining a bill of the database: its previous bill, the causes, what looks wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.engine import Connection

from backends.billing.anomalies import anomaly
from backends.billing.explanation import causes
from backends.billing.model import Bill, Explanation
from backends.billing.store import bill_of, bills_of, contract_of, price_book, with_details


def explain(connection: Connection, customer: str, bill_id: str, today: date) -> Explanation:
    """Return why a bill of a customer differs from the one before it on the same contract."""
    bill = bill_of(connection, customer, bill_id, today)
    others = [b for b in bills_of(connection, customer, today, bill.contract_id) if b.id != bill.id]
    wrong = anomaly(bill, others)
    found = previous_of(bill, others)
    if found is None:
        return Explanation(bill, None, 0, (), wrong)
    previous = with_details(connection, found)
    book = price_book(connection, contract_of(connection, customer, bill.contract_id))
    parts = causes(bill, previous, book)
    # The lines of the bill before are not part of the answer.
    short = replace(previous, lines=(), indexes=())
    return Explanation(bill, short, bill.total_cents - previous.total_cents, parts, wrong)


def previous_of(bill: Bill, others: Sequence[Bill]) -> Bill | None:
    """Return the bill of the period before, None for a first bill or a credit note."""
    if bill.kind == "avoir":
        return None
    earlier = [b for b in others if b.kind == "facture" and b.period_end <= bill.period_start]
    return max(earlier, key=lambda b: (b.period_end, b.issued_on), default=None)
