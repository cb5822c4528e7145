"""Each refusal by rule: its reason in plain French, with the right figures, and always a way to a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from courant.french.amounts import format_amount
from courant.french.dates import format_date
from tests.dialogues.bot import plain
from tests.dialogues.conftest import World
from tests.dialogues.echelonnement.spreading import (
    DEBITED,
    LARGE_DEBT,
    LATE_THRICE,
    NOTHING_DUE,
    SMALL_DEBT,
    WITH_A_BROKEN_PLAN,
    WITH_A_PLAN,
    Spreader,
    written,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")
Somebody = Callable[[tuple[str, str]], Spreader]


@pytest.mark.parametrize(
    ("who", "response", "words"),
    [
        (NOTHING_DUE, "utter_plan_refus_nothing_due", "rien à payer"),
        (DEBITED, "utter_plan_refus_debit_announced", "seront prélevés"),
        (WITH_A_PLAN, "utter_plan_refus_plan_running", "E2026-000001"),
        (WITH_A_BROKEN_PLAN, "utter_plan_refus_plan_broken", "une mensualité n'a pas été reçue"),
        (LATE_THRICE, "utter_plan_refus_too_many_late_bills", "Plus de 2 de vos factures"),
        (SMALL_DEBT, "utter_plan_refus_amount_too_small", "commence à 60,00 €"),
        (LARGE_DEBT, "utter_plan_refus_amount_too_large", "jusqu'à 3 000,00 €"),
    ],
)
async def test_the_reason_is_said_and_a_person_is_offered(
    somebody: Somebody, world: World, who: tuple[str, str], response: str, words: str
) -> None:
    spreader = somebody(who)
    refused = await spreader.ask()
    assert response in refused.responses and words in refused
    assert "Un conseiller" in refused.buttons and "{" not in refused.text
    person = await spreader.press("Un conseiller", refused)
    assert any(name.startswith("utter_conseiller_") for name in person.responses)
    assert written(world, spreader.number) == 0


async def test_the_debit_is_told_with_its_amount_and_day(somebody: Somebody, world: World) -> None:
    spreader = somebody(DEBITED)
    refused = await spreader.ask()
    (bill,) = await world.services.clients.billing.open_bills(spreader.token)
    assert plain(format_amount(bill.left)) in refused
    assert bill.debit_on is not None and plain(format_date(bill.debit_on, weekday=True)) in refused


async def test_a_refused_customer_may_write_instead_of_pressing(somebody: Somebody) -> None:
    spreader = somebody(LATE_THRICE)
    await spreader.ask()
    person = await spreader.say("je veux parler à quelqu'un")
    assert any(name.startswith("utter_conseiller_") for name in person.responses)


async def test_a_plan_that_runs_can_be_seen_from_the_refusal(somebody: Somebody) -> None:
    spreader = somebody(WITH_A_PLAN)
    refused = await spreader.ask()
    seen = await spreader.press("Mon plan de paiement", refused)
    assert seen.responses[-1] == "utter_versements_en_cours"


async def test_part_of_a_large_debt_can_be_spread(somebody: Somebody, world: World) -> None:
    spreader = somebody(LARGE_DEBT)
    asked = await spreader.ask()
    assert asked.responses[-1] == "utter_ask_plan_montant" and "de 60,00 € à 3 000,00 €" in asked
    document = await spreader.say("2500 euros")
    assert document.responses == ["utter_plan_refus_document_missing", "utter_ask_plan_montant"]
    assert (
        "À partir de 2 000,00 €" in document and "moins de 3 mois" in document and "Un conseiller" in document.buttons
    )
    small = await spreader.say("30 euros")
    assert small.responses == ["utter_plan_refus_amount_too_small", "utter_ask_plan_montant"]
    offers = await spreader.say("900")
    assert offers.responses == ["utter_ask_plan_nombre"] and "• 6 mensualités de 150,00 €" in offers


async def test_three_amounts_that_are_refused_reach_a_person(somebody: Somebody) -> None:
    spreader = somebody(LARGE_DEBT)
    await spreader.ask()
    seen = [await spreader.say("2500 euros") for _ in range(3)]
    assert any(name.startswith("utter_conseiller_") for name in seen[-1].responses)


async def test_too_small_an_amount_said_with_the_request(spreader: Spreader) -> None:
    asked = await spreader.ask("je veux étaler 50 euros")
    assert "commence à 60,00 €, et cette somme est de 50,00 €" in asked
    assert asked.responses[-1] == "utter_ask_plan_nombre" and "Je peux étaler 184,20 €" in asked


async def test_an_amount_that_is_corrected_to_too_much(spreader: Spreader) -> None:
    await spreader.to_the_read_back()
    told = await spreader.say("plutôt 500 euros")
    assert "500,00 €, c'est plus que ce qu'il reste à régler : 184,20 €" in told
    assert told.responses[-1] == "utter_ask_plan_montant"
    assert (await spreader.say("150")).responses[-1] == "utter_recap_plan"
