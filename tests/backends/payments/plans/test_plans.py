"""Plans through the service: judged on what the other systems say, written once, shown, given up."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from courant.clients import BackendUnavailable, Forbidden, NotFound, Rejected
from tests.backends.payments.conftest import BENALI, until
from tests.backends.payments.plans.conftest import (
    AUBERT,
    DEBITED,
    JOLY,
    NDIAYE,
    NOT_LATE,
    NOTHING_DUE,
    PETIT,
    VASSEUR,
    PlanDesk,
)


async def test_benali_may_pay_in_instalments(desk: PlanDesk) -> None:
    found = await desk.eligible()
    assert found.eligible and found.counts == (3, 6, 12) and not found.needs_approval
    assert (found.amount, found.due, found.lowest, found.highest) == (
        Decimal("184.20"),
        Decimal("184.20"),
        Decimal("60.00"),
        Decimal("184.20"),
    )
    assert (found.first_day, found.last_day, found.means) == (1, 28, "client")


@pytest.mark.parametrize(
    ("customer", "euros", "codes"),
    [
        (NOTHING_DUE, None, ["nothing_due"]),
        (DEBITED, None, ["debit_announced"]),
        (NDIAYE, None, ["plan_running"]),
        (VASSEUR, None, ["plan_broken"]),
        (JOLY, None, ["too_many_late_bills"]),
        (AUBERT, None, ["amount_too_large"]),
        (AUBERT, "2500.00", ["document_missing"]),
        (BENALI, "300.00", ["amount_above_due"]),
        (BENALI, "50.00", ["amount_too_small"]),
        (NOT_LATE, None, []),
        (PETIT, None, []),
        (AUBERT, "1500.00", []),
    ],
)
async def test_each_story_of_the_demo(desk: PlanDesk, customer: str, euros: str | None, codes: list[str]) -> None:
    assert await desk.reasons(euros, customer) == codes


async def test_a_refusal_leaves_a_trace_with_its_reasons(desk: PlanDesk) -> None:
    await desk.reasons("50.00")
    line = desk.rows("SELECT action, actor, detail FROM audit")[-1]
    assert (line.action, line.actor) == ("plan.not_eligible", BENALI)
    assert "amount_too_small" in line.detail
    await desk.reasons()
    assert len(desk.rows("SELECT id FROM audit")) == 1  # what is granted is written when it is made


async def test_three_offers_to_the_cent_and_to_the_day(desk: PlanDesk) -> None:
    found = await desk.clients.plans.offers(desk.token(), Decimal("184.20"), 5)
    assert [(each.count, sum(p.amount for p in each.instalments)) for each in found] == [
        (3, Decimal("184.20")),
        (6, Decimal("184.20")),
        (12, Decimal("184.20")),
    ]
    assert [(p.due_on, p.amount) for p in found[0].instalments] == [
        (date(2026, 12, 7), Decimal("61.40")),
        (date(2027, 1, 5), Decimal("61.40")),
        (date(2027, 2, 5), Decimal("61.40")),
    ]


async def test_a_day_that_may_not_be_chosen(desk: PlanDesk) -> None:
    with pytest.raises(Rejected) as refused:
        await desk.clients.plans.offers(desk.token(), Decimal("184.20"), 30)
    assert refused.value.code == "day_not_allowed"


async def test_a_plan_is_written_as_it_was_offered(desk: PlanDesk) -> None:
    offer = await desk.offer(count=6, day=12)
    plan = await desk.clients.plans.create(desk.token(), offer, "k")
    assert (plan.reference, plan.status, plan.total, plan.count) == ("E2026-000003", "actif", Decimal("184.20"), 6)
    assert plan.instalments == offer.instalments
    assert [(bill.number, bill.amount) for bill in plan.bills] == [("F2026-000015", Decimal("184.20"))]
    assert (plan.next_due_on, plan.next_amount, plan.remaining) == (
        date(2026, 12, 14),
        Decimal("30.70"),
        Decimal("184.20"),
    )
    assert plan.cancellable and await desk.clients.plans.plans(desk.token()) == (plan,)
    steps = desk.rows("SELECT s.status FROM plan_step s JOIN plan p ON p.id = s.plan_id WHERE p.customer = '10000002'")
    assert [step.status for step in steps] == ["propose", "actif"]


async def test_the_same_key_writes_once(desk: PlanDesk) -> None:
    first, again = await desk.plan(key="k"), await desk.plan(key="k")
    assert again == first
    assert len(desk.rows(f"SELECT id FROM plan WHERE customer = '{BENALI}'")) == 1
    with pytest.raises(Rejected) as refused:
        await desk.plan(key="k", count=6)
    assert refused.value.code == "key_reused"


async def test_two_clicks_at_once_make_one_plan(desk: PlanDesk) -> None:
    made = await asyncio.gather(*(desk.plan(key=f"k{n}") for n in range(5)), return_exceptions=True)
    refused = [each for each in made if isinstance(each, Rejected)]
    assert len(refused) == 4 and {each.code for each in refused} == {"not_eligible"}
    assert len(desk.rows(f"SELECT id FROM plan WHERE customer = '{BENALI}'")) == 1


async def test_days_that_were_not_read_back_are_refused(desk: PlanDesk) -> None:
    offer = await desk.offer(day=5)
    desk.backends.clock.advance(days=9)  # 1 December: the 5th has come too near
    with pytest.raises(Rejected) as refused:
        await desk.clients.plans.create(desk.token(), offer, "k")
    assert refused.value.code == "schedule_changed"
    assert desk.rows(f"SELECT id FROM plan WHERE customer = '{BENALI}'") == []


async def test_no_plan_without_consent(desk: PlanDesk) -> None:
    body = {"amount_cents": 18420, "count": 3, "day": 5, "first_due_on": "2026-12-07", "consent": False}
    headers = {"Authorization": f"Bearer {desk.token()}", "Idempotency-Key": "k"}
    answer = await desk.http.post(f"{desk.backends.addresses['payments']}/plans", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "consent_missing")


async def test_a_number_of_instalments_that_is_not_on_offer(desk: PlanDesk) -> None:
    body = {"amount_cents": 18420, "count": 4, "day": 5, "first_due_on": "2026-12-07", "consent": True}
    headers = {"Authorization": f"Bearer {desk.token()}", "Idempotency-Key": "k"}
    answer = await desk.http.post(f"{desk.backends.addresses['payments']}/plans", json=body, headers=headers)
    assert (answer.json()["code"], answer.json()["counts"]) == ("count_not_allowed", [3, 6, 12])


@pytest.mark.parametrize("context", ["billing", "customers"])
@pytest.mark.parametrize("fault", ["down", "error", "empty"])
async def test_nothing_is_decided_on_half_the_facts(desk: PlanDesk, context: str, fault: str) -> None:
    offer = await desk.offer()
    desk.backends.break_(context, fault)  # type: ignore[arg-type]
    with pytest.raises(BackendUnavailable):
        await desk.eligible()
    with pytest.raises(BackendUnavailable):
        await desk.clients.plans.create(desk.token(), offer, "k")
    desk.backends.mend(context)
    desk.clients.plans._call.breaker.succeeded()
    made = await desk.clients.plans.create(desk.token(), offer, "k")
    assert made.status == "actif"


async def test_no_plan_while_a_payment_is_on_its_way(desk: PlanDesk) -> None:
    link = await desk.link()
    await desk.choose(link, "accepter", retard="60")
    assert await desk.reasons() == ["payment_running"]


async def test_somebody_else_sees_nothing(desk: PlanDesk) -> None:
    plan = await desk.plan()
    assert await desk.clients.plans.plans(desk.token(PETIT)) == ()
    with pytest.raises(Forbidden):
        await desk.clients.plans.cancel(desk.token(PETIT), plan.reference, "k")
    with pytest.raises(Forbidden):
        await desk.clients.plans.schedule_link(desk.token(PETIT), plan.reference)
    with pytest.raises(Forbidden):
        await desk.clients.plans.plans(desk.token(level=1))


async def test_a_plan_is_given_up_before_its_first_instalment(desk: PlanDesk) -> None:
    plan = await desk.plan()
    ended = await desk.clients.plans.cancel(desk.token(), plan.reference, "k")
    again = await desk.clients.plans.cancel(desk.token(), plan.reference, "k")
    assert ended.status == again.status == "annule" and not ended.cancellable
    assert await desk.reasons() == []  # another plan is possible
    with pytest.raises(NotFound):
        await desk.clients.plans.schedule_link(desk.token(), plan.reference)


async def test_a_plan_that_has_begun_goes_on(desk: PlanDesk) -> None:
    plan = await desk.plan()
    desk.backends.clock.advance(days=15)  # 7 December
    with pytest.raises(Rejected) as refused:
        await desk.clients.plans.cancel(desk.token(), plan.reference, "k")
    assert refused.value.code == "too_late"


async def test_instalments_are_received_and_the_plan_ends(desk: PlanDesk) -> None:
    plan = await desk.plan()
    for rank in (1, 2, 3):
        answer = await desk.pay(plan, rank, number=f"B{rank}")
        assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["remaining_cents"]) == ("termine", 0)

    async def settled() -> bool:
        return await desk.clients.billing.open_bills(desk.token()) == ()

    await until(settled)
    paid = desk.rows(f"SELECT amount_cents FROM payment WHERE customer = '{BENALI}' AND reference LIKE 'E%'", "billing")
    assert [row.amount_cents for row in paid] == [6140, 6140, 6140]


async def test_the_same_instalment_told_twice_counts_once(desk: PlanDesk) -> None:
    plan = await desk.plan()
    first, again = await desk.pay(plan, 1, number="B1"), await desk.pay(plan, 1, number="B1")
    assert first.json() == again.json() and again.json()["remaining_cents"] == 12280
    other = await desk.pay(plan, 1, number="B2")
    assert (other.status_code, other.json()["code"]) == (409, "already_received")
    elsewhere = await desk.pay(plan, 2, number="B1")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "reference_reused")
    assert len(desk.rows("SELECT id FROM outgoing WHERE destination = 'billing'")) == 1


async def test_a_rejected_instalment_can_still_be_paid(desk: PlanDesk) -> None:
    plan = await desk.plan()
    rejected = (await desk.pay(plan, 1, "rejete")).json()
    assert rejected["instalments"][0]["status"] == "rejete" and rejected["status"] == "actif"
    received = (await desk.pay(plan, 1, "recu")).json()
    assert (received["instalments"][0]["status"], received["next_due_on"]) == ("recu", "2027-01-05")


async def test_an_instalment_left_unpaid_breaks_the_plan(desk: PlanDesk) -> None:
    plan = await desk.plan()
    desk.backends.clock.advance(days=20)  # 12 December: five days of grace
    assert await desk.status(plan) == "actif"
    desk.backends.clock.advance(days=1)
    assert await desk.status(plan) == "rompu"
    assert await desk.reasons() == ["plan_broken"]
    refused = await desk.pay(plan, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_not_running")


@pytest.mark.parametrize(("rank", "on"), [(0, "2026-12-07"), (4, "2026-12-07"), (1, "soon")])
async def test_news_that_make_no_sense(desk: PlanDesk, rank: int, on: str) -> None:
    plan = await desk.plan()
    assert (await desk.pay(plan, rank, on=on)).status_code == 422


async def test_the_desk_needs_the_service_key(desk: PlanDesk) -> None:
    plan = await desk.plan()
    base = desk.backends.addresses["payments"]
    for path in (f"/plans/{plan.reference}/decision", f"/plans/{plan.reference}/instalments", "/plan-documents"):
        answer = await desk.http.post(f"{base}{path}", json={}, headers={"Authorization": f"Bearer {desk.token()}"})
        assert (answer.status_code, answer.json()["code"]) == (403, "service_key_invalid")
    assert (await desk.http.get(f"{base}/waiting-plans")).status_code == 403
