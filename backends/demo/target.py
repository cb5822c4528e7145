"""Choosing the use of a demo contract so that its last bill has a given total."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from backends.billing.engine import Use, bill_lines, total_ttc
from backends.billing.model import Register
from backends.billing.prices import PriceBook
from backends.demo.calendar import first_month
from backends.demo.curves import Curve
from backends.demo.people import DemoContract
from backends.kernel.reference import reference

_SPREAD = 25


def with_last_bill_of(contract: DemoContract, cents: int, today: date) -> DemoContract:
    """Return the contract with a use whose last bill is ``cents``, to the cent.

    The yearly use is scaled to come near, then a few kWh are added on single days.

    Raises:
        ValueError: No such use was found.
    """
    scaled = _scaled(contract, cents, today)
    start, end = scaled.bounds[-2:]
    book = PriceBook(reference(), scaled.supply, scaled.revisions)
    curve = Curve(scaled, first_month(today), today)
    high, low = curve.kwh(start, end, "hp"), curve.kwh(start, end, "hc")
    for more_high, more_low in sorted(product(range(_SPREAD), repeat=2), key=sum):
        lines = bill_lines(book, start, end, {"hp": high + more_high, "hc": low + more_low})
        if total_ttc(lines) == cents:
            return _with_extras(scaled, start, more_high, more_low)
    raise ValueError(f"no use gives a bill of {cents} cents")


def _scaled(contract: DemoContract, cents: int, today: date) -> DemoContract:
    start, end = contract.bounds[-2:]
    book = PriceBook(reference(), contract.supply, contract.revisions)
    curve = Curve(contract, first_month(today), today)
    fixed = total_ttc(bill_lines(book, start, end, {"hp": 0, "hc": 0}))
    use: Use = {"hp": curve.kwh(start, end, "hp"), "hc": curve.kwh(start, end, "hc")}
    variable = total_ttc(bill_lines(book, start, end, use)) - fixed
    # A little less than asked: the search only adds.
    factor = (cents - fixed - 400) / variable
    profile = replace(contract.profile, annual_kwh=int(contract.profile.annual_kwh * factor))
    return replace(contract, profile=profile)


def _with_extras(contract: DemoContract, start: date, high: int, low: int) -> DemoContract:
    days = [start + timedelta(days=n) for n in range(_SPREAD)]
    extras: list[tuple[date, Register, int]] = [(day, "hp", 1) for day in days[:high]]
    extras += [(day, "hc", 1) for day in days[:low]]
    return replace(contract, profile=replace(contract.profile, extras=tuple(extras)))
