"""A few more days: once, before the due date, within the limit; else the reason and what else is possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from backends.kernel.database import open_database
from courant.clients.plans import DeferralOption
from courant.french.dates import format_date
from tests.dialogues.bot import plain
from tests.dialogues.conftest import World
from tests.dialogues.echelonnement.spreading import (
    BENALI,
    DEBITED,
    NOT_LATE,
    NOTHING_DUE,
    WITH_A_PLAN,
    Spreader,
    deferred,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")
Somebody = Callable[[tuple[str, str]], Spreader]
TWO_BILLS = ("10000018", "33000")
DELAY = "je voudrais un délai pour payer ma facture"


@pytest.fixture(autouse=True)
def due_dates(shared_world: World) -> Iterator[None]:
    """The due dates of the demo come back after each test."""
    database = open_database("billing", shared_world.backends.config)
    before = database.read_now(lambda c: c.execute(sa.text("SELECT id, due_on FROM bill")).all())
    yield
    rows = [{"id": row.id, "due_on": row.due_on} for row in before]
    query = sa.text("UPDATE bill SET due_on = :due_on WHERE id = :id")
    database.write_now(lambda connection: connection.execute(query, rows))
    database.close()


async def option(spreader: Spreader) -> DeferralOption:
    return (await spreader.world.services.clients.plans.deferral_options(spreader.token))[0]


def said(day: date) -> str:
    return plain(format_date(day, weekday=True))


async def test_the_straight_path(somebody: Somebody, world: World) -> None:
    spreader = somebody(NOT_LATE)
    general = await spreader.say(DELAY)
    assert "utter_differer_paiement" in general.responses
    asked = await spreader.verified()
    bill = await option(spreader)
    assert asked.responses[-1] == "utter_ask_report_date" and bill.latest_on is not None
    assert said(bill.due_on) in asked and said(bill.latest_on) in asked
    wanted = bill.due_on + timedelta(days=7)
    read_back = await spreader.press(f"Le {plain(format_date(wanted, year=False))}", asked)
    assert read_back.responses == ["utter_recap_report"]
    assert said(bill.due_on) in read_back and said(wanted) in read_back and deferred(world, spreader.number) == 0
    done = await spreader.say("oui")
    assert done.responses == ["utter_report_fait"] and said(wanted) in done and bill.bill_number in done
    assert deferred(world, spreader.number) == 1


@pytest.mark.parametrize("days", [3, 10, 14])
async def test_the_delay_of_the_request_is_not_asked_again(somebody: Somebody, days: int) -> None:
    spreader = somebody(NOT_LATE)
    read_back = await spreader.ask(f"est-ce que je peux avoir {days} jours de plus pour payer ma facture")
    bill = await option(spreader)
    assert read_back.responses[-1] == "utter_recap_report" and said(bill.due_on + timedelta(days=days)) in read_back


async def test_too_far_is_said_with_the_limit(somebody: Somebody, world: World) -> None:
    spreader = somebody(NOT_LATE)
    asked = await spreader.ask("repoussez la date limite de ma facture de 40 jours")
    bill = await option(spreader)
    assert asked.responses[-2:] == ["utter_report_trop_loin", "utter_ask_report_date"]
    assert bill.latest_on is not None and said(bill.latest_on) in asked
    early = await spreader.say(plain(format_date(bill.due_on)))
    assert early.responses == ["utter_report_trop_tot", "utter_ask_report_date"]
    again = await spreader.say("une semaine de plus")
    assert again.responses == ["utter_recap_report"] and said(bill.due_on + timedelta(days=7)) in again
    assert deferred(world, spreader.number) == 0


async def test_another_date_at_the_read_back(somebody: Somebody, world: World) -> None:
    spreader = somebody(NOT_LATE)
    await spreader.ask("il me faudrait 10 jours de plus pour payer ma facture")
    bill = await option(spreader)
    wanted = bill.due_on + timedelta(days=5)
    again = await spreader.say(f"non, le {plain(format_date(wanted))}")
    assert again.responses == ["utter_correction_prise", "utter_recap_report"] and said(wanted) in again
    assert "utter_ask_report_date" in (await spreader.press("Une autre date", again)).responses


async def test_a_no_changes_nothing(somebody: Somebody, world: World) -> None:
    spreader = somebody(NOT_LATE)
    await spreader.ask("il me faudrait 10 jours de plus pour payer ma facture")
    assert (await spreader.say("non")).responses == ["utter_report_renonce"]
    assert deferred(world, spreader.number) == 0


async def test_once_a_bill(somebody: Somebody, world: World) -> None:
    spreader = somebody(NOT_LATE)
    await spreader.ask("il me faudrait 10 jours de plus pour payer ma facture")
    await spreader.say("oui")
    again = await spreader.say("finalement je voudrais encore une semaine de plus pour payer ma facture")
    assert "utter_report_refus_already_deferred" in again.responses
    assert "Un conseiller" in again.buttons and deferred(world, spreader.number) == 1


@pytest.mark.parametrize(
    ("who", "response", "button"),
    [
        (NOTHING_DUE, "utter_report_refus_nothing_due", "Un conseiller"),
        (BENALI, "utter_report_refus_bill_overdue", "Étaler ma facture"),
        (DEBITED, "utter_report_refus_debit_announced", "Mon jour de débit"),
        (WITH_A_PLAN, "utter_report_refus_plan_running", "Mon plan de paiement"),
    ],
)
async def test_each_refusal_has_its_reason_and_a_person(
    somebody: Somebody, world: World, who: tuple[str, str], response: str, button: str
) -> None:
    spreader = somebody(who)
    refused = await spreader.ask(DELAY)
    assert refused.responses[-1] == response and "{" not in refused.text
    assert button in refused.buttons and "Un conseiller" in refused.buttons
    person = await spreader.press("Un conseiller", refused)
    assert any(name.startswith("utter_conseiller_") for name in person.responses)
    assert deferred(world, spreader.number) == 0


async def test_from_a_refusal_to_a_plan(somebody: Somebody) -> None:
    spreader = somebody(BENALI)
    refused = await spreader.ask(DELAY)
    plan = await spreader.press("Étaler ma facture", refused)
    assert plan.responses[-1] == "utter_ask_plan_nombre"


async def test_several_bills_are_told_apart(somebody: Somebody, world: World) -> None:
    spreader = somebody(TWO_BILLS)
    asked = await spreader.ask("il me faudrait 5 jours de plus pour payer ma facture")
    assert asked.responses[-1] == "utter_ask_report_facture"
    assert sum("124,16 €" in title for title in asked.buttons) == 2  # the same amount and date, told by their number
    read_back = await spreader.say("la deuxième")
    options = await world.services.clients.plans.deferral_options(spreader.token)
    assert read_back.responses == ["utter_recap_report"] and options[1].bill_number in read_back
    assert "utter_report_fait" in (await spreader.say("oui")).responses


async def test_danger_and_questions_in_the_middle(somebody: Somebody, world: World) -> None:
    spreader = somebody(NOT_LATE)
    await spreader.ask(DELAY)
    question = await spreader.say("quels sont les moyens de paiement acceptés ?")
    assert question.responses[-1] == "utter_ask_report_date"
    danger = await spreader.say("ça sent le gaz dans la cuisine")
    assert "utter_danger_gaz" in danger.responses and "utter_ask_report_date" not in danger.responses
    safe = await spreader.say("je suis dehors, en sécurité")
    assert (await spreader.press("Reprendre ma demande", safe)).responses[-1] == "utter_ask_report_date"
    assert deferred(world, spreader.number) == 0


@pytest.mark.parametrize("fault", ["down", "error", "slow"])
async def test_a_failure_at_the_confirmation_postpones_once_later(somebody: Somebody, world: World, fault: str) -> None:
    spreader = somebody(NOT_LATE)
    await spreader.ask("il me faudrait 10 jours de plus pour payer ma facture")
    world.backends.break_("payments", fault)  # type: ignore[arg-type]
    assert "utter_service_indisponible" in (await spreader.say("oui")).responses
    world.mend()
    answer = await spreader.say("oui")
    if "utter_report_fait" not in answer.responses:
        answer = await spreader.say("oui")
    assert "utter_report_fait" in answer.responses and deferred(world, spreader.number) == 1


async def test_a_double_click_postpones_once(somebody: Somebody, world: World) -> None:
    spreader = somebody(NOT_LATE)
    read_back = await spreader.ask("il me faudrait 10 jours de plus pour payer ma facture")
    await spreader.press("Oui, reporter", read_back)
    await spreader.press("Oui, reporter", read_back)
    assert deferred(world, spreader.number) == 1
