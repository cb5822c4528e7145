"""« Je veux payer » without a code: the link to everything that is due, and not one figure in the conversation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from courant.french.dates import format_month
from courant.packs import Access, Form
from tests.dialogues.amounts import amounts_in
from tests.dialogues.bot import plain
from tests.dialogues.conftest import World
from tests.dialogues.formes.path import Path
from tests.dialogues.formes.standing import Standing, keyed_writes, stand_at
from tests.dialogues.killing import KILLS, TRIED_AGAIN, Kill, confirm
from tests.dialogues.paiement.paying import (
    A_BILL,
    ARREARS,
    DEBITED,
    LINKS,
    NO_BILL,
    OVERDUE,
    PAY,
    TOO_MUCH,
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

ACTION = "action_effectuer_paiement"


def level_of(payer: Payer) -> Access:
    return payer.world.store.identity(payer.conversation, payer.world.backends.clock()).level


async def test_the_straight_path(payer: Payer, world: World) -> None:
    first = await payer.say(PAY)
    assert first.responses[-2:] == ["utter_effectuer_paiement", "utter_ask_identite_reference"]
    given = await payer.customer.identify(payer.number, payer.fact)
    assert given.responses[-1] == "utter_paiement_lien_tout" and level_of(payer) == Access.IDENTIFIED
    assert_no_figure(given)
    assert "Le montant et les factures sont affichés sur la page" in given and "valable jusqu'au" in given
    assert "N'écrivez jamais votre numéro de carte" in given
    assert {"Une seule facture", "Un autre montant"} <= set(given.buttons)
    page = await page_of(link_of(given))
    assert "Payer 184,20 €" in page and A_BILL.search(page) is not None
    assert "accepté" in await decide(link_of(given), "accepter")
    result = await told(world, payer.customer)
    assert result.responses == ["utter_paiement_resultat_accepte_discret"]
    assert_no_figure(result)
    [(reference,)] = rows(world, "SELECT reference FROM payment_link")
    await settle(world, str(reference))
    nothing = await payer.say(PAY)
    assert nothing.responses[-1] == "utter_paiement_lien_rien"


async def test_no_code_is_asked_for_and_the_next_personal_question_still_asks_for_it(payer: Payer) -> None:
    await payer.to_the_due_link()
    answer = await payer.say("combien je vous dois")
    assert answer.responses[-1].startswith("utter_ask_identite_ca") or "utter_ask_identite_code" in answer.responses
    assert amounts_in(answer.text) == []


async def test_three_bills_are_one_link_and_all_of_them_are_on_its_page(world: World) -> None:
    payer = Payer(world.customer(), world, *ARREARS)
    given = await payer.to_the_due_link()
    assert given.responses[-1] == "utter_paiement_lien_tout"
    assert_no_figure(given)
    page = await page_of(link_of(given))
    assert len(set(A_BILL.findall(page))) == 3
    await payer.say("combien je vous dois")
    await payer.customer.give_code(await payer.say("combien je vous dois"))
    due = await world.services.clients.billing.open_bills(payer.token)
    assert rows(world, LINKS) == [("ouvert", int(sum(bill.left for bill in due) * 100), None)]


@pytest.mark.parametrize("who", [NO_BILL, DEBITED], ids=["no-bill", "debited"])
async def test_nothing_is_to_be_paid_by_link(world: World, who: tuple[str, str]) -> None:
    payer = Payer(world.customer(), world, *who)
    answer = await payer.to_the_due_link()
    assert answer.responses[-1] == "utter_paiement_lien_rien" and rows(world, LINKS) == []
    assert_no_figure(answer)


async def test_more_than_a_link_may_pay_is_said_with_what_can_be_done(world: World) -> None:
    payer = Payer(world.customer(), world, *TOO_MUCH)
    answer = await payer.to_the_due_link()
    assert answer.responses[-1] == "utter_paiement_lien_plafond" and rows(world, LINKS) == []
    assert_no_figure(answer)
    asked = await payer.customer.give_code(await payer.press("Une seule facture", answer))
    assert asked.responses[-1] == "utter_ask_paiement_objet"


async def test_asking_again_gives_the_same_link(payer: Payer, world: World) -> None:
    given = await payer.to_the_due_link()
    again = await payer.say(PAY)
    assert again.responses == ["utter_paiement_lien_tout_repris"] and link_of(again) == link_of(given)
    assert_no_figure(again)
    assert len(rows(world, LINKS)) == 1


async def test_while_a_payment_is_on_its_way_no_other_is_prepared(payer: Payer, world: World) -> None:
    await decide(link_of(await payer.to_the_due_link()), "accepter", retard="600")
    answer = await payer.say(PAY)
    assert answer.responses == ["utter_paiement_lien_en_cours"] and answer.links == {}
    assert_no_figure(answer)


@pytest.mark.parametrize("service", ["billing", "payments"])
@pytest.mark.parametrize("fault", ["down", "error", "slow", "empty"])
async def test_a_service_that_fails_is_said_and_a_retry_serves(
    payer: Payer, world: World, service: str, fault: str
) -> None:
    await payer.say(PAY)
    world.backends.break_(service, fault)  # type: ignore[arg-type]
    failed = await payer.customer.identify(payer.number, payer.fact)
    assert failed.responses[-1] == "utter_service_indisponible" and failed.links == {}
    assert_no_figure(failed)
    world.mend()
    again = await payer.press("Réessayer", failed)
    assert again.responses[-1].startswith("utter_paiement_lien_tout")
    assert len(rows(world, LINKS)) == 1


async def test_a_wrong_identity_gives_no_link(payer: Payer, world: World) -> None:
    await payer.say(PAY)
    refused = await payer.customer.identify(payer.number, "75001")
    assert "utter_identite_inconnue" in refused.responses and refused.links == {}
    given = await payer.customer.identify(payer.number, payer.fact)
    assert given.responses[-1] == "utter_paiement_lien_tout" and len(rows(world, LINKS)) == 1


@pytest.mark.parametrize(
    ("said", "amount"),
    [("je veux payer 50 euros", "50.00"), ("je veux payer ma facture d'électricité", "184.20")],
)
async def test_an_amount_or_a_bill_that_is_named_needs_the_code(
    payer: Payer, world: World, said: str, amount: str
) -> None:
    await payer.say(said)
    asked = await payer.customer.identify(payer.number, payer.fact)
    assert "utter_paiement_code" in asked.responses and rows(world, LINKS) == []
    assert_no_figure(asked)
    readback = await payer.customer.give_code(asked)
    assert readback.responses[-1] == "utter_recap_paiement_retard"
    assert amounts_in(readback.text)[0] == Decimal(amount)
    assert (await payer.say("oui")).responses == ["utter_paiement_lien"]


async def test_a_bill_named_by_its_month_needs_the_code_and_today_names_none(world: World, payer: Payer) -> None:
    assert (await payer.to_the_due_link("je veux payer aujourd'hui")).responses[-1] == "utter_paiement_lien_tout"
    other = Payer(world.customer(), world, *OVERDUE)
    last_month = plain(format_month(world.backends.clock().date().replace(day=1) - timedelta(days=1)))
    assert "utter_paiement_code" in (await other.to_the_due_link(f"je veux payer ma facture de {last_month}")).responses


class LinkStanding(Standing):
    """At the postcode: the answer to it makes the link."""

    @property
    def form(self) -> Form:
        return replace(super().form, submit=ACTION)


IDENTITY = Path(
    form="identite_form",
    intent="effectuer_paiement",
    answers={"identite_reference": OVERDUE[0], "identite_second_fait": OVERDUE[1]},
)


@pytest.mark.parametrize("kill", KILLS, ids=str)
async def test_one_link_whatever_dies(world: World, kill: Kill) -> None:
    stood = await stand_at(world, IDENTITY, "identite_second_fait")
    standing = LinkStanding(world, stood.customer, stood.path, stood.field, stood.question, stood.slots, 0)
    answer = await confirm(standing, kill)
    world.mend()
    if kill in TRIED_AGAIN:
        answer = await stood.customer.say(PAY)
    assert answer.responses[-1].startswith("utter_paiement_lien_tout"), answer.responses
    assert_no_figure(answer)
    said = [name for name in answer.responses if name]
    assert len(said) == len(set(said)) and world.store.unhandled(stood.customer.conversation) == []
    assert [status for status, *_ in rows(world, LINKS)] == ["ouvert"]
    assert keyed_writes(world, stood.customer, ACTION) <= 1 + (kill in TRIED_AGAIN)
