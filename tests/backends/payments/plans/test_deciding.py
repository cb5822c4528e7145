"""Plans that wait for a person: who waits, what a decision does, what the conversation is told."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from courant.clients import Rejected
from tests.backends.payments.plans.conftest import AUBERT, PETIT, PlanDesk


def told(desk: PlanDesk) -> list[dict[str, Any]]:
    rows = desk.rows("SELECT body FROM outgoing WHERE destination = 'assistant' ORDER BY id")
    return [json.loads(row.body) for row in rows]


async def test_a_vulnerable_customer_waits_for_a_person(desk: PlanDesk) -> None:
    assert (await desk.eligible(customer=PETIT)).needs_approval
    plan = await desk.plan(customer=PETIT, euros="81.30")
    assert plan.status == "en_attente" and plan.next_due_on is None
    waiting = await desk.http.get(
        f"{desk.backends.addresses['payments']}/waiting-plans", headers={"X-Service-Key": desk.config.service_key}
    )
    assert [(row["reference"], row["approval"]) for row in waiting.json()["items"]] == [(plan.reference, "vulnerable")]


async def test_why_a_person_decides_is_not_told_to_the_customer(desk: PlanDesk) -> None:
    url = f"{desk.backends.addresses['payments']}/plans"
    await desk.plan(customer=PETIT, euros="81.30")
    for path in ("", "/eligibility"):
        answer = await desk.http.get(f"{url}{path}", headers={"Authorization": f"Bearer {desk.token(PETIT)}"})
        assert "vulnerable" not in answer.text


async def test_who_decides_uses_the_same_client(desk: PlanDesk) -> None:
    plan = await desk.plan(customer=PETIT, euros="81.30")
    (waiting,) = await desk.clients.plans.waiting()
    assert (waiting.reference, waiting.customer, waiting.approval) == (plan.reference, PETIT, "vulnerable")
    refused = await desk.clients.plans.decide(plan.reference, "claire.dubois", "k", "Une aide est possible.")
    assert (refused.status, refused.refusal) == ("refuse", "Une aide est possible.")
    assert await desk.clients.plans.waiting() == ()
    with pytest.raises(Rejected) as decided:
        await desk.clients.plans.decide(plan.reference, "claire.dubois", "other")
    assert decided.value.code == "illegal_move"


async def test_a_large_amount_waits_too(desk: PlanDesk) -> None:
    below = await desk.eligible("999.99", AUBERT)
    assert below.eligible and not below.needs_approval
    plan = await desk.plan(customer=AUBERT, euros="1000.00", count=12)
    assert plan.status == "en_attente"


async def test_a_plan_that_waits_forbids_another(desk: PlanDesk) -> None:
    await desk.plan(customer=PETIT, euros="81.30")
    assert await desk.reasons(customer=PETIT) == ["plan_pending"]


async def test_approval_starts_the_plan_and_is_told(desk: PlanDesk) -> None:
    plan = await desk.plan(customer=PETIT, euros="81.30")
    answer = await desk.decide(plan, "accepte")
    assert (answer.status_code, answer.json()["status"]) == (200, "actif")
    event = told(desk)[0]
    assert (event["kind"], event["conversation"]) == ("plan.decision", "conversation-1")
    assert event["data"] == {
        "customer": PETIT,
        "reference": plan.reference,
        "status": "actif",
        "total_cents": 8130,
        "count": 3,
        "first_due_on": "2026-12-07",
        "first_amount_cents": 2710,
        "new_days": False,
        "reason": None,
    }
    line = desk.rows("SELECT actor, action, detail FROM audit")[-1]
    assert (line.actor, line.action) == ("claire.dubois", "plan.decided")


async def test_refusal_has_a_reason_and_is_told(desk: PlanDesk) -> None:
    plan = await desk.plan(customer=PETIT, euros="81.30")
    without = await desk.decide(plan, "refuse")
    assert (without.status_code, without.json()["field"]) == (422, "reason")
    await desk.decide(plan, "refuse", "Une aide peut régler cette facture.")
    event = told(desk)[0]["data"]
    assert (event["status"], event["reason"]) == ("refuse", "Une aide peut régler cette facture.")
    assert await desk.status(plan, customer=PETIT) == "refuse"
    assert await desk.reasons(customer=PETIT) == []


async def test_a_decision_is_made_once(desk: PlanDesk) -> None:
    plan = await desk.plan(customer=PETIT, euros="81.30")
    first, again = await desk.decide(plan, "accepte", key="k"), await desk.decide(plan, "accepte", key="k")
    assert first.json() == again.json()
    other = await desk.decide(plan, "refuse", "non")
    assert (other.status_code, other.json()["code"]) == (409, "illegal_move")
    assert len(told(desk)) == 1


async def test_two_persons_decide_at_once(desk: PlanDesk) -> None:
    plan = await desk.plan(customer=PETIT, euros="81.30")
    answers = await asyncio.gather(desk.decide(plan, "accepte"), desk.decide(plan, "refuse", "non"))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(told(desk)) == 1


async def test_an_active_plan_is_not_decided(desk: PlanDesk) -> None:
    plan = await desk.plan()
    assert (await desk.decide(plan, "accepte")).status_code == 409
    assert (await desk.post("/plans/E2026-000999/decision", outcome="accepte", decided_by="x")).status_code == 404


async def test_a_customer_may_withdraw_while_it_waits(desk: PlanDesk) -> None:
    plan = await desk.plan(customer=PETIT, euros="81.30")
    await desk.clients.plans.cancel(desk.token(PETIT), plan.reference, "k")
    assert (await desk.decide(plan, "accepte")).status_code == 409


async def test_days_that_passed_while_it_waited_are_moved_and_said_so(desk: PlanDesk) -> None:
    plan = await desk.plan(customer=PETIT, euros="81.30")
    desk.backends.clock.advance(days=15)  # 7 December, the first day
    decided = (await desk.decide(plan, "accepte")).json()
    days = [part["due_on"] for part in decided["instalments"]]
    assert days == ["2027-01-05", "2027-02-05", "2027-03-05"]
    assert [part["amount_cents"] for part in decided["instalments"]] == [2710, 2710, 2710]
    assert (told(desk)[0]["data"]["new_days"], told(desk)[0]["data"]["first_due_on"]) == (True, "2027-01-05")


async def test_a_document_on_file_opens_the_way_to_large_plans(desk: PlanDesk) -> None:
    body = {"customer": AUBERT, "kind": "justificatif_ressources", "received_on": "2026-11-20"}
    assert (await desk.post("/plan-documents", **body)).status_code == 201
    assert await desk.reasons("2500.00", AUBERT) == []
    plan = await desk.plan(customer=AUBERT, euros="2500.00", count=12)
    assert plan.status == "en_attente"
    wrong = await desk.post("/plan-documents", **{**body, "received_on": "hier"})
    assert wrong.status_code == 422


async def test_only_one_plan_of_two_asked_at_once_waits(desk: PlanDesk) -> None:
    offer = await desk.offer(customer=PETIT, euros="81.30")
    made = await asyncio.gather(
        *(desk.clients.plans.create(desk.token(PETIT), offer, f"k{n}") for n in range(3)), return_exceptions=True
    )
    assert sum(isinstance(each, Rejected) for each in made) == 2
    with pytest.raises(Rejected):
        await desk.plan(customer=PETIT, euros="81.30")
