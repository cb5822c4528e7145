"""Billing days of the demo contracts, counted back from the present day, and when their bills are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from backends.billing.contracts import PERIOD_DAYS
from backends.billing.model import Frequency, Means
from backends.payments.plans.dates import next_payment_day

# Prices before this day are not all known: no demo bill begins earlier.
FIRST_KNOWN_DAY = date(2025, 8, 1)
# More than the fourteen days that the law leaves.
PAYMENT_DELAY = timedelta(days=21)
LONGEST_MEMORY = 460
MONTHS_KEPT = 26


def bounds(today: date, last: int, frequency: Frequency, since: date, lengths: Sequence[int] = ()) -> tuple[date, ...]:
    """Return the bounds of the billing periods, oldest first.

    Args:
        today: Present day.
        last: How many days ago the last billed period ended.
        frequency: Usual length of a period.
        since: Beginning of the contract.
        lengths: Lengths in days of the latest periods, newest first, where not usual.
    """
    oldest = max(since, FIRST_KNOWN_DAY, today - timedelta(days=LONGEST_MEMORY))
    days = [today - timedelta(days=last)]
    wanted = list(lengths)
    while True:
        length = wanted.pop(0) if wanted else PERIOD_DAYS[frequency]
        following = days[-1] - timedelta(days=length)
        if following < oldest:
            break
        days.append(following)
    if since >= FIRST_KNOWN_DAY and days[-1] > since and (days[-1] - since).days < PERIOD_DAYS[frequency]:
        days.append(since)
    return tuple(sorted(day for day in days if day >= oldest)) if len(days) > 1 else ()


def due_day(issued_on: date, means: Means) -> date:
    """Return the day on which a bill is due; a debit is taken that day, so banks must work on it."""
    day = issued_on + PAYMENT_DELAY
    return next_payment_day(day) if means == "prelevement" else day


def first_month(today: date) -> date:
    """Return the first day of the oldest month kept."""
    months = today.year * 12 + today.month - 1 - MONTHS_KEPT
    return date(months // 12, months % 12 + 1, 1)
