"""Dates, periods, hours and durations: written the French way."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from courant.french.lexicon import words
from courant.french.typography import NBSP

_ISO_DURATION = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$")
_UNITS = ("an", "mois", "semaine", "jour", "heures", "minutes")


def month_name(month: int) -> str:
    """Return the French name of a month, 1 to 12."""
    return str(words("ecriture")["mois_noms"][month - 1])


def weekday_name(day: date) -> str:
    """Return the French name of the day of the week."""
    return str(words("ecriture")["jours_noms"][day.weekday()])


def format_date(day: date, *, weekday: bool = False, year: bool = True) -> str:
    """Return `22 novembre 2026`, `1er août 2026`, or with its weekday `samedi 1er août 2026`."""
    number = str(words("ecriture")["premier"]) if day.day == 1 else str(day.day)
    parts = [f"{number}{NBSP}{month_name(day.month)}"]
    if weekday:
        parts.insert(0, weekday_name(day))
    if year:
        parts.append(str(day.year))
    return " ".join(parts)


def format_short_date(day: date) -> str:
    """Return `22/11/2026`."""
    return f"{day:%d/%m/%Y}"


def format_month(day: date, *, year: bool = True) -> str:
    """Return `novembre 2026`."""
    return f"{month_name(day.month)} {day.year}" if year else month_name(day.month)


def format_time(moment: time | datetime) -> str:
    """Return `8 h 30`, or `9 h` on the hour."""
    hour = f"{moment.hour}{NBSP}{words('ecriture')['heure']}"
    return f"{hour}{NBSP}{moment.minute:02d}" if moment.minute else hour


def format_datetime(moment: datetime, *, weekday: bool = False) -> str:
    """Return `22 novembre 2026 à 8 h 30`."""
    return f"{format_date(moment, weekday=weekday)} {words('ecriture')['a']} {format_time(moment)}"


def format_period(start: date, end: date) -> str:
    """Return `du 1er au 31 août 2026` for a period whose last day is `end` (included)."""
    same_year, same_month = start.year == end.year, (start.year, start.month) == (end.year, end.month)
    if same_month:
        first = str(words("ecriture")["premier"]) if start.day == 1 else str(start.day)
    else:
        first = format_date(start, year=not same_year)
    return f"{words('ecriture')['du']} {first} {words('ecriture')['au']} {format_date(end)}"


def format_duration(duration: str | timedelta) -> str:
    """Return `3 mois`, `2 heures 30 minutes` for an ISO 8601 duration or a time span.

    Raises:
        ValueError: the text is not an ISO 8601 duration.
    """
    if isinstance(duration, timedelta):
        minutes = int(duration.total_seconds() // 60)
        counts = [0, 0, 0, minutes // 1440, minutes % 1440 // 60, minutes % 60]
    else:
        match = _ISO_DURATION.match(duration)
        if match is None:
            raise ValueError(f"not an ISO 8601 duration: {duration!r}")
        counts = [int(group or 0) for group in match.groups()]
    forms = words("ecriture")
    parts = [f"{n}{NBSP}{forms[unit][n > 1]}" for n, unit in zip(counts, _UNITS, strict=True) if n]
    return " ".join(parts) or f"0{NBSP}{forms['minutes'][0]}"
