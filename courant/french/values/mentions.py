"""A day or period where it stands in a text, before two of them are joined into one (« du 3 au 17 mars »)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from courant.french.values.spans_of_time import Period

# What was said of a date: the rest was guessed, and another date beside it may know better.
DAY, DAY_MONTH, MONTH, WEEKDAY, FULL = "day", "day_month", "month", "weekday", "full"


@dataclass(frozen=True)
class Mention:
    """A date in a text.

    Attributes:
        period: what is meant.
        start: where it begins in the folded text, its preposition left out.
        end: where it ends.
        sure: how sure the pattern is, 0 to 1.
        named: which parts were said: `day`, `day_month`, `month`, `weekday`, or `full` when nothing was guessed.
    """

    period: Period
    start: int
    end: int
    sure: float
    named: str


def without_overlap(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep the surest, then longest, of those that overlap; in the order of the text."""
    kept: list[Mention] = []
    for one in sorted(mentions, key=lambda m: (-m.sure, m.start - m.end)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda m: m.start)
