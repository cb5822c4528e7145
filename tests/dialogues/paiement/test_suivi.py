"""What became of a payment, what comes next, and what was paid: every figure from the systems of record."""

from __future__ import annotations

import io
from decimal import Decimal

import httpx
import pytest
from pypdf import PdfReader

from courant.french.dates import format_month
from tests.dialogues.amounts import amounts_in
from tests.dialogues.bot import Customer, plain
from tests.dialogues.conftest import World
from tests.dialogues.paiement.paying import (
    ARREARS,
    DEBITED,
    NO_BILL,
    OVERDUE,
    Payer,
    decide,
    link_of,
    settle,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

RECEIVED = "est-ce que vous avez bien reçu mon paiement ?"
DUE = "c'est quand ma prochaine échéance ?"
HISTORY = "montrez-moi l'historique de mes paiements"


async def asked(world: World, who: tuple[str, str], request: str) -> tuple[Payer, object]:
    payer = Payer(world.customer(), world, *who)
    return payer, await payer.to_the_answer(request)


async def test_a_payment_by_link_is_confirmed_with_the_bill_that_it_settles(payer: Payer, world: World) -> None:
    await decide(link_of(await payer.to_the_link()), "accepter")
    link = (await payer.links())[0]
    await settle(world, link.reference)
    answer = await payer.say(RECEIVED)
    assert answer.responses[-1] == "utter_paiement_verif_impute"
    bill = (await payer.links())[0].allocations[0].bill_number
    assert str(bill) in answer and link.reference in answer
    assert amounts_in(answer.text) == [Decimal("184.20")] * 2


async def test_a_payment_that_is_not_yet_on_the_account_is_said_to_be_accepted(payer: Payer, world: World) -> None:
    await decide(link_of(await payer.to_the_link()), "accepter")
    await settle(world, (await payer.links())[0].reference)
    payer.take_off_the_account()
    answer = await payer.say(RECEIVED)
    assert answer.responses[-1] == "utter_paiement_verif_accepte"
    assert "184,20 €" in answer and "Vous n'avez plus rien à faire" in answer


async def test_a_payment_on_its_way_is_not_to_be_paid_again(payer: Payer) -> None:
    await decide(link_of(await payer.to_the_link()), "accepter", retard="600")
    answer = await payer.say(RECEIVED)
    assert answer.responses[-1] == "utter_paiement_verif_en_cours" and "Ne payez pas une seconde fois" in answer


@pytest.mark.parametrize(
    ("decision", "response", "words"),
    [
        ("refuser", "utter_paiement_verif_refuse", "la banque l'a refusé"),
        ("abandonner", "utter_paiement_verif_abandonne", "Rien n'a été prélevé"),
    ],
)
async def test_a_payment_that_failed_is_said_with_its_reason(
    payer: Payer, decision: str, response: str, words: str
) -> None:
    await decide(link_of(await payer.to_the_link()), decision)
    answer = await payer.say(RECEIVED)
    assert answer.responses[-1] == response and words in answer and "Payer maintenant" in answer.buttons


async def test_a_link_that_was_not_used_is_given_again(payer: Payer) -> None:
    given = await payer.to_the_link()
    answer = await payer.say(RECEIVED)
    assert answer.responses[-1] == "utter_paiement_verif_ouvert" and link_of(answer) == link_of(given)


async def test_the_last_payment_received_is_told_with_its_means(world: World) -> None:
    payer, answer = await asked(world, OVERDUE, RECEIVED)
    last = next(one for one in await payer.received() if one.status == "recu")
    assert answer.responses[-1] == "utter_paiement_verif_recu"
    assert amounts_in(answer.text) == [last.amount] and "chèque" in answer and str(last.bill_number) in answer


async def test_a_debit_that_is_announced_is_told_before_the_last_payment(world: World) -> None:
    _, answer = await asked(world, DEBITED, RECEIVED)
    assert answer.responses[-2:] == ["utter_paiement_verif_prevu", "utter_paiement_verif_recu"]
    assert "prélèvement" in answer


async def test_a_payment_that_is_not_there_is_not_made_up(world: World) -> None:
    payer, answer = await asked(world, OVERDUE, "avez-vous reçu mon paiement de 77,70 euros ?")
    assert answer.responses[-1] == "utter_paiement_verif_introuvable"
    assert Decimal("77.70") not in amounts_in(answer.text) and "Paiement en erreur" in answer.buttons
    last = next(one for one in await payer.received() if one.status == "recu")
    assert amounts_in(answer.text) == [last.amount]


async def test_nobody_has_paid_yet(world: World) -> None:
    _, answer = await asked(world, NO_BILL, RECEIVED)
    assert answer.responses[-1] == "utter_paiement_verif_aucun"


async def test_what_is_late_is_said_with_how_long(world: World) -> None:
    payer, answer = await asked(world, ARREARS, DUE)
    bills = await world.services.clients.billing.open_bills(payer.token)
    late = [bill for bill in bills if bill.overdue]
    said = [plain(entry.text) for entry in answer.entries if entry.response == "utter_echeance_retard"]
    assert [amounts_in(text)[0] for text in said] == [bill.left for bill in late]
    today = world.backends.clock().date()
    assert all(f"il y a {(today - bill.due_on).days} jours" in text for bill, text in zip(late, said, strict=True))
    assert "Payer maintenant" in answer.buttons


async def test_the_next_bill_is_told_with_its_day(world: World) -> None:
    payer, answer = await asked(world, ("10000001", "69003"), DUE)
    bill = (await world.services.clients.billing.open_bills(payer.token))[0]
    assert "utter_echeance_prochaine" in answer.responses
    assert bill.left in amounts_in(answer.text) and str(bill.due_on.year) in answer


async def test_a_debit_asks_nothing_of_the_customer(world: World) -> None:
    _, answer = await asked(world, DEBITED, DUE)
    assert "utter_echeance_prelevement" in answer.responses and "Vous n'avez rien à faire" in answer
    assert "Payer maintenant" not in {
        button.title for entry in answer.entries if entry.response == "utter_echeance_suite" for button in entry.buttons
    }


async def test_nothing_is_to_come(world: World) -> None:
    _, answer = await asked(world, NO_BILL, DUE)
    assert answer.responses[-1] == "utter_echeance_aucune" and amounts_in(answer.text) == []


async def test_past_payments_are_listed_newest_first_and_paged(world: World) -> None:
    payer, first = await asked(world, OVERDUE, HISTORY)
    known = await payer.received()
    assert first.responses[-1] == "utter_historique_liste"
    listed = plain(first.entries[-1].text).splitlines()[1:]
    assert [amounts_in(line)[0] for line in listed] == [one.amount for one in known[:6]]
    assert listed[0].startswith(f"• {known[0].received_on:%d/%m/%Y} : ") and "chèque" in listed[0]
    assert str(known[0].bill_number) in listed[0]
    if len(known) > 6:
        more = await payer.press("Plus anciens", first)
        assert more.responses == ["utter_historique_suite"]
        assert amounts_in(more.text)[0] == known[6].amount


async def test_past_payments_of_a_period(world: World) -> None:
    payer, _ = await asked(world, OVERDUE, HISTORY)
    known = await payer.received()
    day = known[0].received_on
    answer = await payer.say(f"la liste de mes paiements en {plain(format_month(day))}")
    assert answer.responses[-1] == "utter_historique_liste"
    same = [one.amount for one in known if (one.received_on.year, one.received_on.month) == (day.year, day.month)]
    assert amounts_in(answer.text) == same
    none = await payer.say("la liste de mes paiements en janvier 2019")
    assert none.responses[-1] == "utter_historique_vide" and "janvier 2019" in none


async def test_a_receipt_can_be_opened_from_the_list(payer: Payer, world: World) -> None:
    await decide(link_of(await payer.to_the_link()), "accepter")
    link = (await payer.links())[0]
    await settle(world, link.reference)
    answer = await payer.say(HISTORY)
    title, url = next((title, url) for title, url in answer.links.items() if title.startswith("Reçu de"))
    assert "184,20 €" in title
    async with httpx.AsyncClient(trust_env=False) as http:
        document = await http.get(url)
    text = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document.content)).pages))
    assert link.reference in text and amounts_in(text)[0] == Decimal("184.20")


async def test_the_list_is_told_without_receipts_when_the_payment_system_is_down(world: World) -> None:
    payer, _ = await asked(world, OVERDUE, HISTORY)
    world.backends.break_("payments", "down")
    answer = await payer.say(HISTORY)
    assert answer.responses[-1] == "utter_historique_liste" and not [t for t in answer.links if t.startswith("Reçu")]


async def test_accepted_means_need_no_identity(customer: Customer) -> None:
    answer = await customer.say("quels moyens de paiement acceptez-vous ?")
    assert answer.responses[-1] == "utter_moyens_paiement_acceptes"
    for means in ("carte", "prélèvement", "virement", "chèque", "espèces", "chèque énergie", "TIP SEPA"):
        assert means in answer
