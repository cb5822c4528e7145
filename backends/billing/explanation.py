"""Why a bill differs from the one before: price, volume, length of the period, adjustments.

For each kind of line with quantity q, unit price p (tax included) and period d (days for kWh, months for
the subscription), from the previous bill (0) to this one (1):

    length = (d1 - d0) x q0/d0 x p0      what the same daily use costs over a longer period
    volume = (q1 - q0 x d1/d0) x p0      what a higher daily use costs
    price  = q1 x (p1 - p0)              what the new prices cost

The three add up to q1·p1 - q0·p0 exactly; everything else (fees, regularisations, gestures) is adjustment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from backends.billing.model import Bill, Cause, Facts, Line
from backends.billing.prices import PriceBook
from backends.billing.sharing import rounded
from backends.billing.wording import word

Kind = Literal["price", "volume", "length", "adjustment"]
KINDS: tuple[Kind, ...] = ("price", "volume", "length", "adjustment")


@dataclass(frozen=True)
class _Group:
    quantity: Fraction
    cents: int
    monthly: bool
    prices: frozenset[tuple[Decimal, Decimal]]


_NOTHING = _Group(Fraction(0), 0, False, frozenset())


def causes(bill: Bill, previous: Bill, book: PriceBook) -> tuple[Cause, ...]:
    """Return the causes of the difference between two bills, biggest first; they add up to it."""
    amounts = _amounts(bill, previous)
    facts: dict[Kind, Callable[[], Facts]] = {
        "price": lambda: _price_facts(bill, previous, book),
        "volume": lambda: _volume_facts(bill, previous),
        "length": lambda: Facts(days_before=previous.days, days_after=bill.days),
        "adjustment": lambda: Facts(labels=_labels(bill, previous)),
    }
    found = [Cause(kind, amount, facts[kind]()) for kind, amount in amounts.items() if amount]
    return tuple(sorted(found, key=lambda cause: -abs(cause.amount_cents)))


def _amounts(bill: Bill, previous: Bill) -> dict[Kind, int]:
    after, before = _groups(bill.lines), _groups(previous.lines)
    exact: dict[Kind, Fraction] = dict.fromkeys(KINDS, Fraction(0))
    exact["adjustment"] = Fraction(_others(bill) - _others(previous))
    for code in after.keys() | before.keys():
        for kind, part in _split(after.get(code, _NOTHING), before.get(code, _NOTHING), bill, previous):
            exact[kind] += part
    total = bill.total_cents - previous.total_cents
    # Nothing but rounding may be left for a kind that plays no part: it is not given a single cent.
    real = [kind for kind in KINDS if exact[kind]]
    return dict(zip(real, rounded([exact[kind] for kind in real], total), strict=True)) if real else {}


def _split(after: _Group, before: _Group, bill: Bill, previous: Bill) -> list[tuple[Kind, Fraction]]:
    if not before.quantity or not after.quantity:
        return [("volume", Fraction(after.cents - before.cents))]
    monthly = after.monthly
    ratio = after.quantity / before.quantity if monthly else Fraction(bill.days, previous.days)
    old_price = before.cents / before.quantity
    same_price = after.prices == before.prices and len(after.prices) == 1
    price = Fraction(0) if same_price else after.cents - after.quantity * old_price
    length = (ratio - 1) * before.cents
    volume = after.cents - before.cents - price - length
    if not monthly:
        return [("price", price), ("length", length), ("volume", volume)]
    # The subscription has no volume: what is left is the rounding of its lines. Over as many days it may still
    # differ by what February or a month of 31 days changes: that is not a longer period.
    return [("price", price), ("length" if bill.days != previous.days else "adjustment", length + volume)]


def _groups(lines: Iterable[Line]) -> dict[str, _Group]:
    by_code: dict[str, list[Line]] = defaultdict(list)
    for each in lines:
        if each.section != "autres":
            by_code[each.code].append(each)
    return {
        code: _Group(
            quantity=sum((Fraction(each.quantity) for each in same), Fraction(0)),
            cents=sum(each.amount_ttc_cents for each in same),
            monthly=same[0].unit == "mois",
            prices=frozenset((each.unit_price, each.vat_rate) for each in same),
        )
        for code, same in by_code.items()
    }


def _others(bill: Bill) -> int:
    return sum(each.amount_ttc_cents for each in bill.lines if each.section == "autres")


def _labels(bill: Bill, previous: Bill) -> tuple[str, ...]:
    lines = (*bill.lines, *previous.lines)
    found = [each.label for each in lines if each.section == "autres"]
    # Months of different lengths leave an adjustment even where no line says so.
    return tuple(dict.fromkeys(found)) or (word("lignes", "mois_inegaux"),)


def _volume_facts(bill: Bill, previous: Bill) -> Facts:
    return Facts(
        kwh_before=previous.kwh,
        kwh_after=bill.kwh,
        kwh_per_day_before=previous.kwh_per_day,
        kwh_per_day_after=bill.kwh_per_day,
        days_before=previous.days,
        days_after=bill.days,
    )


def _price_facts(bill: Bill, previous: Bill, book: PriceBook) -> Facts:
    register = book.supply.registers[0]
    last_day: date = bill.period_end - timedelta(days=1)
    return Facts(
        price_before=book.kwh_ttc(register, previous.period_start),
        price_after=book.kwh_ttc(register, last_day),
        changed_on=book.price_changes(previous.period_start, bill.period_end),
    )
