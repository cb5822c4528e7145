"""A plan and a payment beside it: the same debt is never asked for twice."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from courant.clients import PaymentLink, Rejected
from courant.clients.plans import Plan
from tests.backends.payments.conftest import BENALI, until
from tests.backends.payments.plans.conftest import NDIAYE, PETIT, VASSEUR, PlanDesk


async def ask_for_everything(desk: PlanDesk, customer: str = BENALI) -> str:
    """Ask for the link to all that is due, without a code; what refuses it, or its status."""
    token = desk.token(customer, level=1)
    try:
        return (await desk.clients.payments.create_due_link(token, uuid.uuid4().hex)).status
    except Rejected as refused:
        return refused.code


async def pay_by_link(desk: PlanDesk, euros: str, customer: str = BENALI) -> None:
    await accept(desk, await desk.link(euros, customer=customer), customer)


async def accept(desk: PlanDesk, link: PaymentLink, customer: str = BENALI) -> None:
    await desk.choose(link, "accepter")

    async def settled() -> bool:
        return (await desk.clients.payments.link(desk.token(customer), link.reference)).status == "impute"

    await until(settled)


async def only_plan(desk: PlanDesk, customer: str = BENALI) -> Plan:
    [plan] = await desk.clients.plans.plans(desk.token(customer))
    return plan


async def balance(desk: PlanDesk) -> Decimal:
    return (await desk.clients.billing.balance(desk.token())).amount


async def test_what_a_plan_spreads_is_not_asked_for_in_one_link(desk: PlanDesk) -> None:
    assert await ask_for_everything(desk) == "ouvert"
    await desk.plan()
    assert await ask_for_everything(desk) == "plan_running"


async def test_the_plan_of_the_demo_and_one_that_waits_count_and_a_broken_one_does_not(desk: PlanDesk) -> None:
    assert (await desk.plan(customer=PETIT, euros="81.30")).status == "en_attente"
    found = [await ask_for_everything(desk, who) for who in (NDIAYE, PETIT, VASSEUR)]
    assert found == ["plan_running", "plan_running", "ouvert"]


async def test_a_plan_that_breaks_today_stands_in_nobodys_way(desk: PlanDesk) -> None:
    await desk.plan()
    desk.backends.clock.advance(days=40)
    assert await ask_for_everything(desk) == "ouvert"


async def test_a_plan_that_was_given_up_stands_in_nobodys_way(desk: PlanDesk) -> None:
    plan = await desk.plan()
    await desk.clients.plans.cancel(desk.token(), plan.reference, uuid.uuid4().hex)
    assert await ask_for_everything(desk) == "ouvert"


async def test_all_of_the_debt_paid_by_link_ends_the_plan(desk: PlanDesk) -> None:
    plan = await desk.plan()
    await pay_by_link(desk, "184.20")
    ended = await only_plan(desk)
    assert (ended.status, ended.remaining, {part.status for part in ended.instalments}) == ("termine", 0, {"recu"})
    assert await balance(desk) == 0
    refused = await desk.pay(plan, 1)
    assert refused.status_code == 409
    assert await balance(desk) == 0


async def test_a_part_paid_by_link_counts_for_the_next_instalments(desk: PlanDesk) -> None:
    plan = await desk.plan()
    await pay_by_link(desk, "100.00")
    left = await only_plan(desk)
    assert [(part.status, part.amount) for part in left.instalments] == [
        ("recu", Decimal("61.40")),
        ("a_venir", Decimal("22.80")),
        ("a_venir", Decimal("61.40")),
    ]
    assert left.remaining == Decimal("84.20") == await balance(desk)
    assert left.total == sum(part.amount for part in left.instalments) and left.next_amount == Decimal("22.80")
    for rank in (2, 3):
        assert (await desk.pay(plan, rank)).status_code == 200

    async def settled() -> bool:
        return await balance(desk) == 0

    await until(settled)
    assert (await only_plan(desk)).status == "termine"


async def test_a_link_that_was_open_before_the_plan_counts_too(desk: PlanDesk) -> None:
    link = await desk.link("184.20")
    await desk.plan()
    await accept(desk, link)
    assert (await only_plan(desk)).status == "termine"


async def test_a_plan_that_waits_is_over_once_its_debt_is_paid(desk: PlanDesk) -> None:
    plan = await desk.plan(customer=PETIT, euros="81.30")
    await pay_by_link(desk, "81.30", customer=PETIT)
    assert (await only_plan(desk, PETIT)).status == "annule"
    assert (await desk.decide(plan, "accepte")).status_code == 409


async def test_an_agreement_that_comes_late_keeps_what_was_paid_meanwhile(desk: PlanDesk) -> None:
    plan = await desk.plan(customer=PETIT, euros="81.30")
    await pay_by_link(desk, "27.10", customer=PETIT)
    desk.backends.clock.advance(days=30)
    assert (await desk.decide(plan, "accepte")).status_code == 200
    left = await only_plan(desk, PETIT)
    assert [part.status for part in left.instalments] == ["recu", "a_venir", "a_venir"]
    assert left.remaining == Decimal("54.20") and left.instalments[0].received_on is not None


@pytest.mark.parametrize("paid", ["184.20", "150.00"])
async def test_a_plan_ends_when_an_instalment_finds_nothing_left_to_pay(desk: PlanDesk, paid: str) -> None:
    """A cheque goes to billing alone; its answer to the next instalment says that all bills are settled."""
    plan = await desk.plan()
    url = f"{desk.backends.addresses['billing']}/payments"
    cheque = {"customer": BENALI, "reference": "CHQ-1", "amount_cents": int(Decimal(paid) * 100)}
    headers = {"X-Service-Key": desk.config.service_key, "Idempotency-Key": "CHQ-1"}
    body = {**cheque, "means": "cheque", "received_on": "2026-11-22"}
    assert (await desk.http.post(url, json=body, headers=headers)).status_code == 201
    assert (await desk.pay(plan, 1)).status_code == 200

    async def ended() -> bool:
        return (await only_plan(desk)).status == "termine"

    await until(ended)
    assert (await desk.pay(plan, 2)).status_code == 409
