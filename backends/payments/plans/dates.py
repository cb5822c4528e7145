"""The days on which instalments fall: working days in France on which European banks move money.

TARGET, the payment system of the euro, is closed on Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May,
25 and 26 December (European Central Bank, long-term calendar). Public holidays are those of metropolitan France.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

_DAY = timedelta(days=1)
SATURDAY = 5


def is_payment_day(day: date) -> bool:
    """Whether a debit or a transfer can be executed on a day."""
    return day.weekday() < SATURDAY and day not in _closed(day.year)


def next_payment_day(day: date) -> date:
    """Return the day itself, or the first payment day after it."""
    while not is_payment_day(day):
        day += _DAY
    return day


def payment_days(count: int, day_of_month: int, earliest: date) -> list[date]:
    """Return one payment day a month.

    Args:
        count: How many.
        day_of_month: The day that the customer prefers, 1 to 28: each month has it. A day that is closed is moved to
            the next payment day.
        earliest: The first preferred day is not before it.

    Raises:
        ValueError: Not every month has this day.
    """
    if not 1 <= day_of_month <= 28:
        raise ValueError(f"{day_of_month}: 1 to 28 is expected")
    start = earliest.year * 12 + earliest.month - 1 + (earliest.day > day_of_month)
    return [next_payment_day(date(n // 12, n % 12 + 1, day_of_month)) for n in range(start, start + count)]


@lru_cache(maxsize=64)
def _closed(year: int) -> frozenset[date]:
    banks = holidays.financial_holidays("ECB", years=year)
    return frozenset({*banks, *holidays.country_holidays("FR", years=year)})
