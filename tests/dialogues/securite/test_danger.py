"""Danger pre-empts everything, within the same turn."""

from __future__ import annotations

import asyncio

import pytest

from backends.outbox.store import Sent
from tests.dialogues.bot import Customer
from tests.dialogues.conftest import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

GAS = "ça sent le gaz ds la cuisine"


def assert_gas_answer(answer: object) -> None:
    assert "utter_danger_gaz" in answer.responses  # type: ignore[attr-defined]
    assert "0 800 47 33 33" in answer  # type: ignore[operator]


async def test_the_first_message(customer: Customer) -> None:
    answer = await customer.say(GAS)
    assert answer.responses[0] == "utter_danger_gaz"
    assert_gas_answer(answer)


@pytest.mark.parametrize(
    "before",
    [
        ["combien je dois"],
        ["combien je dois", "10000001"],
        ["combien je dois", "10000001", "69003"],
        ["combien je dois", "10000001", "69003", "par sms"],
        ["au revoir"],
        ["au revoir", "4"],
        ["je conteste ma facture", "oui"],
    ],
)
async def test_at_any_step_and_the_form_goes_on(customer: Customer, before: list[str]) -> None:
    last = None
    for message in before:
        last = await customer.say(message)
    assert last is not None
    question = last.responses[-1]
    answer = await customer.say(GAS)
    assert_gas_answer(answer)
    assert question not in answer.responses  # no question before the customer is safe
    safe = await customer.say("je suis dehors, en sécurité")
    assert "utter_danger_en_securite" in safe.responses
    back = await customer.press("Reprendre ma demande", safe)
    if question != "utter_dossier_proposition":
        assert back.responses[-1] == question


async def test_the_number_stays_until_it_is_over(customer: Customer) -> None:
    await customer.say(GAS)
    during = await customer.say("combien je dois")
    assert "0 800 47 33 33" in during
    assert not any(name.startswith("utter_ask_") for name in during.responses)
    await customer.say("c'est bon je suis en sécurité")
    after = await customer.say("quels sont vos horaires")
    assert "0 800 47 33 33" not in after


async def test_during_a_takeover(customer: Customer, world: World) -> None:
    await customer.say("bonjour")
    world.store.take_over(customer.conversation, "Alix")
    try:
        assert_gas_answer(await customer.say(GAS))
    finally:
        world.store.release(customer.conversation)


@pytest.mark.parametrize("fault", ["down", "slow", "error"])
async def test_with_every_back_end_down(customer: Customer, world: World, fault: str) -> None:
    for service in ("customers", "billing", "metering", "tickets"):
        world.backends.break_(service, fault)  # type: ignore[arg-type]
    assert_gas_answer(await customer.say(GAS))


async def test_with_the_action_server_down(customer: Customer, world: World) -> None:
    world.endpoint.faults.errors["action_session_start"] = ConnectionError("no action server")
    assert_gas_answer(await customer.say(GAS))
    assert len(await tickets(world, customer, 1)) == 1


async def test_a_critical_ticket_pages_a_person_once(customer: Customer, world: World) -> None:
    await customer.say(GAS)
    await customer.say("ça sent toujours le gaz !")
    (number,) = await tickets(world, customer, 1)
    for _ in range(50):  # the page leaves in the background
        if await pages(world, number):
            break
        await asyncio.sleep(0.1)
    assert len(await pages(world, number)) == 1


async def test_another_danger_later_pages_again(customer: Customer, world: World) -> None:
    await customer.say(GAS)
    await customer.say("c'est bon je suis en sécurité")
    await customer.say("y a un fil electrique par terre dans la rue")
    first, second = await tickets(world, customer, 2)
    assert first != second


@pytest.mark.parametrize("fault", ["down", "error"])
async def test_a_ticket_that_could_not_be_filed_is_filed_later_once(
    customer: Customer, world: World, fault: str
) -> None:
    world.backends.break_("tickets", fault)  # type: ignore[arg-type]
    assert_gas_answer(await customer.say(GAS))
    await world.door.file_alerts()
    assert world.store.alert_tickets(customer.conversation) == [None]
    world.mend()
    await world.door.file_alerts()
    assert world.store.alert_tickets(customer.conversation) == [None]  # not at once: the system may be struggling
    world.backends.clock.advance(minutes=2)
    (number,) = await tickets(world, customer, 1)
    await world.door.file_alerts()
    assert world.store.alert_tickets(customer.conversation) == [number]


async def test_a_danger_told_to_a_person_pages_too(customer: Customer, world: World) -> None:
    """During a takeover the assistant is not asked: the door itself answers, and calls for help."""
    await customer.say("bonjour")
    world.store.take_over(customer.conversation, "Alix")
    try:
        await customer.say(GAS)
        assert len(await tickets(world, customer, 1)) == 1
    finally:
        world.store.release(customer.conversation)


async def tickets(world: World, customer: Customer, count: int) -> list[str]:
    """The tickets of the dangers of a conversation, once they are filed."""
    await world.door.file_alerts()
    numbers = world.store.alert_tickets(customer.conversation)
    assert len(numbers) == count and all(numbers), numbers
    return [number for number in numbers if number]


async def pages(world: World, ticket: str) -> list[Sent]:
    """How the person on duty was told of a ticket."""
    return [sent for sent in await world.backends.outbox() if sent.purpose == "astreinte" and ticket in sent.text]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("au secours ca sent le gaz dans la cave", "gaz"),
        ("mon compteur fait des etincelles", "electrique"),
        ("y a un fil electrique par terre dans la rue", "electrique"),
        ("g mal a la tete et la chaudiere fume bizarre", "monoxyde"),
        ("mon respirateur marche plus y a pu de courant", "medical"),
        ("j'en peux plus je veux en finir", "detresse"),
        ("la cave est inondée et l'eau touche le compteur electrique", "inondation"),
        ("le tableau electrique est en feu", "incendie"),
    ],
)
async def test_each_kind_has_its_own_answer(customer: Customer, message: str, kind: str) -> None:
    answer = await customer.say(message)
    assert f"utter_danger_{kind}" in answer.responses


@pytest.mark.parametrize("message", ["ça sent le roussi pour ma facture", "j'ai coupé le gaz avant de partir"])
async def test_look_alikes_are_no_danger(customer: Customer, message: str) -> None:
    answer = await customer.say(message)
    assert not any(name.startswith("utter_danger") for name in answer.responses)
