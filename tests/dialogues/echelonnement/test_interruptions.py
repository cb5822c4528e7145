"""What happens in the middle: failures, danger, questions, other subjects, impatience. One plan at most is written."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from channels.incoming import Incoming
from tests.dialogues.bot import CHANNEL
from tests.dialogues.conftest import World
from tests.dialogues.echelonnement.spreading import SPREAD, Spreader, written

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What is said to reach each question, and the question.
STEPS = [
    (SPREAD, [], "utter_ask_plan_nombre"),
    (SPREAD, ["3"], "utter_ask_plan_jour"),
    (SPREAD, ["3", "le 5"], "utter_accord_plan_client"),
    (SPREAD, ["3", "le 5", "oui"], "utter_recap_plan"),
]


async def walk(spreader: Spreader, request: str, answers: list[str], question: str) -> None:
    answer = await spreader.ask(request)
    for said in answers:
        answer = await spreader.say(said)
    assert answer.responses[-1] == question


@pytest.mark.parametrize("fault", ["down", "error", "slow", "empty"])
@pytest.mark.parametrize("service", ["payments", "billing", "customers"])
async def test_a_service_that_fails_is_said_and_a_retry_serves(
    spreader: Spreader, world: World, service: str, fault: str
) -> None:
    await spreader.ask("combien je vous dois")  # identified while everything works
    world.backends.break_(service, fault)  # type: ignore[arg-type]
    failed = await spreader.say("je veux payer en 3 fois le 5")
    assert failed.responses[-1] == "utter_service_indisponible"
    assert "le service de paiement" in failed and "04 65 71 20 20" in failed and "€" not in failed.text
    world.mend()
    again = await spreader.press("Réessayer", failed)
    assert again.responses[-1] in ("utter_accord_plan_client", "utter_ask_plan_nombre")
    assert written(world, spreader.number) == 0


@pytest.mark.parametrize("fault", ["down", "error", "slow"])
async def test_a_failure_at_the_confirmation_writes_one_plan_later(
    spreader: Spreader, world: World, fault: str
) -> None:
    await spreader.to_the_read_back()
    world.backends.break_("payments", fault)  # type: ignore[arg-type]
    failed = await spreader.say("oui")
    assert "utter_service_indisponible" in failed.responses
    world.mend()
    answer = await spreader.say("oui")
    if "utter_plan_en_place_client" not in answer.responses:
        answer = await spreader.say("oui")
    assert "utter_plan_en_place_client" in answer.responses and written(world, spreader.number) == 1


async def test_a_confirmation_that_is_delivered_twice_writes_one_plan(spreader: Spreader, world: World) -> None:
    await spreader.to_the_read_back()
    message = Incoming(CHANNEL, spreader.customer.address, uuid.uuid4().hex, text="oui")
    first = await world.door.accept(message)
    again = await world.door.accept(message)
    await first.answered()
    await again.answered()
    assert written(world, spreader.number) == 1


async def test_a_double_click_writes_one_plan(spreader: Spreader, world: World) -> None:
    read_back = await spreader.to_the_read_back()
    title = "Oui, c'est bien cela"
    answers = await asyncio.gather(spreader.press(title, read_back), spreader.press(title, read_back))
    assert any("utter_plan_en_place_client" in answer.responses for answer in answers)
    assert written(world, spreader.number) == 1


async def test_two_conversations_write_one_plan(spreader: Spreader, world: World) -> None:
    other = Spreader(world.customer(), world, spreader.number, spreader.fact)
    await spreader.to_the_read_back()
    await other.to_the_read_back()
    assert "utter_plan_en_place_client" in (await spreader.say("oui")).responses
    refused = await other.say("oui")
    assert "utter_plan_refus_plan_running" in refused.responses and "Un conseiller" in refused.buttons
    assert written(world, spreader.number) == 1


async def test_a_debt_that_was_paid_meanwhile_is_not_spread(spreader: Spreader, world: World) -> None:
    """At the read-back, somebody else's plan takes the place; the same for a payment on its way."""
    await spreader.to_the_read_back()
    other = Spreader(world.customer(), world, spreader.number, spreader.fact)
    await other.to_the_read_back("je veux payer en 12 fois le 20")
    await other.say("oui")
    again = await spreader.say("en 6 fois plutôt")
    assert "utter_plan_refus_plan_running" in again.responses


@pytest.mark.parametrize(("request_text", "answers", "question"), STEPS)
async def test_danger_comes_first_and_the_answers_are_kept(
    spreader: Spreader, world: World, request_text: str, answers: list[str], question: str
) -> None:
    await walk(spreader, request_text, answers, question)
    danger = await spreader.say("ça sent le gaz dans la cuisine")
    assert "utter_danger_gaz" in danger.responses and "0 800 47 33 33" in danger
    assert question not in danger.responses
    safe = await spreader.say("je suis dehors, en sécurité")
    back = await spreader.press("Reprendre ma demande", safe)
    assert back.responses[-1] == question and written(world, spreader.number) == 0


@pytest.mark.parametrize(("request_text", "answers", "question"), STEPS)
async def test_a_question_in_the_middle_is_answered_and_the_form_resumes(
    spreader: Spreader, world: World, request_text: str, answers: list[str], question: str
) -> None:
    await walk(spreader, request_text, answers, question)
    answer = await spreader.say("quels sont les moyens de paiement acceptés ?")
    assert "utter_moyens_paiement_acceptes" in answer.responses
    assert answer.responses[-1] == question and written(world, spreader.number) == 0


@pytest.mark.parametrize(("request_text", "answers", "question"), STEPS)
async def test_a_personal_question_in_the_middle(
    spreader: Spreader, world: World, request_text: str, answers: list[str], question: str
) -> None:
    await walk(spreader, request_text, answers, question)
    answer = await spreader.say("combien je vous dois en tout ?")
    assert "184,20 €" in answer and answer.responses[-1] == question


@pytest.mark.parametrize(("request_text", "answers", "question"), STEPS)
@pytest.mark.parametrize("said", ["laissez tomber", "je veux parler à un conseiller"])
async def test_stop_and_a_person(
    spreader: Spreader, world: World, request_text: str, answers: list[str], question: str, said: str
) -> None:
    await walk(spreader, request_text, answers, question)
    answer = await spreader.say(said)
    assert any(name == "utter_abandon" or name.startswith("utter_conseiller_") for name in answer.responses)
    assert question not in answer.responses and written(world, spreader.number) == 0


async def test_another_form_comes_between_and_the_plan_goes_on(spreader: Spreader, world: World) -> None:
    await walk(spreader, SPREAD, ["3", "le 5"], "utter_accord_plan_client")
    other = await spreader.say("finalement je veux payer ma facture par carte")
    assert any(name.startswith("utter_recap_paiement") for name in other.responses)
    back = await spreader.say("non")
    assert back.responses[-1] == "utter_accord_plan_client"


async def test_identity_that_expires_in_the_middle_is_asked_and_the_answers_stay(
    spreader: Spreader, world: World
) -> None:
    await walk(spreader, SPREAD, ["3", "le 5"], "utter_accord_plan_client")
    world.store.revoke(spreader.conversation)
    asked = await spreader.say("oui")
    assert asked.responses[-1] == "utter_ask_identite_reference"
    back = await spreader.verified()
    assert back.responses[-1] == "utter_accord_plan_client"
    assert "184,20 € en 3 mensualités" in await spreader.say("oui")
