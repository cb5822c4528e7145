"""Who may pay in instalments: every condition that fails is a reason, with the figure of its rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from backends.payments.plans.facts import Facts
from backends.payments.plans.model import Eligibility, PlanReason
from backends.payments.plans.rules import COUNTS, PlanRules

Approval = Literal["vulnerable", "amount", "vulnerable_and_amount"]


@dataclass(frozen=True)
class History:
    """What this context knows of a customer.

    ``living``: plans that wait or run, as (reference, status). ``broken_on``: when the last broken plan broke.
    ``document_on``: when the newest document on file was received.
    """

    living: tuple[tuple[str, str], ...] = ()
    broken_on: date | None = None
    payment_running: str | None = None
    document_on: date | None = None


def judge(facts: Facts, history: History, rules: PlanRules, asked_cents: int | None, today: date) -> Eligibility:
    """Say whether an amount may be paid in instalments.

    Args:
        facts: What is owed, and by whom.
        history: Plans before.
        rules: The supplier's conditions.
        asked_cents: What the customer wants to spread, all that is due when None.
        today: Day of the request.
    """
    amount = facts.due_cents if asked_cents is None else asked_cents
    reasons = tuple(_reasons(facts, history, rules, amount, today))
    return Eligibility(
        eligible=not reasons,
        reasons=reasons,
        amount_cents=amount,
        due_cents=facts.due_cents,
        lowest_cents=rules.lowest_cents,
        highest_cents=min(rules.highest_cents, facts.due_cents),
        counts=counts(rules, amount),
        first_day=rules.first_day,
        last_day=rules.last_day,
        earliest_on=today + timedelta(days=rules.delay_days),
        means=facts.means,
        needs_approval=approval(facts, rules, amount) is not None,
    )


def counts(rules: PlanRules, amount_cents: int) -> tuple[int, ...]:
    """Return how many instalments an amount may have."""
    fitting = (count for count in COUNTS if count <= rules.most_instalments)
    return tuple(count for count in fitting if amount_cents // count >= rules.lowest_instalment_cents)


def approval(facts: Facts, rules: PlanRules, amount_cents: int) -> Approval | None:
    """Return why a person has to decide, None when nobody has to."""
    large = amount_cents >= rules.approval_from_cents
    if facts.vulnerable:
        return "vulnerable_and_amount" if large else "vulnerable"
    return "amount" if large else None


def _reasons(facts: Facts, history: History, rules: PlanRules, amount: int, today: date) -> Iterator[PlanReason]:
    if facts.due_cents == 0:
        yield _nothing_due(facts)
        return
    yield from _situation(facts, history, rules, today)
    yield from _amount(facts, history, rules, amount, today)


def _nothing_due(facts: Facts) -> PlanReason:
    if not facts.bills:
        return PlanReason("nothing_due")
    days = [bill.debit_on for bill in facts.bills if bill.debit_on is not None]
    return PlanReason("debit_announced", amount_cents=sum(b.left_cents for b in facts.bills), until=min(days))


def _situation(facts: Facts, history: History, rules: PlanRules, today: date) -> Iterator[PlanReason]:
    if history.payment_running is not None:
        yield PlanReason("payment_running", reference=history.payment_running)
    if len(history.living) >= rules.most_plans:
        reference, status = history.living[0]
        yield PlanReason("plan_pending" if status == "en_attente" else "plan_running", reference=reference)
    if history.broken_on is not None:
        until = months_later(history.broken_on, rules.broken_months)
        if today < until:
            yield PlanReason("plan_broken", until=until, number=rules.broken_months)
    if sum(bill.overdue for bill in facts.bills) > rules.most_late_bills:
        yield PlanReason("too_many_late_bills", number=rules.most_late_bills)


def _amount(facts: Facts, history: History, rules: PlanRules, amount: int, today: date) -> Iterator[PlanReason]:
    if amount > facts.due_cents:
        yield PlanReason("amount_above_due", amount_cents=facts.due_cents)
    if amount < rules.lowest_cents or not counts(rules, amount):
        yield PlanReason("amount_too_small", amount_cents=rules.lowest_cents)
    if amount > rules.highest_cents:
        yield PlanReason("amount_too_large", amount_cents=rules.highest_cents)
    elif amount >= rules.document_from_cents and not _is_on_file(history, rules, today):
        yield PlanReason("document_missing", amount_cents=rules.document_from_cents, number=rules.document_months)


def _is_on_file(history: History, rules: PlanRules, today: date) -> bool:
    received = history.document_on
    return received is not None and today <= months_later(received, rules.document_months)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, the 28th when that month might not have it."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, min(day.day, 28))
