"""The PDF schedule: every date and amount of the plan, behind a signed link that expires."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from courant.french import format_cents, format_date
from tests.backends.payments.plans.conftest import NDIAYE, PETIT, PlanDesk


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("count", [3, 6, 12])
async def test_every_date_and_amount_is_printed(desk: PlanDesk, count: int) -> None:
    plan = await desk.plan(count=count)
    link = await desk.clients.plans.schedule_link(desk.token(), plan.reference)
    answer = await desk.http.get(link)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    written = plain(text_of(answer.content))
    for part in plan.instalments:
        assert plain(format_date(part.due_on, weekday=True)) in written
        assert plain(format_cents(int(part.amount * 100))) in written
    assert plan.reference in written and "184,20 €" in written and plan.bills[0].number in written
    assert "Frais et intérêts Aucun" in written and "Plan en cours" in written


async def test_a_plan_that_waits_promises_nothing(desk: PlanDesk) -> None:
    plan = await desk.plan(customer=PETIT, euros="81.30")
    link = await desk.clients.plans.schedule_link(desk.token(PETIT), plan.reference)
    assert "Rien n’est encore accordé" in text_of((await desk.http.get(link)).content)


async def test_the_plan_of_the_demo_has_its_schedule(desk: PlanDesk) -> None:
    (plan,) = await desk.clients.plans.plans(desk.token(NDIAYE))
    link = await desk.clients.plans.schedule_link(desk.token(NDIAYE), plan.reference)
    assert "Ce que ce plan règle" not in text_of((await desk.http.get(link)).content)


async def test_a_link_expires_and_cannot_be_forged(desk: PlanDesk) -> None:
    plan = await desk.plan()
    link = await desk.clients.plans.schedule_link(desk.token(), plan.reference)
    assert (await desk.http.get(link.replace(plan.reference, "E2026-000001"))).status_code == 404
    desk.backends.clock.advance(minutes=31)
    assert (await desk.http.get(link)).status_code == 410


async def test_the_link_of_a_plan_that_was_given_up_opens_nothing(desk: PlanDesk) -> None:
    plan = await desk.plan()
    link = await desk.clients.plans.schedule_link(desk.token(), plan.reference)
    await desk.clients.plans.cancel(desk.token(), plan.reference, "k")
    assert (await desk.http.get(link)).status_code == 404
