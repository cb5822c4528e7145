"""Sharing whole numbers and rounding sums so that parts always add up to the whole."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def share(total: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Share a whole number in proportion to weights, to the unit, by largest remainder."""
    whole = sum(weights, Fraction(0))
    if whole == 0:
        return [total] + [0] * (len(weights) - 1) if weights else []
    return rounded([Fraction(total) * weight / whole for weight in weights], total)


def rounded(parts: Sequence[Fraction], total: int) -> list[int]:
    """Round parts to whole numbers that add up to ``total``, moving each as little as possible."""
    floors = [part.numerator // part.denominator for part in parts]
    missing = total - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: parts[i] - floors[i], reverse=True)
    for step in range(abs(missing)):
        floors[order[step % len(order)] if missing > 0 else order[-1 - step % len(order)]] += 1 if missing > 0 else -1
    return floors


def cents(euros: Decimal) -> int:
    """Round euros to whole cents, half up."""
    return int((euros * 100).quantize(Decimal(1), ROUND_HALF_UP))


def months(start: date, end: date) -> Fraction:
    """Return the length of a period in months: each calendar month counts by its own days."""
    total = Fraction(0)
    day = start
    while day < end:
        length = calendar.monthrange(day.year, day.month)[1]
        following = day.replace(day=1) + timedelta(days=length)
        total += Fraction((min(end, following) - day).days, length)
        day = following
    return total
