"""The day on which a meter was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.releve.dates import reading_day
from courant.brand import load_brand
from courant.settings import PROJECT_ROOT

RULES = replace(load_brand(PROJECT_ROOT / "brand.yml").rules, reading_days_past=7)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("2026-11-15", date(2026, 11, 15)),
        ("2026-11-14", None),
        ("2026-11-23", None),  # tomorrow, or a month ago
        ("2026-12-20", date(2026, 11, 20)),  # « le 20 », read as the next one
        ("2026-12-31", None),
        ("2027-11-22", None),
    ],
)
def test_today_or_one_of_the_last_days(said: str, day: date | None) -> None:
    assert reading_day(said, TODAY, RULES) == day


def test_the_last_day_of_a_longer_month() -> None:
    assert reading_day("2027-03-31", date(2027, 3, 2), RULES) == date(2027, 2, 28)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(-40, 40), st.integers(0, 20))
def test_a_reading_is_never_to_come_and_never_too_old(today: date, away: int, past: int) -> None:
    rules = replace(RULES, reading_days_past=past)
    day = reading_day((today + timedelta(days=away)).isoformat(), today, rules)
    assert day is None or today - timedelta(days=past) <= day <= today
    if -past <= away <= 0:
        assert day == today + timedelta(days=away)
