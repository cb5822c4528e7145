"""Payments when a system of record is down, and when a process dies around the write."""

from __future__ import annotations

import uuid

import pytest

from channels.incoming import Incoming
from tests.dialogues.bot import CHANNEL, Answer
from tests.dialogues.conftest import World
from tests.dialogues.paiement.paying import PAY, Payer, decide, link_of, settle, told

pytestmark = pytest.mark.asyncio(loop_scope="session")

REQUESTS = [
    (PAY, "billing"),
    (PAY, "payments"),
    ("est-ce que vous avez bien reçu mon paiement ?", "payments"),
    ("est-ce que vous avez bien reçu mon paiement ?", "billing"),
    ("c'est quand ma prochaine échéance ?", "billing"),
    ("montrez-moi l'historique de mes paiements", "billing"),
]


@pytest.mark.parametrize("fault", ["down", "error", "slow", "empty"])
@pytest.mark.parametrize(("request_text", "service"), REQUESTS)
async def test_a_service_that_fails_is_said_and_a_retry_serves(
    payer: Payer, world: World, request_text: str, service: str, fault: str
) -> None:
    if request_text == PAY:
        await payer.to_the_answer("c'est quand ma prochaine échéance ?")
        world.backends.break_(service, fault)  # type: ignore[arg-type]
        failed = await payer.say(PAY)
    else:
        await payer.say(request_text)
        world.backends.break_(service, fault)  # type: ignore[arg-type]
        failed = await payer.verified()
    assert failed.responses[-1] == "utter_service_indisponible"
    names = {"billing": "le service des factures", "payments": "le service de paiement"}
    assert names[service] in failed and "04 65 71 20 20" in failed and "€" not in failed.text
    world.mend()
    again = await payer.press("Réessayer", failed)
    assert "utter_service_indisponible" not in again.responses and "€" in again.text


async def test_the_payment_system_fails_at_the_confirmation_and_one_link_is_made_later(
    payer: Payer, world: World
) -> None:
    await payer.to_the_read_back()
    world.backends.break_("payments", "error")
    failed = await payer.say("oui")
    assert "utter_service_indisponible" in failed.responses
    world.mend()
    retried = await payer.say("oui")
    if "utter_paiement_lien" not in retried.responses:
        retried = await payer.say("oui")
    assert "utter_paiement_lien" in retried.responses
    assert [link.status for link in await payer.links()] == ["ouvert"]


async def test_a_confirmation_that_is_delivered_twice_makes_one_link(payer: Payer, world: World) -> None:
    await payer.to_the_read_back()
    message = Incoming(CHANNEL, payer.customer.address, uuid.uuid4().hex, text="oui")
    first = await world.door.accept(message)
    await first.answered()
    again = await world.door.accept(message)
    assert again.duplicate
    answer = Answer(tuple(world.store.answers_to(first.inbox_id or "")))
    assert answer.responses == ["utter_paiement_lien"] and len(await payer.links()) == 1


async def test_the_action_run_twice_for_one_message_makes_one_link(payer: Payer, world: World) -> None:
    """Killed after the write and before the tracker was saved: the turn runs again with the same key."""
    await payer.to_the_read_back()
    payments, key = world.services.clients.payments, f"{payer.conversation}:m:action_paiement_fin:0"
    bill = (await world.services.clients.billing.open_bills(payer.token))[0]
    first = await payments.create_link(payer.token, bill.left, bill.number, key)
    second = await payments.create_link(payer.token, bill.left, bill.number, key)
    assert first == second and len(await payer.links()) == 1


async def test_billing_is_away_when_the_bank_accepts_and_the_money_arrives_once(payer: Payer, world: World) -> None:
    url = link_of(await payer.to_the_link())
    world.backends.break_("billing", "error")
    await decide(url, "accepter")
    news = await told(world, payer.customer)
    assert news.responses == ["utter_paiement_resultat_accepte"]  # the bank's answer does not wait for billing
    world.mend()
    await settle(world, (await payer.links())[0].reference)
    assert (await world.services.clients.billing.balance(payer.token)).amount == 0
    assert len([one for one in await payer.received() if one.reference.startswith("P2")]) == 1
