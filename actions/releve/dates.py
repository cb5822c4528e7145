"""The day on which the meter was read: today, or one of the last days."""

from __future__ import annotations

from datetime import date, timedelta

from courant.brand_rules import Rules


def reading_day(said: str, today: date, rules: Rules) -> date | None:
    """The day that was said, None when a reading of that day can no longer be taken.

    « Le 20 » is the last one: a reading is never to come.
    """
    day = date.fromisoformat(said)
    if day > today:
        day = _month_before(day)
    return day if today - timedelta(days=rules.reading_days_past) <= day <= today else None


def _month_before(day: date) -> date:
    last_of_before = day.replace(day=1) - timedelta(days=1)
    return last_of_before.replace(day=min(day.day, last_of_before.day))
