"""Choosing the use of a demo contract so that its last bill has a given total."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from backends.billing.engine import Use, bill_lines, total_ttc
from backends.billing.model import Register
from backends.billing.prices import PriceBook
from backends.billing.sharing import share
from backends.demo.calendar import first_month
from backends.demo.curves import Curve
from backends.demo.people import DemoContract
from backends.kernel.reference import reference

# What the search may add to the bill, in cents: enough for many mixtures of peak and off-peak kWh.
_ROOM = 3000


def with_last_bill_of(contract: DemoContract, cents: int, today: date) -> DemoContract:
    """Return the contract (peak and off-peak) with a use whose last bill is ``cents``, to the cent.

    The yearly use is scaled to come near, then some kWh are added over the days of the period.

    Raises:
        ValueError: No such use was found.
    """
    search = _Search(contract, today)
    scaled = search.scaled(cents)
    found = _Search(scaled, today).extras(cents)
    if found is None:
        raise ValueError(f"no use gives a bill of {cents} cents")
    return _with_extras(scaled, *found)


class _Search:
    def __init__(self, contract: DemoContract, today: date) -> None:
        self._contract = contract
        self._start, self._end = contract.bounds[-2:]
        self._book = PriceBook(reference(), contract.supply, contract.revisions)
        curve = Curve(contract, first_month(today), today)
        self._high = curve.kwh(self._start, self._end, "hp")
        self._low = curve.kwh(self._start, self._end, "hc")

    def _total(self, high: int, low: int) -> int:
        use: Use = {"hp": high, "hc": low}
        return total_ttc(bill_lines(self._book, self._start, self._end, use))

    def scaled(self, cents: int) -> DemoContract:
        fixed = self._total(0, 0)
        factor = (cents - _ROOM - fixed) / (self._total(self._high, self._low) - fixed)
        profile = self._contract.profile
        return replace(self._contract, profile=replace(profile, annual_kwh=int(profile.annual_kwh * factor)))

    def extras(self, cents: int) -> tuple[int, int] | None:
        """Return the kWh to add in peak and off-peak hours."""
        low_price = self._book.kwh_ttc("hc", self._start) * 100
        for high in range(_ROOM // 20):
            missing = cents - self._total(self._high + high, self._low)
            near = int(missing / low_price)
            for low in range(max(near - 1, 0), near + 3):
                if self._total(self._high + high, self._low + low) == cents:
                    return high, low
        return None


def _with_extras(contract: DemoContract, high: int, low: int) -> DemoContract:
    start, end = contract.bounds[-2:]
    days = [start + timedelta(days=n) for n in range((end - start).days)]
    more: tuple[tuple[Register, int], ...] = (("hp", high), ("hc", low))
    extras = [
        (day, register, kwh)
        for register, total in more
        for day, kwh in zip(days, share(total, [1] * len(days)), strict=True)
        if kwh
    ]
    return replace(contract, profile=replace(contract.profile, extras=tuple(extras)))
