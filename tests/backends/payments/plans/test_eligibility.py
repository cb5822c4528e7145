"""The conditions of a plan, each alone and together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.payments.plans.eligibility import History, approval, counts, judge
from backends.payments.plans.facts import DueBill, Facts
from backends.payments.plans.model import Eligibility
from backends.payments.plans.rules import PlanRules

TODAY = date(2026, 11, 22)
RULES = PlanRules(
    lowest_cents=6_000,
    highest_cents=300_000,
    approval_from_cents=100_000,
    document_from_cents=200_000,
    document_months=3,
    lowest_instalment_cents=1_000,
    most_instalments=12,
    most_plans=1,
    most_late_bills=2,
    broken_months=6,
    delay_days=7,
    first_day=1,
    last_day=28,
    grace_days=5,
)


def bills(*lefts: int, overdue: bool = True) -> tuple[DueBill, ...]:
    return tuple(DueBill(f"F{rank}", left, date(2026, 10, 1), overdue) for rank, left in enumerate(lefts))


def judged(facts: Facts, asked: int | None = None, history: History | None = None) -> Eligibility:
    return judge(facts, history or History(), RULES, asked, TODAY)


def codes(facts: Facts, asked: int | None = None, history: History | None = None) -> list[str]:
    return [reason.code for reason in judged(facts, asked, history).reasons]


def test_a_customer_in_good_standing() -> None:
    found = judged(Facts(bills(18_420)))
    assert found.eligible and found.reasons == () and found.counts == (3, 6, 12)
    assert (found.amount_cents, found.due_cents, found.needs_approval) == (18_420, 18_420, False)
    assert found.earliest_on == TODAY + timedelta(days=7)


def test_nothing_due() -> None:
    assert codes(Facts(())) == ["nothing_due"]
    assert codes(Facts(()), 10_000) == ["nothing_due"]


def test_a_debit_will_settle_it() -> None:
    debited = replace(bills(20_000, overdue=False)[0], debit_on=date(2026, 12, 6))
    found = judged(Facts((debited,)))
    assert [reason.code for reason in found.reasons] == ["debit_announced"]
    assert (found.reasons[0].amount_cents, found.reasons[0].until) == (20_000, date(2026, 12, 6))


def test_a_debited_bill_is_left_out_of_a_plan() -> None:
    debited = replace(bills(20_000, overdue=False)[0], debit_on=date(2026, 12, 6))
    assert judged(Facts((*bills(18_420), debited))).due_cents == 18_420


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (5_999, ["amount_too_small"]),
        (6_000, []),
        (300_000, []),
        (300_001, ["amount_too_large"]),
        (400_001, ["amount_above_due", "amount_too_large"]),
    ],
)
def test_the_amount(asked: int, expected: list[str]) -> None:
    on_file = History(document_on=TODAY)
    assert codes(Facts(bills(400_000)), asked, on_file) == expected


def test_too_small_a_debt_is_refused_with_the_least_amount() -> None:
    found = judged(Facts(bills(3_172)))
    assert [(reason.code, reason.amount_cents) for reason in found.reasons] == [("amount_too_small", 6_000)]


@pytest.mark.parametrize(("status", "code"), [("actif", "plan_running"), ("en_attente", "plan_pending")])
def test_a_plan_already(status: str, code: str) -> None:
    found = judged(Facts(bills(18_420)), history=History(living=(("E2026-000001", status),)))
    assert [(reason.code, reason.reference) for reason in found.reasons] == [(code, "E2026-000001")]


@pytest.mark.parametrize(
    ("broken", "expected"), [(date(2026, 9, 23), ["plan_broken"]), (date(2026, 5, 23), ["plan_broken"])]
)
def test_a_plan_broken_not_long_ago(broken: date, expected: list[str]) -> None:
    assert codes(Facts(bills(18_420)), history=History(broken_on=broken)) == expected


def test_a_plan_broken_long_ago_is_forgotten() -> None:
    assert codes(Facts(bills(18_420)), history=History(broken_on=date(2026, 5, 22))) == []


def test_a_payment_on_its_way() -> None:
    assert codes(Facts(bills(18_420)), history=History(payment_running="P2026-000001")) == ["payment_running"]


def test_too_many_late_bills() -> None:
    assert codes(Facts(bills(9_000, 9_000))) == []
    assert codes(Facts(bills(9_000, 9_000, 9_000))) == ["too_many_late_bills"]


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (None, ["document_missing"]),
        (date(2026, 8, 21), ["document_missing"]),
        (date(2026, 8, 22), []),
        (TODAY, []),
    ],
)
def test_a_document_for_large_amounts(received: date | None, expected: list[str]) -> None:
    assert codes(Facts(bills(200_000)), history=History(document_on=received)) == expected
    assert codes(Facts(bills(199_999))) == []


@pytest.mark.parametrize(
    ("vulnerable", "cents", "expected"),
    [
        (False, 99_999, None),
        (False, 100_000, "amount"),
        (True, 6_000, "vulnerable"),
        (True, 100_000, "vulnerable_and_amount"),
    ],
)
def test_who_waits_for_a_person(vulnerable: bool, cents: int, expected: str | None) -> None:
    assert approval(Facts(bills(cents), vulnerable=vulnerable), RULES, cents) == expected


@pytest.mark.parametrize(("cents", "expected"), [(6_000, (3, 6)), (11_999, (3, 6)), (12_000, (3, 6, 12)), (2_999, ())])
def test_how_many_instalments(cents: int, expected: tuple[int, ...]) -> None:
    assert counts(RULES, cents) == expected


@given(st.integers(6_000, 300_000))
def test_two_or_three_plans_are_always_on_offer(cents: int) -> None:
    assert 2 <= len(counts(RULES, cents)) <= 3


def test_every_reason_is_told() -> None:
    history = History(living=(("E1", "actif"),), broken_on=TODAY, payment_running="P1")
    found = codes(Facts(bills(1_000, 1_000, 1_000)), 5_000, history)
    assert found == [
        "payment_running",
        "plan_running",
        "plan_broken",
        "too_many_late_bills",
        "amount_above_due",
        "amount_too_small",
    ]
