"""The days around a planned reading of the distributor's on which customers may give theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Window:
    """From a day to another, both included."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether a day is within."""
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Rhythm:
    """When a meter is to be read: on a day, then every so many days."""

    first: date
    every: int

    def windows(self, day: date, before: int, after: int) -> tuple[Window, Window]:
        """Return the window that runs on a day, else the next one, and the one that follows it.

        Args:
            day: Day that the answer is for.
            before: How many days before the planned day a window opens.
            after: How many days after it the window closes.
        """
        rounds = max(0, -(-((day - self.first).days - after) // self.every))
        planned = [self.first + timedelta(days=self.every * (rounds + more)) for more in (0, 1)]
        one, other = (Window(each - timedelta(days=before), each + timedelta(days=after)) for each in planned)
        return one, other
