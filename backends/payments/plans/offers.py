"""The plans on offer: amounts to the cent, on real payment days."""

from __future__ import annotations

from datetime import date, timedelta

from backends.kernel.problems import Problem
from backends.payments.plans.amounts import split
from backends.payments.plans.dates import payment_days
from backends.payments.plans.eligibility import counts
from backends.payments.plans.model import Instalment, Offer
from backends.payments.plans.rules import PlanRules


def offers(rules: PlanRules, total_cents: int, day: int, today: date) -> list[Offer]:
    """Return every plan that an amount allows, the shortest first.

    Raises:
        Problem: 422 ``day_not_allowed``.
    """
    return [offer(rules, total_cents, count, day, today) for count in counts(rules, total_cents)]


def offer(rules: PlanRules, total_cents: int, count: int, day: int, today: date) -> Offer:
    """Return one plan, by its number of instalments and its day of the month.

    Raises:
        Problem: 422 ``count_not_allowed`` or ``day_not_allowed``.
    """
    if count not in counts(rules, total_cents):
        raise Problem(422, "count_not_allowed", extra={"counts": list(counts(rules, total_cents))})
    if not rules.first_day <= day <= rules.last_day:
        raise Problem(422, "day_not_allowed", f"{rules.first_day} to {rules.last_day}")
    days = payment_days(count, day, today + timedelta(days=rules.delay_days))
    rows = zip(days, split(total_cents, count), strict=True)
    parts = tuple(Instalment(rank, due_on, cents) for rank, (due_on, cents) in enumerate(rows, 1))
    return Offer(count, day, total_cents, parts)
