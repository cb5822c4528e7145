"""What the state of the account changes in a payment: nothing due, debits, settled bills, several bills."""

from __future__ import annotations

from decimal import Decimal

import pytest

from courant.clients import OpenBill
from courant.french.amounts import format_amount
from courant.french.dates import format_month
from tests.dialogues.amounts import amounts_in
from tests.dialogues.bot import plain
from tests.dialogues.conftest import World
from tests.dialogues.paiement.paying import ARREARS, DEBITED, NO_BILL, Payer, decide, link_of, settle

pytestmark = pytest.mark.asyncio(loop_scope="session")


def title_of(bill: OpenBill) -> str:
    """The button of a bill."""
    return plain(f"{format_month(bill.issued_on, year=False)} : {format_amount(bill.left)}")


async def test_nothing_is_due(world: World) -> None:
    payer = Payer(world.customer(), world, *NO_BILL)
    answer = await payer.to_the_answer()
    assert answer.responses[-1] == "utter_paiement_rien" and amounts_in(answer.text) == []


async def test_a_bill_that_will_be_debited_is_not_paid_twice(world: World) -> None:
    payer = Payer(world.customer(), world, *DEBITED)
    answer = await payer.to_the_answer()
    assert answer.responses[-1] == "utter_paiement_prelevement_prevu"
    bill = (await world.services.clients.billing.open_bills(payer.token))[0]
    assert amounts_in(answer.text) == [bill.left] and "Vous n'avez rien à faire" in answer


async def test_a_bill_already_settled_is_said_to_be(payer: Payer, world: World) -> None:
    await payer.to_the_read_back()
    await payer.say("non merci")
    settled = next(one for one in await payer.bills() if one.status == "reglee")
    answer = await payer.say(f"je veux payer la facture {settled.number}")
    assert answer.responses[:1] == ["utter_paiement_facture_reglee"] and settled.number in answer


async def test_somebody_elses_bill_is_unknown(payer: Payer, world: World) -> None:
    other = Payer(world.customer(), world, *ARREARS)
    await other.to_the_answer()
    theirs = (await other.bills())[0].number
    await payer.to_the_read_back()
    await payer.say("non merci")
    answer = await payer.say(f"je veux payer la facture {theirs}")
    assert answer.responses[:1] == ["utter_paiement_facture_inconnue"]


async def test_several_bills_are_a_choice_and_the_oldest_is_settled_first(world: World) -> None:
    payer = Payer(world.customer(), world, *ARREARS)
    asked = await payer.to_the_answer()
    assert asked.responses[-1] == "utter_ask_paiement_objet" and len(asked.entries[-1].buttons) == 4
    bills = await world.services.clients.billing.open_bills(payer.token)
    total = sum((bill.left for bill in bills), Decimal(0))
    everything = await payer.say("tout")
    assert everything.responses == ["utter_recap_paiement_tout"] and amounts_in(everything.text) == [total]
    part = await payer.say("plutôt 60 euros")
    assert part.responses[-1] == "utter_recap_paiement_partiel"
    assert amounts_in(part.text) == [Decimal("60.00"), total - 60]
    await decide(link_of(await payer.say("oui")), "accepter")
    await settle(world, (await payer.links())[0].reference)
    parts = (await payer.links())[0].allocations
    assert [(one.bill_number, one.amount) for one in parts] == [(bills[0].number, Decimal("60.00"))]


async def test_another_bill_is_chosen_after_the_read_back(world: World) -> None:
    payer = Payer(world.customer(), world, *ARREARS)
    await payer.to_the_answer()
    await payer.say("tout")
    await payer.say("plutôt 60 euros")
    asked = await payer.say("non je me suis trompé de facture")
    assert asked.responses[-1] == "utter_ask_paiement_objet"
    chosen = await payer.say("la première")
    assert chosen.responses[-1] == "utter_recap_paiement_partiel"  # the first choice is « Tout »
    asked = await payer.say("je me suis trompé de facture")
    bills = await world.services.clients.billing.open_bills(payer.token)
    oldest = await payer.press(title_of(bills[0]), asked)
    assert oldest.responses[-1] == "utter_recap_paiement_retard" and bills[0].number in oldest
    assert amounts_in(oldest.text)[0] == Decimal("60.00")  # the amount that was said is kept


async def test_an_amount_said_for_everything_is_asked_again_when_the_bill_is_smaller(world: World) -> None:
    payer = Payer(world.customer(), world, *ARREARS)
    await payer.to_the_answer()
    await payer.say("tout")
    await payer.say("plutôt 500 euros")
    asked = await payer.say("je me suis trompé de facture")
    small = min(await world.services.clients.billing.open_bills(payer.token), key=lambda bill: bill.left)
    answer = await payer.press(title_of(small), asked)
    assert answer.responses == ["utter_paiement_montant_trop_grand", "utter_ask_paiement_montant"]


async def test_an_energy_without_open_bill_is_said_and_the_other_is_proposed(payer: Payer) -> None:
    answer = await payer.to_the_answer("je veux payer ma facture de gaz")
    assert answer.responses[-2:] == ["utter_paiement_energie_rien", "utter_recap_paiement_retard"]
    assert "de gaz" in answer and "d'électricité" in answer


async def test_another_amount_is_asked_in_words_too(payer: Payer) -> None:
    await payer.to_the_read_back()
    answer = await payer.say("un autre montant")
    assert answer.responses[-1] == "utter_ask_paiement_montant"
