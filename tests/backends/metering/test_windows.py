"""The days on which customers may give their readings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.metering.windows import Rhythm

PLANNED = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("day", "start", "end", "is_open"),
    [
        (date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 29), False),
        (date(2026, 11, 19), date(2026, 11, 19), date(2026, 11, 29), True),
        (date(2026, 11, 29), date(2026, 11, 19), date(2026, 11, 29), True),
        (date(2026, 11, 30), date(2027, 1, 19), date(2027, 1, 29), False),
        (date(2027, 2, 1), date(2027, 3, 21), date(2027, 3, 31), False),
    ],
)
def test_seven_days_before_to_three_after(day: date, start: date, end: date, is_open: bool) -> None:
    window, following = Rhythm(PLANNED, 61).windows(day, 7, 3)
    assert (window.start, window.end, window.holds(day)) == (start, end, is_open)
    assert following.start == start + timedelta(days=61)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(20, 200), st.integers(0, 9), st.integers(0, 9))
def test_the_window_is_the_first_that_is_not_over(day: date, every: int, before: int, after: int) -> None:
    window, following = Rhythm(PLANNED, every).windows(day, before, after)
    assert window.end >= day or day < PLANNED
    assert window.end - timedelta(days=every) < day or window.end == PLANNED + timedelta(days=after)
    assert following.start - window.start == timedelta(days=every)
    assert window.end - window.start == timedelta(days=before + after)
