"""Issuing the bill of a period from meter indexes, real or estimated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backends.billing.engine import bill_lines, line
from backends.billing.model import Index, Line, Register
from backends.billing.prices import UNIT_STEP, PriceBook
from backends.billing.sharing import share

# Where no earlier use is known, an estimate starts from this many kWh a day.
FIRST_ESTIMATE = Decimal(8)


@dataclass(frozen=True)
class Stretch:
    """The indexes of one register over a period to bill.

    ``since_days`` and ``since_kwh``: when the old index was itself estimated, the days of the periods that
    were estimated and the kWh that were billed for them.
    """

    register: Register
    old: int
    new: int
    coefficient: Decimal = Decimal(1)
    estimated: bool = False
    since_days: int = 0
    since_kwh: int = 0

    @property
    def moved_kwh(self) -> int:
        """What the index moved, in kWh."""
        return round((self.new - self.old) * self.coefficient)


@dataclass(frozen=True)
class Draft:
    """A bill that was computed but has no number yet."""

    start: date
    end: date
    lines: tuple[Line, ...]
    indexes: tuple[Index, ...]
    estimated: bool
    kwh: int


def draft_bill(
    book: PriceBook, start: date, end: date, stretches: Sequence[Stretch], extra: Sequence[Line] = ()
) -> Draft:
    """Compute the bill of a period.

    After an estimate the real use since the last real index is shared by days: the part of this period
    is billed as its consumption, the rest is the regularisation of what had been estimated.
    """
    days = (end - start).days
    use: dict[Register, int] = {}
    corrections: list[Line] = []
    for stretch in stretches:
        use[stretch.register], correction = _split(stretch, days)
        if correction:
            corrections.append(_correction(book, start, end, stretch.register, correction))
    lines = bill_lines(book, start, end, use, [*corrections, *extra])
    indexes = tuple(_index(stretch) for stretch in stretches)
    return Draft(start, end, tuple(lines), indexes, any(s.estimated for s in stretches), sum(use.values()))


def estimate(daily_kwh: Decimal, days: int, coefficient: Decimal) -> int:
    """Return by how much an index is taken to have moved, in its own unit."""
    return int(daily_kwh * days / coefficient)


def _split(stretch: Stretch, days: int) -> tuple[int, int]:
    if stretch.estimated or not stretch.since_days:
        return max(stretch.moved_kwh, 0), 0
    real = max(stretch.moved_kwh + stretch.since_kwh, 0)
    before, now = share(real, (stretch.since_days, days))
    return now, before - stretch.since_kwh


def _correction(book: PriceBook, start: date, end: date, register: Register, kwh: int) -> Line:
    price = (book.kwh(register, start) + book.accise(start) / 1000).quantize(UNIT_STEP)
    rate = book.vat_consumption(start)
    return line("regularisation", "autres", (start, end), (Decimal(kwh), "kwh"), price, rate)


def _index(stretch: Stretch) -> Index:
    return Index(
        register=stretch.register,
        old=stretch.old,
        old_estimated=bool(stretch.since_days),
        new=stretch.new,
        estimated=stretch.estimated,
        coefficient=stretch.coefficient,
        kwh=stretch.moved_kwh,
    )
