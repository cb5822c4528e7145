"""Plans that wait for a person: said so without a promise, and the decision comes into the conversation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import pytest_asyncio

from courant.french.dates import format_date
from tests.dialogues.bot import plain
from tests.dialogues.conftest import World
from tests.dialogues.echelonnement.spreading import LARGE_DEBT, PETIT, Spreader, decide, expected_days, written
from tests.dialogues.paiement.paying import told

pytestmark = pytest.mark.asyncio(loop_scope="session")
Somebody = Callable[[tuple[str, str]], Spreader]


@pytest_asyncio.fixture(loop_scope="session")
async def waiting(somebody: Somebody) -> Spreader:
    """Jeanne Petit, whose request is filed."""
    spreader = somebody(PETIT)
    read_back = await spreader.to_the_read_back()
    assert read_back.responses == ["utter_recap_plan_accord"]
    assert "Une personne devra donner son accord" in read_back
    filed = await spreader.say("oui")
    assert filed.responses == ["utter_plan_depose"]
    assert "Rien n'est encore accordé" in filed and not filed.links
    return spreader


async def test_a_vulnerable_customer_waits_and_is_promised_nothing(waiting: Spreader) -> None:
    (plan,) = await waiting.plans()
    assert (plan.status, plan.total) == ("en_attente", await waiting.due())
    shown = await waiting.say("montrez-moi mon plan de paiement")
    assert "utter_versements_en_attente" in shown.responses and "Rien n'est encore accordé" in shown


async def test_vulnerability_is_never_named(somebody: Somebody) -> None:
    spreader = somebody(PETIT)
    seen = [await spreader.ask("je veux payer en 3 fois le 5"), *[await spreader.say("oui") for _ in range(2)]]
    assert not any(word in answer.text.lower() for answer in seen for word in ("fragil", "vulnérab", "âge"))


async def test_a_large_amount_waits(somebody: Somebody) -> None:
    spreader = somebody(LARGE_DEBT)
    await spreader.ask("je veux payer 1500 euros en 6 fois le 10")
    read_back = await spreader.say("oui")
    assert read_back.responses == ["utter_recap_plan_accord"] and "1 500,00 € en 6 mensualités" in read_back
    assert (await spreader.say("oui")).responses == ["utter_plan_depose"]


async def test_the_agreement_is_announced_with_the_schedule(waiting: Spreader, world: World) -> None:
    (plan,) = await waiting.plans()
    await decide(world, plan.reference, "accepte")
    news = await told(world, waiting.customer)
    assert news.responses == ["utter_plan_decision_actif"]
    first = expected_days(world, 3, 5)[0]
    assert plan.reference in news and plain(format_date(first, weekday=True)) in news
    assert "Mon échéancier (PDF)" in news.links
    assert (await waiting.plans())[0].status == "actif"


async def test_the_refusal_is_announced_with_its_reason_and_a_person(waiting: Spreader, world: World) -> None:
    (plan,) = await waiting.plans()
    await decide(world, plan.reference, "refuse", "Une aide peut régler cette facture en une fois.")
    news = await told(world, waiting.customer)
    assert news.responses == ["utter_plan_decision_refuse"]
    assert "Une aide peut régler cette facture en une fois." in news and "Un conseiller" in news.buttons
    person = await waiting.press("Un conseiller", news)
    assert any(name.startswith("utter_conseiller_") for name in person.responses)
    shown = await waiting.say("montrez-moi mon plan de paiement")
    assert "utter_versements_dernier_refuse" in shown.responses


async def test_days_that_have_passed_are_said_to_have_moved(waiting: Spreader, world: World) -> None:
    (plan,) = await waiting.plans()
    days = (plan.instalments[0].due_on - world.backends.clock().date()).days
    world.backends.clock.advance(days=days)
    try:
        await decide(world, plan.reference, "accepte")
        moved = expected_days(world, 3, 5)[0]
    finally:
        world.backends.clock.advance(days=-days)
    news = await told(world, waiting.customer)
    assert news.responses == ["utter_plan_decision_actif_dates"]
    assert plain(format_date(moved, weekday=True)) in news and moved > plan.instalments[0].due_on


async def test_amounts_are_kept_from_who_is_not_identified_any_more(waiting: Spreader, world: World) -> None:
    (plan,) = await waiting.plans()
    await decide(world, plan.reference, "accepte")
    world.store.revoke(waiting.conversation)
    news = await told(world, waiting.customer)
    assert news.responses == ["utter_plan_decision_actif_discret"]
    assert plan.reference in news and "€" not in news.text and not news.links


async def test_the_decision_does_not_disturb_a_form(waiting: Spreader, world: World) -> None:
    (plan,) = await waiting.plans()
    asked = await waiting.say("je veux annuler mon plan de paiement")
    assert asked.responses[-1] == "utter_ask_versements_attente"
    await decide(world, plan.reference, "accepte")
    assert (await told(world, waiting.customer)).responses[0] == "utter_plan_decision_actif"
    assert (await waiting.say("non")).responses == ["utter_versements_garde"]
    assert (await waiting.plans())[0].status == "actif"


async def test_a_second_request_says_that_the_first_waits(waiting: Spreader, world: World) -> None:
    again = await waiting.say("je veux payer en 6 fois")
    assert "utter_plan_refus_plan_pending" in again.responses and "Un conseiller" in again.buttons
    assert written(world, waiting.number) == 1


async def test_a_request_can_be_withdrawn_while_it_waits(waiting: Spreader) -> None:
    asked = await waiting.say("je veux annuler mon plan de paiement")
    assert asked.responses[-1] == "utter_ask_versements_attente"
    assert "utter_versements_annule" in (await waiting.say("oui")).responses
    assert (await waiting.plans())[0].status == "annule"
