"""The plan that runs: shown with what comes next, given up before it begins, kept once it has."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
import pytest_asyncio

from courant.french.amounts import format_amount
from courant.french.dates import format_date
from tests.dialogues.bot import plain
from tests.dialogues.conftest import World
from tests.dialogues.echelonnement.spreading import (
    BENALI,
    WITH_A_BROKEN_PLAN,
    WITH_A_PLAN,
    Spreader,
    expected_days,
    line,
    written,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")
Somebody = Callable[[tuple[str, str]], Spreader]
SHOW = "montrez-moi mon plan de paiement"
GIVE_UP = "je veux annuler mon plan de paiement"


@pytest_asyncio.fixture(loop_scope="session")
async def running(spreader: Spreader) -> Spreader:
    """Mohamed Benali with a plan of three instalments, made a moment ago."""
    await spreader.to_the_read_back()
    assert "utter_plan_en_place_client" in (await spreader.say("oui")).responses
    return spreader


async def test_the_rules_are_public_and_the_plan_needs_a_code(somebody: Somebody) -> None:
    spreader = somebody(BENALI)
    general = await spreader.say("comment marche le paiement en plusieurs fois ?")
    assert "utter_versements_paiement" in general.responses and "ni frais ni intérêts" in general
    assert general.responses[-1] == "utter_ask_identite_reference"
    told = await spreader.verified()
    assert told.responses[-1] == "utter_versements_aucun" and "Étaler ma facture" in told.buttons


async def test_the_plan_of_the_demo_is_shown(somebody: Somebody) -> None:
    spreader = somebody(WITH_A_PLAN)
    shown = await spreader.ask(SHOW)
    (plan,) = await spreader.plans()
    assert shown.responses[-1] == "utter_versements_en_cours"
    assert plan.next_due_on is not None and plan.next_amount is not None
    assert plain(format_date(plan.next_due_on, weekday=True)) in shown
    assert plain(format_amount(plan.next_amount)) in shown and plain(format_amount(plan.remaining)) in shown
    listed = [row for row in shown.text.splitlines() if row.startswith("•")]
    assert len(listed) == plan.count == 6 and "Mon échéancier (PDF)" in shown.links


async def test_a_plan_made_here_is_shown_here(running: Spreader, world: World) -> None:
    shown = await running.say(SHOW)
    assert "utter_versements_en_cours" in shown.responses
    for day in expected_days(world, 3, 5):
        assert line(day, "61.40") in shown
    assert "il reste 184,20 € à payer sur 184,20 €" in shown


async def test_it_is_given_up_with_a_confirmation(running: Spreader) -> None:
    shown = await running.say(SHOW)
    asked = await running.press("Annuler ce plan", shown)
    assert asked.responses[-1] == "utter_ask_versements_annulation" and "184,20 €" in asked
    done = await running.press("Oui, annuler", asked)
    assert done.responses == ["utter_versements_annule"] and "Les 184,20 € restent à payer" in done
    (plan,) = await running.plans()
    assert plan.status == "annule"
    after = await running.say(SHOW)
    assert "utter_versements_dernier_annule" in after.responses


async def test_it_is_kept_on_a_no(running: Spreader) -> None:
    asked = await running.say(GIVE_UP)
    assert asked.responses[-1] == "utter_ask_versements_annulation"
    assert (await running.say("non")).responses == ["utter_versements_garde"]
    assert (await running.plans())[0].status == "actif"


async def test_a_question_about_giving_up_gives_nothing_up(running: Spreader) -> None:
    told = await running.say("mon plan est-il annulé si je déménage ?")
    assert "utter_ask_versements_annulation" not in told.responses
    assert (await running.plans())[0].status == "actif"


async def test_the_answer_to_the_confirmation_is_explained(running: Spreader) -> None:
    await running.say(GIVE_UP)
    told = await running.say("bof bof bof")
    assert told.responses == ["utter_aide_versements_confirmation", "utter_ask_versements_annulation"]


async def test_a_plan_that_has_begun_is_taken_to_a_person(running: Spreader, world: World) -> None:
    (plan,) = await running.plans()
    days = (plan.instalments[0].due_on - world.backends.clock().date()).days
    world.backends.clock.advance(days=days)
    try:
        await running.say("bonjour")
        told = await running.ask(GIVE_UP)
    finally:
        world.backends.clock.advance(days=-days)
    assert told.responses[-1] == "utter_versements_trop_tard" and "Un conseiller" in told.buttons


async def test_a_broken_plan_is_told_without_blame(somebody: Somebody) -> None:
    told = await somebody(WITH_A_BROKEN_PLAN).ask(SHOW)
    assert told.responses[-1] == "utter_versements_dernier_rompu"
    assert "n'a pas été reçue" in told and "Un conseiller" in told.buttons


async def test_a_failure_when_giving_up_changes_nothing_and_a_retry_does(running: Spreader, world: World) -> None:
    await running.say(GIVE_UP)
    world.backends.break_("payments", "error")
    failed = await running.say("oui")
    assert "utter_service_indisponible" in failed.responses
    world.mend()
    assert (await running.plans())[0].status == "actif"
    answer = await running.say("oui")
    if "utter_versements_annule" not in answer.responses:
        answer = await running.say("oui")
    assert "utter_versements_annule" in answer.responses
    assert (await running.plans())[0].status == "annule"


async def test_after_giving_up_another_plan_is_possible(running: Spreader, world: World) -> None:
    await running.say(GIVE_UP)
    await running.say("oui")
    asked = await running.say("je veux payer en 6 fois le 20")
    assert asked.responses[-1] == "utter_accord_plan_client"
    await running.say("oui")
    await running.say("oui")
    first, second = await running.plans()
    assert (first.status, first.count, second.status) == ("actif", 6, "annule")
    assert first.total == Decimal("184.20") and written(world, running.number) == 2


async def test_the_schedule_survives_a_service_that_is_away(running: Spreader, world: World) -> None:
    world.backends.break_("payments", "down")
    failed = await running.say(SHOW)
    assert "utter_service_indisponible" in failed.responses and "€" not in failed.text
    world.mend()
    assert "utter_versements_en_cours" in (await running.press("Réessayer", failed)).responses
