"""Making a plan: judged again at the moment of writing, on the very dates that were read back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from backends.kernel.journal import Answer, Entry, KeyedWrite, append, once
from backends.kernel.problems import Problem
from backends.kernel.tokens import Caller
from backends.kernel.wire import encode
from backends.payments import store as links
from backends.payments.plans import store
from backends.payments.plans.amounts import covered
from backends.payments.plans.eligibility import approval, judge
from backends.payments.plans.ending import break_late_plans
from backends.payments.plans.facts import Facts
from backends.payments.plans.lifecycle import FIRST, RUNNING, WAITING
from backends.payments.plans.model import Eligibility, NewPlan, Offer
from backends.payments.plans.offers import offer
from backends.payments.plans.rules import PlanRules
from backends.payments.plans.telling import plan_of
from backends.payments.tables import METADATA


def assess(
    connection: Connection, caller: Caller, facts: Facts, rules: PlanRules, asked_cents: int | None, now: datetime
) -> Eligibility:
    """Judge a request; a refusal is kept in the audit trail with its reasons."""
    links.lock_customer(connection, caller.customer)
    break_late_plans(connection, caller.customer, rules, now)
    found = judge(facts, store.history_of(connection, caller.customer), rules, asked_cents, now.date())
    if found.reasons:
        codes = [reason.code for reason in found.reasons]
        detail = {"reasons": codes, "amount_cents": found.amount_cents, "conversation": caller.conversation}
        append(connection, METADATA, Entry(caller.customer, "plan.not_eligible", caller.customer, detail), now)
    return found


def create(
    connection: Connection, caller: Caller, new: NewPlan, facts: Facts, rules: PlanRules, write: KeyedWrite
) -> Answer:
    """Write a plan once for its key: active, or waiting for a person.

    Raises:
        Problem: 422 ``consent_missing``, ``count_not_allowed``, ``day_not_allowed``; 409 ``not_eligible`` with its
            ``reasons``; 409 ``schedule_changed``, the days are not those that were read back.
    """
    if not new.consent:
        raise Problem(422, "consent_missing")

    def work() -> tuple[Answer, Entry]:
        links.lock_customer(connection, caller.customer)
        break_late_plans(connection, caller.customer, rules, write.at)
        today = write.at.date()
        _check(judge(facts, store.history_of(connection, caller.customer), rules, new.amount_cents, today))
        chosen = _chosen(rules, new, today)
        row = _written(connection, caller, chosen, facts, rules, write)
        detail = {"status": row.status, "amount_cents": new.amount_cents, "count": new.count, "day": new.day}
        entry = Entry(caller.customer, "plan.created", row.reference, {**detail, "consent": True})
        return Answer(encode(plan_of(connection, row, today)), 201), entry

    return once(connection, METADATA, write, work)


def _check(found: Eligibility) -> None:
    if not found.eligible:
        raise Problem(409, "not_eligible", extra={"reasons": [reason.code for reason in found.reasons]})


def _chosen(rules: PlanRules, new: NewPlan, today: date) -> Offer:
    chosen = offer(rules, new.amount_cents, new.count, new.day, today)
    first = chosen.instalments[0].due_on.isoformat()
    if first != new.first_due_on:
        raise Problem(409, "schedule_changed", f"the first day is now {first}", {"first_due_on": first})
    return chosen


def _written(
    connection: Connection, caller: Caller, chosen: Offer, facts: Facts, rules: PlanRules, write: KeyedWrite
) -> Any:
    why = approval(facts, rules, chosen.total_cents)
    row = {
        "reference": store.next_reference(connection, store.PREFIX, write.at),
        "customer": caller.customer,
        "conversation": caller.conversation,
        "status": FIRST,
        "total_cents": chosen.total_cents,
        "instalments": chosen.count,
        "day_of_month": chosen.day,
        "means": facts.means,
        "approval": why,
    }
    bills = covered(facts.payable, chosen.total_cents)
    made = store.add(connection, row, chosen, bills, write.at)
    return store.move(connection, made, WAITING if why else RUNNING, write.at)
