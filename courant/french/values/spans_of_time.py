"""Arithmetic on days and periods; a period is `[start, end)`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """Days from `start` up to, but not including, `end`; `grain` says how it was named."""

    start: date
    end: date
    grain: str

    @property
    def is_day(self) -> bool:
        """Tell whether the period is a single named day."""
        return self.grain == "day" and self.end - self.start == timedelta(days=1)

    def as_value(self) -> str | dict[str, str]:
        """Return `"2026-03-12"` for a day, else `{"start", "end", "grain"}` with an excluded end."""
        if self.is_day:
            return self.start.isoformat()
        return {"start": self.start.isoformat(), "end": self.end.isoformat(), "grain": self.grain}


def day(value: date) -> Period:
    """Return the period of one day."""
    return Period(value, value + timedelta(days=1), "day")


def add_months(value: date, months: int) -> date:
    """Return the same day some months away, or the last day of that month when it is shorter."""
    index = value.year * 12 + value.month - 1 + months
    year, month = divmod(index, 12)
    for number in (value.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(number, value.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def month(year: int, number: int) -> Period:
    """Return a calendar month."""
    first = date(year, number, 1)
    return Period(first, add_months(first, 1), "month")


def part_of_month(whole: Period, first: int, last: int) -> Period:
    """Return days `first` to `last` (excluded; 0 for the end of the month) of a month."""
    end = whole.end if last == 0 else whole.start.replace(day=last)
    return Period(whole.start.replace(day=first), end, "part_of_month")


def quarter(year: int, number: int) -> Period:
    """Return a calendar quarter, 1 to 4."""
    first = date(year, 3 * number - 2, 1)
    return Period(first, add_months(first, 3), "quarter")


def year(number: int) -> Period:
    """Return a calendar year."""
    return Period(date(number, 1, 1), date(number + 1, 1, 1), "year")


def week(of: date) -> Period:
    """Return the week, Monday to Sunday, of a day."""
    monday = of - timedelta(days=of.weekday())
    return Period(monday, monday + timedelta(days=7), "week")


def weekend(of: date) -> Period:
    """Return the Saturday and Sunday of the week of a day."""
    monday = week(of).start
    return Period(monday + timedelta(days=5), monday + timedelta(days=7), "weekend")


def around(today: date, grain: str, offset: int) -> Period:
    """Return the day, week, weekend, month, quarter or year `offset` units away from today's."""
    if grain == "day":
        return day(today + timedelta(days=offset))
    if grain in ("week", "weekend"):
        there = today + timedelta(weeks=offset)
        return week(there) if grain == "week" else weekend(there)
    if grain == "year":
        return year(today.year + offset)
    size = 3 if grain == "quarter" else 1
    there = add_months(today.replace(day=1), offset * size)
    return quarter(there.year, (there.month + 2) // 3) if grain == "quarter" else month(there.year, there.month)


def shifted(today: date, grain: str, offset: int) -> date:
    """Return the day that is `offset` units away from today (`three weeks ago`)."""
    if grain in ("day", "week", "weekend"):
        return today + timedelta(days=offset * (1 if grain == "day" else 7))
    return add_months(today, offset * {"month": 1, "quarter": 3, "year": 12}[grain])
