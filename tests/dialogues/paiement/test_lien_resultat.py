"""What becomes of the link to everything, told in the conversation to whom it concerns."""

from __future__ import annotations

import asyncio

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.paiement.paying import (
    NO_BILL,
    Payer,
    assert_no_figure,
    decide,
    link_of,
    page_of,
    rows,
    settle,
    told,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_result_names_the_amount_once_the_customer_is_verified(payer: Payer, world: World) -> None:
    url = link_of(await payer.to_the_due_link())
    await payer.customer.give_code(await payer.say("combien je vous dois"))
    await decide(url, "accepter")
    result = await told(world, payer.customer)
    assert result.responses == ["utter_paiement_resultat_accepte"] and "184,20 €" in result


@pytest.mark.parametrize("decision", ["refuser", "abandonner"])
async def test_a_payment_that_fails_is_told_without_a_figure_and_can_be_tried_again(
    payer: Payer, world: World, decision: str
) -> None:
    first = link_of(await payer.to_the_due_link())
    await decide(first, decision)
    result = await told(world, payer.customer)
    assert result.responses[0].endswith("_discret")
    assert_no_figure(result)
    again = await payer.press("Payer maintenant", result)
    assert again.responses[-1] == "utter_paiement_lien_tout" and link_of(again) != first


async def test_an_expired_link_is_told_and_replaced(payer: Payer, world: World) -> None:
    first = link_of(await payer.to_the_due_link())
    payer.age_the_link()
    assert "plus valable" in await page_of(first)
    result = await told(world, payer.customer)
    assert result.responses == ["utter_paiement_resultat_expire_discret"]
    assert link_of(await payer.press("Payer maintenant", result)) != first


async def test_two_tabs_make_one_payment(world: World, payer: Payer) -> None:
    here = await payer.to_the_due_link()
    there = Payer(world.customer(), world, payer.number, payer.fact)
    other = await there.to_the_due_link()
    assert other.responses[-1] == "utter_paiement_lien_tout_repris" and link_of(other) == link_of(here)
    await asyncio.gather(decide(link_of(here), "accepter"), decide(link_of(other), "accepter"))
    [(reference,)] = rows(world, "SELECT reference FROM payment_link")
    await settle(world, str(reference))
    await payer.customer.give_code(await payer.say("combien je vous dois"))
    assert (await world.services.clients.billing.balance(payer.token)).amount == 0


async def test_the_conversation_where_the_link_was_given_last_hears_the_result(world: World, payer: Payer) -> None:
    await payer.to_the_due_link()
    there = Payer(world.customer(), world, payer.number, payer.fact)
    await decide(link_of(await there.to_the_due_link()), "accepter")
    assert (await told(world, there.customer)).responses == ["utter_paiement_resultat_accepte_discret"]


@pytest.mark.parametrize("known", ["verified", "identified"])
async def test_somebody_else_in_the_conversation_is_told_nothing(world: World, payer: Payer, known: str) -> None:
    url = link_of(await payer.to_the_due_link())
    neighbour = Payer(payer.customer, world, *NO_BILL)
    world.store.revoke(payer.conversation)
    await (neighbour.to_the_answer("combien je vous dois") if known == "verified" else neighbour.to_the_due_link())
    assert world.store.identity(payer.conversation, world.backends.clock()).customer == NO_BILL[0]
    await decide(url, "accepter")
    assert (await told(world, payer.customer)).entries == ()


async def test_nobody_known_any_more_reads_no_figure(world: World, payer: Payer) -> None:
    url = link_of(await payer.to_the_link())
    world.store.revoke(payer.conversation)
    await decide(url, "accepter")
    result = await told(world, payer.customer)
    assert result.responses == ["utter_paiement_resultat_accepte_discret"]
    assert_no_figure(result)
