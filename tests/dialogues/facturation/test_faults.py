"""Each failure of a back end ends in a clear French answer that offers what still works."""

from __future__ import annotations

import pytest

from tests.dialogues.bot import Customer
from tests.dialogues.conftest import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

REQUESTS = [
    "g rien compris a ma facture elle a doublé",
    "envoyez moi ma facture en pdf",
    "combien je vous dois",
    "c koi la cta sur ma facture",
    "quels sont mes frais fixes chaque mois",
]


@pytest.mark.parametrize("fault", ["down", "slow", "error", "empty"])
@pytest.mark.parametrize("request_text", REQUESTS)
async def test_billing_fails_after_identity(customer: Customer, world: World, request_text: str, fault: str) -> None:
    await customer.say(request_text)
    world.backends.break_("billing", fault)  # type: ignore[arg-type]
    answer = await customer.verify()
    assert answer.responses[-1] == "utter_service_indisponible"
    assert "04 65 71 20 20" in answer and "Réessayer" in answer.buttons
    assert "€" not in answer.text
    world.mend()
    again = await customer.press("Réessayer", answer)
    assert "utter_service_indisponible" not in again.responses and "€" in again.text


@pytest.mark.parametrize("fault", ["down", "error"])
async def test_identity_service_fails_and_the_same_answer_works_later(
    customer: Customer, world: World, fault: str
) -> None:
    await customer.say("combien je dois")
    await customer.say("10000001")
    world.backends.break_("customers", fault)  # type: ignore[arg-type]
    failed = await customer.say("69003")
    assert "utter_service_indisponible" in failed.responses
    world.mend()
    assert "utter_ask_identite_canal" in (await customer.say("69003")).responses


async def test_a_token_that_is_refused_asks_for_identity_once_and_then_serves(customer: Customer, world: World) -> None:
    await customer.say("combien je dois")
    await customer.verify()
    known = world.store.identity(customer.conversation, world.store.clock())
    world.store.grant(customer.conversation, 2, str(known.customer), "no.such.token", known.expires_at)
    refused = await customer.say("quels sont mes frais fixes chaque mois")
    assert refused.responses[-1] == "utter_ask_identite_reference"
    assert world.store.identity(customer.conversation, world.store.clock()).level == 0
    assert "utter_frais_fixes" in (await customer.verify()).responses


async def test_the_ticket_system_fails_and_the_phone_is_given(customer: Customer, world: World) -> None:
    world.backends.break_("tickets", "down")
    answer = await customer.say("je veux parler à un conseiller")
    assert "utter_service_indisponible" in answer.responses and "04 65 71 20 20" in answer


async def test_an_action_that_crashes_is_never_silence(customer: Customer, world: World) -> None:
    await customer.say("bonjour")
    world.endpoint.faults.errors["action_proposer_dossier"] = RuntimeError("crash")
    answer = await customer.say("je conteste ma facture")
    assert answer.responses == ["utter_contestation_facture", "utter_incident"]
    assert "04 65 71 20 20" in answer and "{incident}" not in answer.text


async def test_the_action_server_is_down(customer: Customer, world: World) -> None:
    await customer.say("bonjour")
    world.endpoint.faults.errors["action_salutations"] = ConnectionError("no action server")
    answer = await customer.say("bonjour")
    assert "utter_incident" in answer.responses and "04 65 71 20 20" in answer
