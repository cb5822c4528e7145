"""Postponing a due date: once, within the limit, never for who is late; billing gets the new day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.payments.plans.dates import is_payment_day
from backends.payments.plans.deferring import latest_day, options
from backends.payments.plans.eligibility import History
from backends.payments.plans.facts import DueBill
from backends.payments.plans.rules import DeferralRules
from courant.clients import NotFound, Rejected
from tests.backends.payments.conftest import BENALI, until
from tests.backends.payments.plans.conftest import DEBITED, NDIAYE, NOT_LATE, NOTHING_DUE, PlanDesk

RULES = DeferralRules(15, 1)
LATER = date(2026, 12, 10)
BILL = DueBill("F1", 16886, date(2026, 12, 1), overdue=False)


def refusal(*bills: DueBill, history: History | None = None, done: int = 0) -> str | None:
    return options(bills, history or History(), {"F1": [LATER] * done}, RULES)[0].refusal


@pytest.mark.parametrize(
    ("bill", "history", "done", "expected"),
    [
        (BILL, History(), 0, None),
        (replace(BILL, debit_on=date(2026, 12, 1)), History(), 0, "debit_announced"),
        (replace(BILL, overdue=True), History(), 0, "bill_overdue"),
        (BILL, History(), 1, "already_deferred"),
        (BILL, History(living=(("E1", "actif"),)), 0, "plan_running"),
        (BILL, History(living=(("E1", "en_attente"),)), 0, "plan_pending"),
        (BILL, History(payment_running="P1"), 0, "payment_running"),
    ],
)
def test_each_rule(bill: DueBill, history: History, done: int, expected: str | None) -> None:
    assert refusal(bill, history=history, done=done) == expected


def test_the_new_day_is_told_before_billing_knows_it() -> None:
    (option,) = options([BILL], History(), {"F1": [LATER]}, RULES)
    assert (option.refusal, option.due_on) == ("already_deferred", LATER)


def test_another_bill_that_is_late() -> None:
    late = DueBill("F0", 5000, date(2026, 10, 1), overdue=True)
    found = options([late, BILL], History(), {}, RULES)
    assert [each.refusal for each in found] == ["bill_overdue", "other_bill_overdue"]


@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_the_latest_day_is_a_payment_day_within_the_limit(due_on: date) -> None:
    latest = latest_day(due_on, RULES)
    assert is_payment_day(latest) and due_on < latest <= due_on + timedelta(days=15)


async def test_a_due_date_is_postponed_and_billing_knows(desk: PlanDesk) -> None:
    (option,) = await desk.clients.plans.deferral_options(desk.token(NOT_LATE))
    assert (option.allowed, option.due_on, option.latest_on) == (True, date(2026, 12, 1), date(2026, 12, 16))
    made = await desk.clients.plans.defer(desk.token(NOT_LATE), option.bill_number, date(2026, 12, 10), "k")
    assert (made.reference, made.due_before, made.due_on) == ("REP2026-000001", date(2026, 12, 1), date(2026, 12, 10))

    async def known() -> bool:
        return (await desk.clients.billing.open_bills(desk.token(NOT_LATE)))[0].due_on == date(2026, 12, 10)

    await until(known)
    (after,) = await desk.clients.plans.deferral_options(desk.token(NOT_LATE))
    assert (after.allowed, after.refusal, after.due_on) == (False, "already_deferred", date(2026, 12, 10))


async def test_the_same_key_postpones_once(desk: PlanDesk) -> None:
    (option,) = await desk.clients.plans.deferral_options(desk.token(NOT_LATE))
    first = await desk.clients.plans.defer(desk.token(NOT_LATE), option.bill_number, date(2026, 12, 10), "k")
    again = await desk.clients.plans.defer(desk.token(NOT_LATE), option.bill_number, date(2026, 12, 10), "k")
    assert first == again and len(desk.rows("SELECT id FROM deferral")) == 1
    with pytest.raises(Rejected) as refused:
        await desk.clients.plans.defer(desk.token(NOT_LATE), option.bill_number, date(2026, 12, 15), "other")
    assert refused.value.code == "already_deferred"


@pytest.mark.parametrize("day", [date(2026, 12, 1), date(2026, 11, 30), date(2026, 12, 17)])
async def test_a_day_outside_the_limits(desk: PlanDesk, day: date) -> None:
    (option,) = await desk.clients.plans.deferral_options(desk.token(NOT_LATE))
    with pytest.raises(Rejected) as refused:
        await desk.clients.plans.defer(desk.token(NOT_LATE), option.bill_number, day, "k")
    assert refused.value.code == "day_not_allowed"
    assert desk.rows("SELECT id FROM deferral") == []


@pytest.mark.parametrize(
    ("customer", "refusals"),
    [(BENALI, ["bill_overdue"]), (DEBITED, ["debit_announced"]), (NDIAYE, ["plan_running"]), (NOTHING_DUE, [])],
)
async def test_stories_of_the_demo(desk: PlanDesk, customer: str, refusals: list[str]) -> None:
    found = await desk.clients.plans.deferral_options(desk.token(customer))
    assert [each.refusal for each in found] == refusals


async def test_somebody_elses_bill_is_not_found(desk: PlanDesk) -> None:
    (option,) = await desk.clients.plans.deferral_options(desk.token(NOT_LATE))
    with pytest.raises(NotFound):
        await desk.clients.plans.defer(desk.token(BENALI), option.bill_number, date(2026, 12, 10), "k")


async def test_billing_is_told_when_it_is_back(desk: PlanDesk) -> None:
    (option,) = await desk.clients.plans.deferral_options(desk.token(NOT_LATE))
    path = f"/bills/{option.bill_number}/due-date"
    body = {"customer": NOT_LATE, "due_on": "2026-11-30", "reference": "x"}
    headers = {"X-Service-Key": desk.config.service_key, "Idempotency-Key": "k"}
    back = await desk.http.post(f"{desk.backends.addresses['billing']}{path}", json=body, headers=headers)
    assert back.status_code == 422  # a due date never moves back
    made = await desk.clients.plans.defer(desk.token(NOT_LATE), option.bill_number, date(2026, 12, 10), "k")

    async def told() -> bool:
        rows = desk.rows("SELECT outcome FROM outgoing WHERE destination = 'due_dates'")
        return [row.outcome for row in rows] == ["livre"]

    await until(told)
    lines = desk.rows("SELECT subject, detail FROM audit WHERE action = 'bill.postponed'", "billing")
    assert [line.subject for line in lines] == [made.bill_number] and made.reference in lines[0].detail
