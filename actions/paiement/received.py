"""Payments as one list: billing keeps a line a bill, customers know one payment, its date and its amount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from courant.clients import Payment


@dataclass(frozen=True)
class Received:
    """A payment and the numbers of the bills that it settles."""

    reference: str
    day: date
    amount: Decimal
    means: str
    status: str
    bills: tuple[str, ...]


def payments_of(lines: Iterable[Payment]) -> list[Received]:
    """Put the lines of each payment together, in their order (newest first)."""
    groups: dict[tuple[str, str], list[Payment]] = {}
    for line in lines:
        groups.setdefault((line.reference, line.status), []).append(line)
    return [_received(group) for group in groups.values()]


def _received(group: Sequence[Payment]) -> Received:
    first = group[0]
    return Received(
        reference=first.reference,
        day=first.received_on,
        amount=sum((line.amount for line in group), Decimal(0)),
        means=first.means,
        status=first.status,
        bills=tuple(line.bill_number for line in group if line.bill_number is not None),
    )
