"""Sharing an amount among instalments and bills, to the cent."""

from __future__ import annotations

from collections.abc import Iterable

from backends.payments.plans.facts import DueBill
from backends.payments.plans.model import CoveredBill


def split(total_cents: int, count: int) -> list[int]:
    """Return ``count`` amounts that add up to the total; the first one carries what does not divide."""
    each, rest = divmod(total_cents, count)
    return [each + rest, *[each] * (count - 1)]


def covered(bills: Iterable[DueBill], amount_cents: int) -> tuple[CoveredBill, ...]:
    """Return which bills an amount pays, the oldest first."""
    parts = []
    for bill in bills:
        part = min(bill.left_cents, amount_cents)
        if part > 0:
            parts.append(CoveredBill(bill.number, part))
        amount_cents -= part
    return tuple(parts)
