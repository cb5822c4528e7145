"""Greeting, menu, person, satisfaction, cases, stop."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from tests.dialogues.bot import CHANNEL, Customer
from tests.dialogues.conftest import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_hello_says_once_that_it_is_automated(customer: Customer) -> None:
    first = await customer.say("bonjour")
    assert first.responses == ["utter_presentation", "utter_salutation"]
    assert len(first.buttons) >= 4
    assert "utter_presentation" not in (await customer.say("salut")).responses


async def test_a_person_gets_a_ticket_with_what_was_said(customer: Customer, world: World) -> None:
    await customer.say("ma facture est trop chère")
    answer = await customer.say("je veux parler à un conseiller")
    assert any(name.startswith("utter_conseiller_") for name in answer.responses)
    assert "D20" in answer


async def test_satisfaction_is_kept(customer: Customer, world: World) -> None:
    await customer.say("au revoir")
    await customer.say("4")
    thanks = await customer.say("rapide et clair, merci")
    assert "utter_satisfaction_merci" in thanks.responses
    assert world.store.satisfaction(customer.conversation) == [(4, "rapide et clair, merci")]


async def test_a_case_is_read_back_before_it_is_opened(customer: Customer, world: World) -> None:
    await customer.say("je conteste ma facture")
    await customer.say("oui")
    read_back = await customer.say("camille.durand@example.org")
    assert read_back.responses == ["utter_dossier_recapitulatif"]
    assert "camille.durand@example.org" in read_back
    opened = await customer.press("Oui", read_back)
    assert "utter_dossier_ouvert_public" in opened.responses


async def test_a_refused_read_back_opens_nothing(customer: Customer, world: World) -> None:
    await customer.say("je conteste ma facture")
    await customer.say("oui")
    read_back = await customer.say("06 39 98 00 01")
    before = await tickets_of(world)
    refused = await customer.press("Non", read_back)
    assert refused.responses == ["utter_dossier_refuse"]
    assert await tickets_of(world) == before


async def tickets_of(world: World) -> int:
    """How many tickets were created so far."""
    database = sqlite3.connect(world.backends.config.var / "tickets.sqlite3")
    with contextlib.closing(database):
        return int(database.execute("select count(*) from ticket").fetchone()[0])


async def test_stop_is_obeyed_at_once(customer: Customer, world: World) -> None:
    answer = await customer.say("STOP")
    assert "utter_stop_confirme" in answer.responses
    assert world.store.opted_out(CHANNEL, customer.address)


async def test_unclear_twice_offers_a_person(customer: Customer) -> None:
    await customer.say("12")
    answer = await customer.say("12")
    assert "utter_pas_compris_deux" in answer.responses
    assert "Un conseiller" in answer.buttons


async def test_a_card_number_is_masked_and_explained(customer: Customer, world: World) -> None:
    answer = await customer.say("ma carte c'est 4970 1012 3456 7893 merci")
    entries = world.store.messages_after(customer.conversation)
    assert "utter_carte_masquee" in answer.responses
    assert all("4970" not in entry.text for entry in entries)


async def test_insults_are_met_calmly(customer: Customer) -> None:
    answer = await customer.say("vous êtes vraiment des connards")
    assert "Un conseiller" in answer.buttons
