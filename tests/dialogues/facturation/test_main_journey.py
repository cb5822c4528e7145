"""The main job: a customer on the website understands their bill."""

from __future__ import annotations

import io
import re
import time

import httpx
import pytest
from pypdf import PdfReader

from tests.dialogues.amounts import amounts_in, causes_in
from tests.dialogues.bot import Answer, Customer, plain
from tests.dialogues.conftest import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIRST = "bjr g rien compri a ma derniere facture elle a doublé"


async def explained(customer: Customer) -> Answer:
    await customer.say(FIRST)
    return await customer.verify()


def said(answer: Answer, response: str) -> str:
    return plain(next(entry.text for entry in answer.entries if entry.response == response))


async def test_identity_is_asked_after_the_general_answer(customer: Customer) -> None:
    first = await customer.say(FIRST)
    assert first.responses == ["utter_presentation", "utter_explication_facture", "utter_ask_identite_reference"]
    assert "intelligence artificielle" in first
    assert (await customer.say("10000001")).responses == ["utter_ask_identite_second_fait"]
    choice = await customer.say("69003")
    assert choice.responses == ["utter_ask_identite_canal"]
    assert "camille" not in choice.text.lower() and not re.search(r"06 ?39", choice.text)


async def test_the_causes_add_up_to_the_difference(customer: Customer) -> None:
    answer = await explained(customer)
    assert answer.responses[:3] == ["utter_identite_reussie", "utter_facture_resume", "utter_facture_en_hausse"]
    change = said(answer, "utter_facture_en_hausse")
    causes, (difference, previous) = causes_in(change), amounts_in(change)[:2]
    total = amounts_in(said(answer, "utter_facture_resume"))[0]
    assert len(causes) >= 3
    assert sum(causes) == difference == total - previous


async def test_figures_come_from_the_billing_system(customer: Customer, world: World) -> None:
    answer = await explained(customer)
    token = world.store.identity(customer.conversation, world.backends.clock()).token or ""
    bills = await world.services.clients.billing.bills(token)
    newest = bills[0]
    explanation = await world.services.clients.billing.explanation(token, newest.id)
    assert amounts_in(said(answer, "utter_facture_resume")) == [newest.total]
    assert sorted(causes_in(said(answer, "utter_facture_en_hausse"))) == sorted(
        cause.amount for cause in explanation.causes if cause.amount
    )


async def test_due_date_and_last_payment_close_the_answer(customer: Customer) -> None:
    answer = await explained(customer)
    due = next(entry for entry in answer.entries if (entry.response or "").startswith("utter_facture_a_regler"))
    assert re.search(r"avant le \w+ \d{1,2}(er)? \w+ 2\d{3}", plain(due.text))
    assert "Dernier paiement reçu" in due.text


async def test_the_pdf_opens_and_agrees(customer: Customer) -> None:
    explanation = await explained(customer)
    total = amounts_in(said(explanation, "utter_facture_resume"))[0]
    copy = await customer.say("envoyez la moi en pdf")
    assert copy.responses[0] == "utter_demander_copie_facture"
    (title, url), *_ = copy.links.items()
    assert "PDF" in title
    async with httpx.AsyncClient() as client:
        response = await client.get(url)
    assert response.status_code == 200 and response.headers["content-type"].startswith("application/pdf")
    text = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages))
    assert total in amounts_in(text)
    assert "Camille" in text


async def test_the_conversation_takes_under_a_minute_of_bot_time(customer: Customer) -> None:
    started = time.monotonic()
    await explained(customer)
    await customer.say("envoyez la moi en pdf")
    assert time.monotonic() - started < 60


async def test_a_follow_up_keeps_the_subject(customer: Customer) -> None:
    await explained(customer)
    await customer.say("envoyez la moi en pdf")
    june = await customer.say("et celle de juin ?")
    assert "utter_copie_facture" in june.responses and " juin " in june.text


async def test_another_energy_is_one_button_away(customer: Customer) -> None:
    answer = await explained(customer)
    gas = await customer.press("Ma facture de gaz", answer)
    assert "Votre facture de gaz" in gas


async def test_no_one_time_code_is_kept_in_clear(customer: Customer, world: World) -> None:
    await customer.say(FIRST)
    await customer.identify()
    await customer.say("par sms")
    code = await customer.code()
    await customer.say(f"c'est le {code}")
    tracker = await world.agent.tracker_store.retrieve(customer.conversation)
    assert tracker is not None and code not in str([event.as_dict() for event in tracker.events])
    assert all(code not in entry.text for entry in world.store.messages_after(customer.conversation))
    assert world.store.identity(customer.conversation, world.backends.clock()).level == 2
