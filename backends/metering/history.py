"""How much a register usually counts: its level from its own indexes, its seasons from last year's months."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from backends.metering.model import Register

_DAY = timedelta(days=1)
# A meter that went back by more than this share of its range has passed its top; by less, it was read wrong.
_ROLLED = Decimal("0.5")


@dataclass(frozen=True)
class Mark:
    """An index at the beginning of a day."""

    day: date
    value: int


@dataclass(frozen=True)
class Span:
    """What a register counted between two of its indexes."""

    start: date
    end: date
    used: int


@dataclass(frozen=True)
class History:
    """What is known of a register.

    ``marks`` are its indexes, oldest first; ``months`` its use in kWh by calendar month that is over, which need not
    have the unit of the indexes: only the shape of the year is taken from it.
    """

    register: Register
    digits: int
    marks: tuple[Mark, ...] = ()
    months: Mapping[date, int] = field(default_factory=dict)

    @property
    def capacity(self) -> int:
        """How many values the meter can show: 99 999 is followed by 0."""
        return int(10**self.digits)

    @property
    def last(self) -> Mark | None:
        """The newest index."""
        return self.marks[-1] if self.marks else None

    def spans(self) -> Iterator[Span]:
        """Yield what was counted between indexes that follow each other; what went backwards is left out."""
        for one, other in pairwise(self.marks):
            used = other.value - one.value
            if used < -int(self.capacity * _ROLLED):
                used += self.capacity
            if used >= 0 and other.day > one.day:
                yield Span(one.day, other.day, used)

    def usual(self, start: date, end: date) -> Decimal | None:
        """Return what the register would normally count from a day to another, in its unit; None when not known."""
        ahead = self._shape(start, end, years=1)
        level = self._level()
        if ahead is not None and level is not None:
            return ahead * level
        mean = self._mean()
        return None if mean is None else mean * (end - start).days

    def _level(self) -> Decimal | None:
        """How much the indexes moved for each kWh of the months: the coefficient of a gas meter, and any trend."""
        used, shape = 0, Decimal(0)
        for span in self.spans():
            within = self._shape(span.start, span.end)
            if within is not None:
                used, shape = used + span.used, shape + within
        if shape:
            return used / shape
        # Without two indexes the months alone tell, where both are in kWh.
        return Decimal(1) if self.register != "gaz" and self._mean() is None and self.months else None

    def _mean(self) -> Decimal | None:
        spans = list(self.spans())
        days = sum((span.end - span.start).days for span in spans)
        return Decimal(sum(span.used for span in spans)) / days if days else None

    def _shape(self, start: date, end: date, years: int = 0) -> Decimal | None:
        """Return the kWh of a period by the months of so many years before; None when one is not known."""
        total = Decimal(0)
        for number in range((end - start).days):
            day = start + number * _DAY
            month = date(day.year - years, day.month, 1)
            if month not in self.months:
                return None
            total += Decimal(self.months[month]) / calendar.monthrange(month.year, month.month)[1]
        return total
