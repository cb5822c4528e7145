"""Answers that are a date, a period, an hour or a duration."""

from __future__ import annotations

from datetime import date

from courant.french.parsers.bare import only_answer
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.values import Found, Reading, read, resolve
from courant.french.values.calendar import find_dates
from courant.french.values.clock import find_hours
from courant.french.values.durations import find_durations
from courant.french.values.spans_of_time import add_months


def _dates(text: str, context: ParseContext) -> tuple[Reading, list[Found]]:
    reading = read(text)
    found = resolve(find_dates(reading, context.today))
    return reading, found or _bare_day(text, context)


def _bare_day(text: str, context: ParseContext) -> list[Found]:
    """Read `12` or `12 12` as a day when a date is expected."""
    stripped = read(text).text.strip(" .!")
    if not stripped.isdigit() or not 1 <= int(stripped) <= 31:
        return []
    found = find_dates(read(f"le {stripped}"), context.today)
    return [Found(f.kind, f.value, 0, len(text), f.confidence, extra=f.extra) for f in found[:1]]


def _within(day: date, context: ParseContext, yearless: bool, monthless: bool) -> date:
    """Move a day named without its year (or month) between the bounds, when that is possible."""
    step = 1 if monthless else 12
    if not (yearless or monthless):
        return day
    if context.earliest and day < context.earliest:
        later = add_months(day, step)
        return later if later >= context.earliest and (not context.latest or later <= context.latest) else day
    if context.latest and day > context.latest:
        sooner = add_months(day, -step)
        return sooner if not context.earliest or sooner >= context.earliest else day
    return day


def parse_date(text: str, context: ParseContext) -> Parsed | None:
    """Read one day: `value` is `"2026-03-12"`. A period (« mars ») is no day; bounds only choose the year."""
    reading, found = _dates(text, context)
    days = [one for one in found if isinstance(one.value, str)]
    hours = [one for one in find_hours(reading) if not any(one.overlaps(day) for day in days)]
    if len(days) != 1 or len(found) != 1 or not only_answer(reading, [*found, *hours], "date", "heure"):
        return None
    covered = reading.source[days[0].start : days[0].end]
    yearless = str(date.fromisoformat(days[0].value).year) not in covered
    monthless = days[0].confidence == 0.6
    day = _within(date.fromisoformat(days[0].value), context, yearless, monthless)
    return Parsed(day.isoformat(), "date", {"grain": "day"})


def parse_period(text: str, context: ParseContext) -> Parsed | None:
    """Read a day or a period: `value` is `{"start", "end", "grain"}` with an excluded end.

    « celle de mars », « mars », « le mois dernier », « le 12 mars », « les 3 derniers mois ».
    """
    reading, found = _dates(text, context)
    if len(found) != 1 or not only_answer(reading, found, "date"):
        return None
    value = found[0].value
    if isinstance(value, str):
        first = date.fromisoformat(value)
        value = {"start": value, "end": date.fromordinal(first.toordinal() + 1).isoformat(), "grain": "day"}
    return Parsed(value, "periode", {"grain": value["grain"]})


def parse_hour(text: str, context: ParseContext) -> Parsed | None:
    """Read an hour of the day: `value` is `"14:30"`."""
    reading = read(text)
    found = resolve(find_hours(reading))
    if len(found) != 1 or not only_answer(reading, found, "heure"):
        return None
    return Parsed(found[0].value, "heure")


def parse_duration(text: str, context: ParseContext) -> Parsed | None:
    """Read a duration: `value` is ISO 8601 (`"P3M"`)."""
    reading = read(text)
    found = resolve(find_durations(reading))
    if len(found) != 1 or not only_answer(reading, found, "duree"):
        return None
    return Parsed(found[0].value, "duree")
