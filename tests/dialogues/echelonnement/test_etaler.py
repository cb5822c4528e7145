"""Paying in instalments, from the request to the plan that is in place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import httpx
import pytest

from courant.french.dates import format_date
from tests.dialogues.amounts import amounts_in
from tests.dialogues.bot import plain
from tests.dialogues.conftest import World
from tests.dialogues.echelonnement.spreading import BENALI, PETIT, Spreader, expected_days, line, written

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_straight_path(spreader: Spreader, world: World) -> None:
    general = await spreader.say("je voudrais payer en plusieurs fois")
    assert "utter_paiements_echelonnes" in general.responses and "sans frais ni intérêts" in general
    offers = await spreader.verified()
    assert offers.responses[-1] == "utter_ask_plan_nombre"
    assert "• 3 mensualités de 61,40 €\n• 6 mensualités de 30,70 €\n• 12 mensualités de 15,35 €" in offers
    day = await spreader.press("3 fois : 61,40 €", offers)
    assert day.responses == ["utter_ask_plan_jour"] and "entre le 1er et le 28" in day
    consent = await spreader.say("le 5")
    assert consent.responses == ["utter_accord_plan_client"]
    read_back = await spreader.say("oui")
    first, second, third = expected_days(world, 3, 5)
    for each in (first, second, third):
        assert line(each, "61.40") in read_back
    assert "184,20 € en 3 mensualités" in read_back and written(world, spreader.number) == 0
    done = await spreader.say("oui")
    assert done.responses == ["utter_plan_en_place_client"]
    assert "184,20 €" in done and plain(format_date(first, weekday=True)) in done
    (plan,) = await spreader.plans()
    assert (plan.status, plan.total, plan.count, plan.day) == ("actif", Decimal("184.20"), 3, 5)
    assert plan.reference in done and [part.due_on for part in plan.instalments] == [first, second, third]
    async with httpx.AsyncClient(trust_env=False) as http:
        document = await http.get(done.links["Mon échéancier (PDF)"])
    assert document.status_code == 200 and document.content.startswith(b"%PDF")


@pytest.mark.parametrize(("count", "each"), [(3, "61.40"), (6, "30.70"), (12, "15.35")])
async def test_every_plan_adds_up_on_real_days(spreader: Spreader, world: World, count: int, each: str) -> None:
    read_back = await spreader.to_the_read_back(f"je veux payer en {count} fois le 28")
    days = expected_days(world, count, 28)
    assert read_back.responses == ["utter_recap_plan"]
    lines = [row for row in read_back.text.splitlines() if row.startswith("•")]
    assert lines == [line(day, each) for day in days]
    assert sum(amount for row in lines for amount in amounts_in(row)) == Decimal("184.20")
    assert all(before < after for before, after in pairwise(days))


async def test_one_sentence_fills_everything(spreader: Spreader, world: World) -> None:
    asked = await spreader.ask("je veux payer 100 euros en 3 fois le 12")
    assert asked.responses[-1] == "utter_accord_plan_client"  # amount, count and day are not asked
    read_back = await spreader.say("oui")
    days = expected_days(world, 3, 12)
    assert line(days[0], "33.34") in read_back and line(days[1], "33.33") in read_back
    await spreader.say("oui")
    (plan,) = await spreader.plans()
    assert (plan.total, plan.count, plan.day) == (Decimal("100.00"), 3, 12)


async def test_more_than_what_is_due_is_said_and_what_is_due_is_proposed(spreader: Spreader) -> None:
    asked = await spreader.ask("je veux payer 300 euros en 3 fois le 5")
    assert "300,00 €, c'est plus que ce qu'il reste à régler : 184,20 €." in asked
    assert asked.responses[-1] == "utter_accord_plan_client"
    assert "184,20 € en 3 mensualités" in await spreader.say("oui")


@pytest.mark.parametrize(
    "text", ["jpeux pa tt payer dun cou g besoin detaler en 6 fois", "payer en six mensualités", "règlement en 6x svp"]
)
async def test_as_customers_write(spreader: Spreader, text: str) -> None:
    asked = await spreader.ask(text)
    assert asked.responses[-1] == "utter_ask_plan_jour"  # six times is known
    await spreader.say("tous les 10 du mois")
    assert "184,20 € en 6 mensualités" in await spreader.say("oui")


@pytest.mark.parametrize(
    ("correction", "count", "day"),
    [
        ("non, le 12", 3, 12),
        ("le 12 plutôt", 3, 12),
        ("en 6 fois plutôt", 6, 5),
        ("non en 12 fois", 12, 5),
    ],
)
async def test_corrections_at_the_read_back(
    spreader: Spreader, world: World, correction: str, count: int, day: int
) -> None:
    await spreader.to_the_read_back()
    again = await spreader.say(correction)
    assert again.responses == ["utter_correction_prise", "utter_recap_plan"]
    assert f"184,20 € en {count} mensualités" in again
    assert all(plain(format_date(each, weekday=True)) in again for each in expected_days(world, count, day))
    assert written(world, spreader.number) == 0
    await spreader.say("oui")
    (plan,) = await spreader.plans()
    assert (plan.count, plan.day) == (count, day)


async def test_another_amount_at_the_read_back(spreader: Spreader) -> None:
    await spreader.to_the_read_back()
    again = await spreader.say("plutôt 90 euros")
    assert again.responses[-1] == "utter_recap_plan" and "90,00 € en 3 mensualités" in again


async def test_an_amount_that_allows_fewer_instalments(spreader: Spreader) -> None:
    await spreader.to_the_read_back("je veux payer en 12 fois le 5")
    again = await spreader.say("plutôt 100 euros")
    assert "Pour 100,00 €, je ne peux pas proposer 12 fois" in again
    assert again.responses[-1] == "utter_ask_plan_nombre" and "12 fois" not in "".join(again.buttons)


async def test_what_is_wrong_is_asked_again_by_name(spreader: Spreader) -> None:
    await spreader.to_the_read_back()
    asked = await spreader.say("je me suis trompé de jour")
    assert asked.responses == ["utter_correction_demandee", "utter_ask_plan_jour"]
    assert "utter_recap_plan" in (await spreader.say("20")).responses


@pytest.mark.parametrize(
    ("button", "question"), [("Un autre jour", "utter_ask_plan_jour"), ("Un autre nombre", "utter_ask_plan_nombre")]
)
async def test_buttons_of_the_read_back(spreader: Spreader, button: str, question: str) -> None:
    read_back = await spreader.to_the_read_back()
    assert (await spreader.press(button, read_back)).responses == [question]


@pytest.mark.parametrize("where", ["consent", "read-back"])
async def test_a_no_writes_nothing(spreader: Spreader, world: World, where: str) -> None:
    await spreader.ask("je veux payer en 3 fois le 5")
    if where == "read-back":
        await spreader.say("oui")
    answer = await spreader.say("non")
    assert answer.responses == ["utter_plan_sans_accord" if where == "consent" else "utter_plan_renonce"]
    assert "Un conseiller" in answer.buttons and written(world, spreader.number) == 0


@pytest.mark.parametrize(
    ("said", "answer", "words"),
    [
        ("en 24 fois", "utter_plan_nombre_trop_grand", "jusqu'à 12 fois, pas 24"),
        ("en 4 fois", "utter_plan_nombre_non_propose", "Les choix possibles sont : 3, 6 et 12"),
        ("euh je ne sais pas trop", "utter_aide_plan_nombre", "en 3 fois"),
    ],
)
async def test_a_count_that_is_not_on_offer(spreader: Spreader, said: str, answer: str, words: str) -> None:
    await spreader.ask()
    told = await spreader.say(said)
    assert told.responses == [answer, "utter_ask_plan_nombre"] and words in told
    assert (await spreader.say("la deuxième")).responses == ["utter_ask_plan_jour"]


@pytest.mark.parametrize(
    ("said", "answer"), [("le 31", "utter_plan_jour_hors_limites"), ("quand je veux", "utter_aide_plan_jour")]
)
async def test_a_day_that_is_not_possible(spreader: Spreader, said: str, answer: str) -> None:
    await spreader.ask("je veux payer en 3 fois")
    told = await spreader.say(said)
    assert told.responses == [answer, "utter_ask_plan_jour"]
    assert (await spreader.say("28")).responses == ["utter_accord_plan_client"]


async def test_three_answers_that_are_not_understood_reach_a_person(spreader: Spreader) -> None:
    await spreader.ask()
    seen = [await spreader.say("bof bof bof") for _ in range(3)]
    assert seen[0].responses[0] == "utter_aide_plan_nombre" and seen[1].responses[0] == "utter_autre_plan_nombre"
    assert any(name.startswith("utter_conseiller_") for name in seen[2].responses)


async def test_a_customer_who_changes_of_mind_for_a_wrong_identity(spreader: Spreader, world: World) -> None:
    await spreader.say("je veux payer en 3 fois le 5")
    wrong = await spreader.customer.identify(BENALI[0], PETIT[1])
    assert "utter_identite_inconnue" in wrong.responses and "€" not in wrong.text
    asked = await spreader.verified()
    assert asked.responses[-1] == "utter_accord_plan_client"  # the request was kept through the failure
    assert written(world, spreader.number) == 0


async def test_days_are_never_in_the_past_or_too_near(spreader: Spreader, world: World) -> None:
    today = world.backends.clock().date()
    await spreader.to_the_read_back(f"je veux payer en 3 fois le {min(today.day, 28)}")
    await spreader.say("oui")
    (plan,) = await spreader.plans()
    first: date = plan.instalments[0].due_on
    assert (first - today).days >= 7
