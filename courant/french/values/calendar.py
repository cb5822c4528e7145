"""Days and periods, as people write them, relative to a given today."""

from __future__ import annotations

import re
from datetime import date

from courant.french.values.calendar_clue import Clue
from courant.french.values.calendar_joins import joined
from courant.french.values.calendar_patterns import patterns
from courant.french.values.found import Found
from courant.french.values.mentions import FULL, Mention, without_overlap
from courant.french.values.reading import Reading

_PREPOSITION = re.compile(r"\s*(?:(?:du|au|aux|de|des|en)\s|d')?")
_ANY_DATE = re.compile(r"\d|[a-z]{2}")


def find_dates(reading: Reading, today: date) -> list[Found]:
    """Return the days and periods of a text, without overlap.

    Args:
        reading: the text.
        today: the day that « hier » and « mars » are relative to.

    Returns:
        Values `"2026-03-12"` for a day, `{"start", "end", "grain"}` (end excluded) for a period. A date named without
        its year or month is the nearest that fits: past or coming, as the words around tell (`tense`).
    """
    found = []
    for one in joined(without_overlap(_mentions(reading, today)), reading, today):
        start, end = reading.span(one.start, one.end)
        found.append(Found("date", one.period.as_value(), start, end, one.sure, extra={"grain": one.period.grain}))
    return found


def _mentions(reading: Reading, today: date) -> list[Mention]:
    found: list[Mention] = []
    for pattern in patterns():
        for match in pattern.regex.finditer(reading.text):
            start = match.start() + _length(_PREPOSITION, match.group())
            end = match.start() + len(match.group().rstrip(" ."))
            period = pattern.rule(match, Clue(today, reading, start, end))
            if period is not None:
                named = FULL if match.groupdict().get("y") else pattern.named
                found.append(Mention(period, start, end, pattern.sure, named))
    return found


def _length(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0
