"""What a calendar rule knows beside its own words: today, and whether the text looks back or ahead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from courant.french.values import spans_of_time as spans
from courant.french.values.calendar_words import calendar_words
from courant.french.values.reading import Reading
from courant.french.values.spans_of_time import Period
from courant.french.values.tense import direction_at
from courant.french.values.tense_forms import FUTURE, PAST

_ARTICLE = re.compile(r"(?:(?:le|la|les)\s|l')?")
_SOON = 120  # days: without any clue, a part of a month is the coming one within this distance


@dataclass(frozen=True)
class Clue:
    """What a rule knows beside its own match.

    Attributes:
        today: the day it is.
        reading: the whole text.
        start: where the date begins in the folded text.
        end: where it ends.
    """

    today: date
    reading: Reading
    start: int
    end: int

    @property
    def direction(self) -> str | None:
        """Whether the text speaks of something past or to come; `None` when it does not say."""
        return self._direction(nouns=True)

    @property
    def said_by_verbs(self) -> str | None:
        """The same from verbs alone and from what stands right before the date."""
        return self._direction(nouns=False)

    def _direction(self, nouns: bool) -> str | None:
        article = _ARTICLE.match(self.reading.text, self.start)
        return direction_at(self.reading, article.end() if article else self.start, self.end, nouns)

    @property
    def before(self) -> str:
        """The folded text before the date."""
        return self.reading.text[: self.start]


Match = re.Match[str]
Rule = Callable[[Match, Clue], Period | None]


def make_date(year: int, month: int, number: int) -> date | None:
    """Return a day, `None` when it does not exist; two digits stand for a year of this century."""
    try:
        return date(year if year > 99 else 2000 + year, month, number)
    except ValueError:
        return None


def nearest(candidates: Iterable[date | None], clue: Clue, default: str | None = None) -> date | None:
    """Choose among the same day of several years or months, by the direction of the text.

    Without direction nor default, the nearest to today.
    """
    days = sorted(day for day in candidates if day is not None)
    wanted = clue.direction or default if default else clue.said_by_verbs
    if wanted is None:
        return min(days, key=lambda day: abs(day - clue.today), default=None)
    past = [day for day in days if day <= clue.today]
    future = [day for day in days if day >= clue.today]
    if wanted == PAST:
        return past[-1] if past else days[0]
    return future[0] if future else days[-1]


def marked(match: Match) -> str | None:
    """Return the direction said beside a name: « mars dernier », « lundi prochain »."""
    groups = match.groupdict()
    if groups.get("last"):
        return PAST
    return FUTURE if groups.get("next") else None


def year_said(match: Match, clue: Clue) -> int | None:
    """Return the year said beside a month: `2026`, `26`, « l'an dernier »."""
    groups = match.groupdict()
    if groups.get("y"):
        return 2000 + int(groups["y"]) % 100
    offset = -1 if groups.get("ly") else 1 if groups.get("ny") else 0 if groups.get("ty") else None
    return None if offset is None else clue.today.year + offset


def number_in(text: str) -> int:
    """Return the number of a day or quarter as written (`1er`, `premier`)."""
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else 1  # « premier »


def month_of(match: Match, clue: Clue, default: str) -> Period:
    """Return the month that is meant: with its year, or the nearest in the direction of the text."""
    number = calendar_words().months[match["month"]]
    year = year_said(match, clue)
    if year is None:
        year = _year_of(number, clue.today, marked(match), clue.direction or default)
    return spans.month(year, number)


def _year_of(number: int, today: date, said: str | None, wanted: str) -> int:
    """Return the year of a month; « mars dernier » is never the month that is running."""
    if said:
        return today.year - (number >= today.month) if said == PAST else today.year + (number <= today.month)
    return today.year - (number > today.month) if wanted == PAST else today.year + (number < today.month)


def closest(clue: Clue, month: int) -> str:
    """Without any clue, a month that comes within four months is the coming one."""
    ahead = (month - clue.today.month) % 12
    return FUTURE if ahead * 30 <= _SOON else PAST
