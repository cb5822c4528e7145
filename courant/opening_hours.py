"""Opening hours of customer service and shops, public holidays of metropolitan France included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from courant.clock import PARIS

LOOK_AHEAD_DAYS = 14


@dataclass(frozen=True)
class OpeningHours:
    """Weekly opening ranges (0 = Monday); closed on public holidays unless said otherwise."""

    weekly: Mapping[int, tuple[tuple[time, time], ...]]
    open_on_holidays: bool = False

    def ranges(self, day: date) -> tuple[tuple[time, time], ...]:
        """Return the opening ranges of one day, empty when closed."""
        if not self.open_on_holidays and day in _holidays(day.year):
            return ()
        return self.weekly.get(day.weekday(), ())

    def is_open(self, at: datetime) -> bool:
        """Tell whether it is open at an aware instant."""
        local = at.astimezone(PARIS)
        return any(start <= local.time() < end for start, end in self.ranges(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return when it opens next, `at` itself when open; None when nothing opens within two weeks."""
        if self.is_open(at):
            return at
        return next((start for start in self._openings(at.astimezone(PARIS)) if start > at), None)

    def _openings(self, local: datetime) -> Iterator[datetime]:
        for offset in range(LOOK_AHEAD_DAYS + 1):
            day = local.date() + timedelta(days=offset)
            for start, _ in self.ranges(day):
                yield datetime.combine(day, start, tzinfo=PARIS)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))
