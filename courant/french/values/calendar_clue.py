"""What a calendar rule knows beside its own words: today, and whether the text looks back or ahead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from courant.french.values import spans_of_time as spans
from courant.french.values.calendar_words import calendar_words
from courant.french.values.reading import Reading
from courant.french.values.spans_of_time import Period

PAST, FUTURE = "past", "future"
# A compound past: « j'ai reçu », « vous avez débité », « on m'a coupé », « était tombée ».
_DONE = re.compile(
    r"\b(?:j'ai|ai|as|avons|avez|ont|avais|avait|avions|aviez|avaient|m'a|l'a|t'a|s'est|nous a|vous a|on a|"
    r"etais|etait|ete)\s"
    r"(?:(?:pas|bien|deja|mal|encore|toujours|jamais|ete)\s)*\w{2,}(?:e|ee|es|ees|i|ie|is|ies|u|ue|us|ues|it|ert|ort)\b"
)
_SOON = 120  # days: a month named alone with « début » or « fin » is the coming one within this distance


@dataclass(frozen=True)
class Clue:
    """What a rule knows beside its own match.

    Attributes:
        today: the day it is.
        reading: the whole text.
        start: where the match begins in the folded text.
    """

    today: date
    reading: Reading
    start: int

    @property
    def direction(self) -> str | None:
        """Whether the text speaks of something past or to come; `None` when it does not say."""
        known = calendar_words()
        if known.bill.search(self.reading.text[max(0, self.start - 40) : self.start]):
            return PAST
        said = set(re.findall(r"[a-z-]+", self.reading.text))
        if said & known.future:
            return FUTURE
        return PAST if said & known.past or _DONE.search(self.reading.text) else None


Match = re.Match[str]
Rule = Callable[[Match, Clue], Period | None]


def make_date(year: int, month: int, number: int) -> date | None:
    """Return a day, `None` when it does not exist; two digits stand for a year of this century."""
    try:
        return date(year if year > 99 else 2000 + year, month, number)
    except ValueError:
        return None


def nearest(candidates: list[date | None], clue: Clue, default: str) -> date | None:
    """Choose among the same day of several years or months, by the direction of the text."""
    days = sorted(day for day in candidates if day is not None)
    past = [day for day in days if day <= clue.today]
    future = [day for day in days if day >= clue.today]
    wanted = clue.direction or default
    return (past[-1] if past else days[0]) if wanted == PAST else (future[0] if future else days[-1])


def marked(match: Match) -> str | None:
    """Return the direction said beside a name: « mars dernier », « lundi prochain »."""
    groups = match.groupdict()
    if groups.get("last"):
        return PAST
    return FUTURE if groups.get("next") else None


def number_in(text: str) -> int:
    """Return the number of a day or quarter as written (`1er`, `premier`)."""
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else 1  # « premier »


def month_of(match: Match, clue: Clue, default: str, month_group: str = "month") -> Period:
    """Return the month that is meant: with its year, or the nearest in the direction of the text."""
    number = calendar_words().months[match[month_group]]
    if match["y"]:
        return spans.month(2000 + int(match["y"]) % 100, number)
    this = clue.today
    if said := marked(match):
        year = this.year - (number >= this.month) if said == PAST else this.year + (number <= this.month)
        return spans.month(year, number)
    wanted = clue.direction or default
    year = this.year - (number > this.month) if wanted == PAST else this.year + (number < this.month)
    return spans.month(year, number)


def closest(clue: Clue, month: int) -> str:
    """Without any clue, a month that comes within four months is the coming one."""
    ahead = (month - clue.today.month) % 12
    return FUTURE if ahead * 30 <= _SOON else PAST
