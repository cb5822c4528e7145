"""Instalments fall on days on which money moves, whatever the year and the day that is preferred."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.payments.plans.dates import is_payment_day, next_payment_day, payment_days

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
COUNTS = st.sampled_from((3, 6, 12))


@pytest.mark.parametrize(
    "closed",
    [
        date(2026, 12, 5),  # a Saturday
        date(2026, 12, 6),  # a Sunday
        date(2027, 1, 1),
        date(2027, 3, 26),  # Good Friday: TARGET is closed, France works
        date(2027, 3, 29),  # Easter Monday
        date(2030, 5, 1),
        date(2028, 5, 8),  # France is closed, TARGET is open
        date(2027, 5, 6),  # Ascension Day
        date(2027, 5, 17),  # Whit Monday
        date(2027, 7, 14),
        date(2028, 8, 15),
        date(2027, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
        date(2028, 12, 26),  # TARGET is closed, France works
    ],
)
def test_days_without_payments(closed: date) -> None:
    assert not is_payment_day(closed)


@pytest.mark.parametrize("opened", [date(2026, 12, 7), date(2026, 12, 24), date(2026, 12, 31), date(2027, 5, 7)])
def test_days_with_payments(opened: date) -> None:
    assert is_payment_day(opened)


def test_three_instalments_on_the_fifth() -> None:
    days = payment_days(3, 5, date(2026, 11, 29))
    assert days == [date(2026, 12, 7), date(2027, 1, 5), date(2027, 2, 5)]


def test_christmas_is_passed_over() -> None:
    assert next_payment_day(date(2026, 12, 25)) == date(2026, 12, 28)


def test_the_delay_moves_to_the_next_month() -> None:
    assert payment_days(1, 28, date(2026, 11, 29)) == [date(2026, 12, 28)]
    assert payment_days(1, 29 - 1, date(2026, 11, 28)) == [date(2026, 11, 30)]  # the 28th is a Saturday


@pytest.mark.parametrize("day", [0, 29, 31])
def test_a_day_that_some_months_lack_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match="1 to 28"):
        payment_days(3, day, date(2026, 11, 29))


@given(COUNTS, st.integers(1, 28), DAYS)
def test_every_schedule(count: int, day: int, earliest: date) -> None:
    found = payment_days(count, day, earliest)
    assert len(found) == count
    assert all(before < after for before, after in pairwise(found))
    assert earliest <= found[0] <= earliest + timedelta(days=31 + 6)
    closed = holidays.country_holidays("FR", years=range(2024, 2043)) | holidays.financial_holidays(
        "ECB", years=range(2024, 2043)
    )
    assert not any(each.weekday() >= 5 or each in closed for each in found)


@given(COUNTS, st.integers(1, 28), DAYS)
def test_one_instalment_a_month_near_the_preferred_day(count: int, day: int, earliest: date) -> None:
    for place, found in enumerate(payment_days(count, day, earliest)):
        month = earliest.year * 12 + earliest.month - 1 + (earliest.day > day) + place
        wanted = date(month // 12, month % 12 + 1, day)
        assert timedelta() <= found - wanted <= timedelta(days=5)
