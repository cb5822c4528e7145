"""Hours of the day and durations."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.lexicon import words
from courant.french.values.found import Found
from courant.french.values.reading import Reading

_HOUR = (
    r"(?<![\d.,/:])(?<!\d-)(?P<h>[01]?\d|2[0-4])\s?(?:heures?|h|:)"
    r"(?:\s?(?P<m>[0-5]\d|et quart|et demie?|moins le quart))?"
    r"(?![\d:\w])(?!\s?(?:creuses?|pleines?))(?P<pm>\s(?:EVENING))?"
)
_DURATION_BEFORE = re.compile(
    r"\b(?:depuis|pendant|durant|en|dans|duree de|moins de|plus de|au bout de|tous les|toutes les|il y a|ya|environ|"
    r"attente de|attends)\s(?:environ |pres de |plus de |moins de )?$"
)
_QUARTERS = {"et quart": 15, "et demi": 30, "et demie": 30, "moins le quart": -15}


@lru_cache(maxsize=1)
def _hours() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    section = words("heures")
    evening = "|".join(re.escape(form) for form in section["apres_midi"])
    names = dict(section["noms"])
    named = re.compile(rf"\b(?P<name>{'|'.join(names)})\b(?:\s?(?P<m>[0-5]\d|et quart|et demie?))?")
    return re.compile(_HOUR.replace("EVENING", evening)), named, names


def _minutes(written: str | None) -> int:
    if not written:
        return 0
    return _QUARTERS[written] if written in _QUARTERS else int(written)


def _clock(hour: int, minutes: int) -> str | None:
    total = hour * 60 + minutes
    return f"{total // 60 % 24:02d}:{total % 60:02d}" if 0 <= total <= 24 * 60 else None


def find_hours(reading: Reading) -> list[Found]:
    """Return hours of the day as `"14:30"`; « depuis 2 heures » is a duration, not an hour."""
    pattern, named, names = _hours()
    found: list[Found] = []
    for match in pattern.finditer(reading.text):
        if _DURATION_BEFORE.search(reading.text[: match.start()]):
            continue
        hour = int(match["h"])
        value = _clock(hour + 12 if match["pm"] and hour < 12 else hour, _minutes(match["m"]))
        if value is not None:
            start, end = reading.span(match.start(), match.start() + len(match.group().rstrip()))
            found.append(Found("heure", value, start, end, 0.85))
    for match in named.finditer(reading.text):
        hour, minute = map(int, names[match["name"]].split(":"))
        start, end = reading.span(*match.span())
        found.append(Found("heure", _clock(hour, minute + _minutes(match["m"])), start, end, 0.8))
    return found


@lru_cache(maxsize=1)
def _units() -> tuple[re.Pattern[str], dict[str, str]]:
    forms = {form: model for model, entries in words("durees").items() for form in entries}
    names = "|".join(sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<![\d.,/])(?P<n>\d{{1,3}})\s?(?P<unit>{names})\b(?!\s?(?:creuses?|pleines?)|\d)"), forms


def find_durations(reading: Reading) -> list[Found]:
    """Return durations in ISO 8601: `"P3M"`, `"PT2H"`; « à 9 heures » is an hour, not a duration."""
    pattern, forms = _units()
    found: list[Found] = []
    for match in pattern.finditer(reading.text):
        model = forms[match["unit"]]
        said = _DURATION_BEFORE.search(reading.text[: match.start()]) is not None
        if model == "PT{}H" and not said:
            continue
        start, end = reading.span(*match.span())
        found.append(Found("duree", model.format(match["n"]), start, end, 0.86 if said else 0.7))
    return found
