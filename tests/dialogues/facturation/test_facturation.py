"""The other requests of the billing skill, and their edge cases."""

from __future__ import annotations

import httpx
import pytest

from tests.dialogues.amounts import amounts_in, causes_in
from tests.dialogues.bot import Customer
from tests.dialogues.conftest import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_overdue_balance_is_told_without_blame(customer: Customer) -> None:
    await customer.say("combien je vous dois")
    answer = await customer.verify("10000002", "31000")
    assert "184,20 €" in answer
    assert "utter_solde_retard" in answer.responses
    assert "Étaler ma facture" in answer.buttons


async def test_a_charge_is_explained_before_identity_and_priced_after(customer: Customer) -> None:
    first = await customer.say("c koi la cta sur ma facture")
    assert "contribution tarifaire d'acheminement" in first
    answer = await customer.verify()
    assert "utter_frais_montant" in answer.responses and amounts_in(answer.text)


async def test_the_lines_of_the_bill_add_up(customer: Customer, world: World) -> None:
    await customer.say("expliquez moi ma dernière facture")
    await customer.verify()
    token = world.store.identity(customer.conversation, world.backends.clock()).token or ""
    billing = world.services.clients.billing
    bill = await billing.bill(token, (await billing.bills(token))[0].id)
    assert sum(line.amount_ttc for line in bill.lines) == bill.total


async def test_consumption_comes_with_a_picture(customer: Customer) -> None:
    await customer.say("je voudrais voir ma consommation d'électricité")
    answer = await customer.verify()
    assert "kWh" in answer and answer.images
    async with httpx.AsyncClient() as client:
        picture = await client.get(answer.images[0])
    assert picture.content[:8] == b"\x89PNG\r\n\x1a\n"


async def test_the_billing_cycle_needs_no_code(customer: Customer) -> None:
    await customer.say("c'est quand ma prochaine facture")
    answer = await customer.identify()
    assert "utter_cycle_contrat" in answer.responses
    assert "Prochaine facture le" in answer


async def test_recurring_charges_add_up(customer: Customer) -> None:
    await customer.say("quels sont mes frais fixes chaque mois")
    answer = await customer.verify("10000004", "44000")
    assert "utter_frais_fixes" in answer.responses
    for entry in answer.entries:
        if entry.response == "utter_frais_fixes":
            text = entry.text.replace("\u00a0", " ").replace("\u202f", " ")
            assert sum(causes_in(text)) == amounts_in(text)[-1]


async def test_paper_to_online_is_written_after_a_yes(customer: Customer, world: World) -> None:
    await customer.say("je veux recevoir mes factures uniquement en ligne")
    asked = await customer.verify("10000003", "35000")
    assert asked.responses[-1] == "utter_ask_factures_en_ligne_accord"
    done = await customer.press("Oui, en ligne", asked)
    assert "utter_factures_en_ligne_fait" in done.responses
    token = world.store.identity(customer.conversation, world.backends.clock()).token or ""
    profile = await world.services.clients.customers.profile(token)
    assert all(contract.paperless for contract in profile.contracts)


async def test_a_no_writes_nothing(customer: Customer, world: World) -> None:
    await customer.say("je veux revenir aux factures papier par la poste")
    asked = await customer.verify("10000004", "44000")
    assert asked.responses[-1] == "utter_ask_factures_papier_accord"
    assert "utter_factures_inchange" in (await customer.say("non finalement")).responses
    token = world.store.identity(customer.conversation, world.backends.clock()).token or ""
    assert all(row.paperless for row in (await world.services.clients.customers.profile(token)).contracts)


async def test_several_delivery_points_are_a_choice(customer: Customer) -> None:
    await customer.say("pourquoi ma facture a augmenté")
    answer = await customer.verify("10000005", "59000")
    if "utter_facture_choix" in answer.responses:
        assert len(answer.buttons) >= 2
    else:
        assert "utter_facture_resume" in answer.responses


async def test_a_bill_that_does_not_exist_is_said_and_others_are_offered(customer: Customer) -> None:
    await customer.say("je veux le pdf de ma facture de janvier 2019")
    answer = await customer.verify()
    assert "utter_facture_introuvable" in answer.responses and answer.buttons
    assert "janvier 2019" in answer
