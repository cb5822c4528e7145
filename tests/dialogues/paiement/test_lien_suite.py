"""After the link to everything: another amount, one bill, another form, with the code or before it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.dialogues.amounts import amounts_in
from tests.dialogues.conftest import World
from tests.dialogues.paiement.paying import (
    ARREARS,
    LINKS,
    OVERDUE,
    PAY,
    Payer,
    assert_no_figure,
    decide,
    link_of,
    rows,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_amount_that_is_said_after_the_link_is_paid_by_another_one(payer: Payer, world: World) -> None:
    first = link_of(await payer.to_the_due_link())
    readback = await payer.customer.give_code(await payer.say("plutôt 100 euros"))
    assert readback.responses[-1] == "utter_recap_paiement_retard"
    assert amounts_in(readback.text) == [Decimal("100.00"), Decimal("84.20")]
    given = await payer.say("oui")
    assert "Votre lien précédent ne fonctionne plus." in given
    [(bill,)] = rows(world, "SELECT DISTINCT bill_number FROM payment_link")
    assert bill is not None
    assert rows(world, LINKS) == [("remplace", 18420, bill), ("ouvert", 10000, bill)]
    assert "a été remplacé" in await decide(first, "accepter")


async def test_one_bill_is_chosen_after_the_link(world: World) -> None:
    payer = Payer(world.customer(), world, *ARREARS)
    given = await payer.to_the_due_link()
    asked = await payer.customer.give_code(await payer.press("Une seule facture", given))
    assert asked.responses[-1] == "utter_ask_paiement_objet" and len(asked.buttons) >= 4
    readback = await payer.say("la deuxième")
    bill = (await world.services.clients.billing.open_bills(payer.token))[0]
    assert readback.responses[-1] == "utter_recap_paiement_retard" and bill.number in readback
    assert (await payer.say("oui")).responses == ["utter_paiement_lien"]
    assert rows(world, LINKS)[1:] == [("ouvert", int(bill.left * 100), bill.number)]


async def test_another_amount_is_chosen_after_the_link(payer: Payer) -> None:
    given = await payer.to_the_due_link()
    asked = await payer.customer.give_code(await payer.press("Un autre montant", given))
    assert asked.responses[-1] == "utter_ask_paiement_montant" and "184,20 €" in asked


async def test_whoever_is_verified_is_told_the_amount_as_before(payer: Payer) -> None:
    readback = await payer.to_the_answer()
    assert readback.responses[-1] == "utter_recap_paiement_retard" and "184,20 €" in readback


async def test_in_the_middle_of_another_form_the_link_is_given_and_the_form_goes_on(payer: Payer) -> None:
    await payer.to_the_due_link()
    await payer.say("je conteste ma facture")
    question = (await payer.say("oui")).responses[-1]
    given = await payer.say(PAY)
    assert "utter_paiement_lien_tout_repris" in given.responses and given.responses[-1] == question
    assert_no_figure(given)


async def test_in_the_middle_of_another_form_an_amount_asks_for_the_code_and_both_go_on(payer: Payer) -> None:
    await payer.to_the_due_link()
    await payer.say("je conteste ma facture")
    question = (await payer.say("oui")).responses[-1]
    asked = await payer.say("je veux payer 50 euros par carte maintenant")
    by_phone = next(title for title in asked.buttons if title.startswith("SMS"))
    readback = await payer.customer.give_code(await payer.press(by_phone, asked))
    assert readback.responses[-1] == "utter_recap_paiement_retard" and "50,00 €" in readback
    given = await payer.say("oui")
    assert "utter_paiement_lien" in given.responses and given.responses[-1] == question


async def test_the_same_link_is_given_back_to_who_confirms_the_only_bill(payer: Payer, world: World) -> None:
    first = await payer.to_the_due_link()
    assert "lien précédent" not in first
    asked = await payer.customer.give_code(await payer.press("Un autre montant", first))
    assert (await payer.press("Tout payer : 184,20 €", asked)).responses[-1] == "utter_recap_paiement_retard"
    given = await payer.say("oui")
    assert given.responses == ["utter_paiement_lien_repris"] and link_of(given) == link_of(first)
    assert len(rows(world, LINKS)) == 1


async def test_a_link_for_everything_says_that_it_takes_the_place_of_the_one_for_a_part(
    payer: Payer, world: World
) -> None:
    await payer.to_the_read_back()
    await payer.say("50 euros")
    assert (await payer.say("oui")).responses == ["utter_paiement_lien"]
    again = Payer(world.customer(), world, *OVERDUE)
    given = await again.to_the_due_link()
    assert given.responses[-1] == "utter_paiement_lien_tout" and "Votre lien précédent ne fonctionne plus." in given
    assert_no_figure(given)
    assert [status for status, *_ in rows(world, LINKS)] == ["remplace", "ouvert"]


async def test_the_buttons_of_an_earlier_message_answer_the_form(world: World) -> None:
    payer = Payer(world.customer(), world, *ARREARS)
    first = await payer.to_the_due_link()
    asked = await payer.customer.give_code(await payer.press("Une seule facture", first))
    everything = next(title for title in asked.buttons if title.startswith("Tout"))
    assert (await payer.press(everything, asked)).responses[-1] == "utter_recap_paiement_tout"
    amount = await payer.press("Un autre montant", first)
    assert amount.responses == ["utter_ask_paiement_montant"]
    assert (await payer.say("50 euros")).responses == ["utter_recap_paiement_partiel"]
    assert (await payer.press("Une seule facture", first)).responses == ["utter_ask_paiement_objet"]


async def test_with_one_bill_the_buttons_of_an_earlier_message_answer_the_form_too(payer: Payer) -> None:
    first = await payer.to_the_due_link()
    await payer.customer.give_code(await payer.press("Un autre montant", first))
    assert (await payer.say("50 euros")).responses == ["utter_recap_paiement_retard"]
    assert (await payer.press("Un autre montant", first)).responses == ["utter_ask_paiement_montant"]


@pytest.mark.parametrize("said", ["je veux payer 50 euros", "je souhaite régler 50 euros maintenant par carte"])
async def test_an_amount_said_as_a_new_request_is_an_answer_of_the_form(payer: Payer, said: str) -> None:
    await payer.to_the_read_back()
    again = await payer.say(said)
    assert again.responses[-1] == "utter_recap_paiement_retard" and "utter_effectuer_paiement" not in again.responses
    assert amounts_in(again.text) == [Decimal("50.00"), Decimal("134.20")]
