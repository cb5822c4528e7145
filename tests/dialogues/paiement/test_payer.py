"""Paying by link: asked, read back, paid on the page, and the result comes back by itself."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from courant.french.dates import format_date
from tests.dialogues.amounts import amounts_in
from tests.dialogues.bot import Customer, plain
from tests.dialogues.conftest import World
from tests.dialogues.paiement.paying import PAY, Payer, decide, link_of, settle, told
from tests.written import written

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_straight_path(payer: Payer, world: World) -> None:
    readback = await payer.to_the_answer()
    assert readback.responses == ["utter_effectuer_paiement", "utter_recap_paiement_retard"]
    assert "n'écrivez jamais votre numéro de carte" in readback
    bill = (await world.services.clients.billing.open_bills(payer.token))[0]
    due = plain(format_date(bill.due_on, weekday=True))
    assert amounts_in(readback.text) == [bill.left] == [Decimal("184.20")]
    assert f"Son échéance était le {due}" in readback and bill.number in readback
    assert await payer.links() == []  # nothing is made before the yes
    given = await payer.say("oui")
    assert given.responses == ["utter_paiement_lien"] and "184,20 €" in given
    assert "à votre compte" not in given and "accepté" in await decide(link_of(given), "accepter")
    result = await told(world, payer.customer)
    assert result.responses == ["utter_paiement_resultat_accepte"]
    assert "184,20 €" in result and (await payer.links())[0].reference in result
    await settle(world, (await payer.links())[0].reference)
    balance = await world.services.clients.billing.balance(payer.token)
    assert balance.amount == 0


async def test_a_refused_payment_is_told_with_what_can_be_done(payer: Payer, world: World) -> None:
    url = link_of(await payer.to_the_link())
    assert "a refusé ce paiement" in await decide(url, "refuser")
    result = await told(world, payer.customer)
    assert result.responses == ["utter_paiement_resultat_refuse"]
    assert "Rien n'a été prélevé" in result and "la banque l'a refusé" in result
    assert {"Payer maintenant", "Je ne peux pas payer"} <= set(result.buttons)
    again = await payer.press("Payer maintenant", result)
    assert again.responses[-1] == "utter_recap_paiement_retard"
    fresh = await payer.say("oui")
    assert fresh.responses == ["utter_paiement_lien"] and link_of(fresh) != url


async def test_an_abandoned_payment_is_told_without_blame(payer: Payer, world: World) -> None:
    await decide(link_of(await payer.to_the_link()), "abandonner")
    result = await told(world, payer.customer)
    assert result.responses == ["utter_paiement_resultat_abandonne"]
    assert "rien n'a été prélevé" in result and "Payer maintenant" in result.buttons


async def test_the_result_waits_for_the_question_of_another_form(payer: Payer, world: World) -> None:
    """The customer does something else meanwhile: the news comes between, the open question stays."""
    url = link_of(await payer.to_the_link())
    asked = await payer.say("je conteste ma facture")
    assert asked.responses[-1] == "utter_dossier_proposition"
    await payer.say("oui")
    await decide(url, "accepter")
    assert (await told(world, payer.customer)).responses == ["utter_paiement_resultat_accepte"]
    done = await payer.say("oui")
    assert "utter_dossier_ouvert" in done.responses


async def test_the_news_is_told_once(payer: Payer, world: World) -> None:
    await decide(link_of(await payer.to_the_link()), "accepter", double="1")
    first = await told(world, payer.customer)
    assert await told(world, payer.customer) == first  # the same event again: nothing more is said
    entries = world.store.messages_after(payer.conversation)
    assert [entry.response for entry in entries].count("utter_paiement_resultat_accepte") == 1


async def test_without_identity_the_news_holds_no_amount(payer: Payer, world: World) -> None:
    url = link_of(await payer.to_the_link())
    world.store.revoke(payer.conversation)
    await decide(url, "refuser")
    result = await told(world, payer.customer)
    assert result.responses == ["utter_paiement_resultat_refuse_discret"]
    assert amounts_in(result.text) == [] and "F2026" not in result.text


@pytest.mark.parametrize("said", ["plutôt 100 euros", "non, 100 euros", "100", "100,00 €"])
async def test_the_amount_is_corrected_at_the_read_back(payer: Payer, said: str) -> None:
    await payer.to_the_read_back()
    corrected = await payer.say(said)
    assert corrected.responses[-1] == "utter_recap_paiement_retard"
    assert amounts_in(corrected.text) == [Decimal("100.00"), Decimal("84.20")]  # and what remains
    given = await payer.say("oui")
    assert "100,00 €" in given and [link.amount for link in await payer.links()] == [Decimal("100.00")]


async def test_a_button_asks_for_another_amount(payer: Payer) -> None:
    readback = await payer.to_the_read_back()
    asked = await payer.press("Un autre montant", readback)
    assert asked.responses == ["utter_ask_paiement_montant"] and "184,20 €" in asked
    again = await payer.say("cinquante euros")
    assert again.responses == ["utter_recap_paiement_retard"] and "50,00 €" in again and "134,20 €" in again


@pytest.mark.parametrize(
    ("said", "refusal", "words"),
    [
        ("500 euros", "utter_paiement_montant_trop_grand", "184,20 €"),
        ("2 euros", "utter_paiement_montant_trop_petit", "5,00 €"),
        ("0 euro", "utter_paiement_montant_nul", "plus grand que zéro"),
    ],
)
async def test_an_amount_outside_the_rules_is_refused_and_asked_again(
    payer: Payer, said: str, refusal: str, words: str
) -> None:
    await payer.press("Un autre montant", await payer.to_the_read_back())
    answer = await payer.say(said)
    assert answer.responses == [refusal, "utter_ask_paiement_montant"] and words in answer
    assert await payer.links() == []


async def test_an_amount_of_the_request_that_is_too_large_is_said_before_the_read_back(payer: Payer) -> None:
    await payer.say("je veux payer 5000 euros")
    answer = await payer.verified()
    assert answer.responses[-2:] == ["utter_paiement_montant_trop_grand", "utter_recap_paiement_retard"]
    assert amounts_in(answer.text)[-1] == Decimal("184.20")


async def test_a_no_makes_no_link(payer: Payer) -> None:
    await payer.to_the_read_back()
    answer = await payer.say("non merci")
    assert answer.responses == ["utter_paiement_renonce"] and await payer.links() == []


async def test_stop_makes_no_link(payer: Payer) -> None:
    await payer.to_the_read_back()
    assert (await payer.say("laisse tomber")).responses == ["utter_abandon"]
    assert await payer.links() == []


async def test_a_question_in_the_middle_is_answered_and_the_read_back_comes_again(payer: Payer) -> None:
    await payer.to_the_read_back()
    answer = await payer.say("quels sont les moyens de paiement acceptés ?")
    assert answer.responses[0] == "utter_moyens_paiement_acceptes"
    assert answer.responses[-1] == "utter_recap_paiement_retard"
    assert (await payer.say("oui")).responses == ["utter_paiement_lien"]


async def test_three_answers_that_are_none_reach_a_person(payer: Payer) -> None:
    await payer.to_the_read_back()
    assert "utter_aide_paiement_confirmation" in (await payer.say("euh attends voir un peu")).responses
    assert "utter_autre_paiement_confirmation" in (await payer.say("euh attends voir un peu")).responses
    last = await payer.say("euh attends voir un peu")
    assert any(name.startswith("utter_conseiller_") for name in last.responses)
    assert await payer.links() == []


async def test_asking_again_gives_the_open_link_back(payer: Payer) -> None:
    given = await payer.to_the_link()
    again = await payer.say(PAY)
    assert again.responses == ["utter_paiement_lien_ouvert"] and link_of(again) == link_of(given)
    other = await payer.press("Un autre montant", again)
    assert other.responses[-1] == "utter_ask_paiement_montant"
    readback = await payer.say("20 euros")
    assert "20,00 €" in readback
    new = await payer.say("oui")
    assert link_of(new) != link_of(given)
    assert "a été remplacé" in await decide(link_of(given), "accepter")
    assert [link.status for link in await payer.links()] == ["ouvert", "remplace"]


async def test_a_double_click_on_the_confirmation_makes_one_link(payer: Payer) -> None:
    readback = await payer.to_the_read_back()
    answers = await asyncio.gather(*(payer.press("Oui, donnez le lien", readback) for _ in range(2)))
    assert [link.status for link in await payer.links()] == ["ouvert"]
    assert sum("utter_paiement_lien" in answer.responses for answer in answers) == 1


async def test_an_expired_link_is_told_and_replaced_by_a_new_one(payer: Payer, world: World) -> None:
    url = link_of(await payer.to_the_link())
    payer.age_the_link()
    assert "plus valable" in await decide(url, "accepter")
    result = await told(world, payer.customer)
    assert result.responses == ["utter_paiement_resultat_expire"] and "184,20 €" in result
    await payer.press("Payer maintenant", result)
    fresh = await payer.say("oui")
    assert fresh.responses == ["utter_paiement_lien"] and link_of(fresh) != url


async def test_two_tabs_make_one_payment(world: World, payer: Payer) -> None:
    here = await payer.to_the_link()
    there = Payer(world.customer(), world, payer.number, payer.fact)
    other = await there.to_the_answer()
    assert other.responses[-1] == "utter_paiement_lien_ouvert" and link_of(other) == link_of(here)
    await asyncio.gather(decide(link_of(here), "accepter"), decide(link_of(other), "accepter"))
    await settle(world, (await payer.links())[0].reference)
    assert (await world.services.clients.billing.balance(payer.token)).amount == 0
    assert len([one for one in await payer.received() if one.reference.startswith("P")]) == 1


async def test_while_a_payment_is_on_its_way_no_other_is_prepared(payer: Payer, world: World) -> None:
    await decide(link_of(await payer.to_the_link()), "accepter", retard="600")
    answer = await payer.say(PAY)
    assert answer.responses == ["utter_paiement_deja_en_cours"] and "184,20 €" in answer
    assert len(await payer.links()) == 1


async def test_what_was_paid_meanwhile_is_not_paid_again(payer: Payer, world: World) -> None:
    """The read-back is open when the same customer pays elsewhere: the yes makes no link."""
    await payer.to_the_read_back()
    there = Payer(world.customer(), world, payer.number, payer.fact)
    await decide(link_of(await there.to_the_link()), "accepter")
    await settle(world, (await there.links())[0].reference)
    answer = await payer.say("oui")
    assert answer.responses[-1] in ("utter_paiement_plus_rien", "utter_paiement_rien")
    assert len(await payer.links()) == 1
    later = await payer.say(PAY)
    assert later.responses == ["utter_paiement_rien"] and "Vous êtes à jour" in later


async def test_a_wrong_identity_gives_no_link(customer: Customer) -> None:
    await customer.say(PAY)
    answer = await customer.identify("10000002", "75001")
    assert "utter_identite_inconnue" in answer.responses and answer.links == {}


async def test_a_card_number_is_masked_and_the_reason_is_said(payer: Payer, world: World) -> None:
    await payer.to_the_read_back()
    answer = await payer.say("ma carte est 4970 1012 3456 7893")
    assert "utter_carte_masquee" in answer.responses
    kept = [entry.text for entry in world.store.messages_after(payer.conversation)]
    tracker = await world.agent.tracker_store.retrieve(payer.conversation)
    assert tracker is not None
    assert "7893" not in written([kept, [event.as_dict() for event in tracker.events]])
