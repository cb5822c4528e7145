"""A process that dies in mid-turn: the customer sees each answer once, and nothing is written twice."""

from __future__ import annotations

import uuid

import pytest
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from channels.door import Door
from channels.incoming import Incoming
from channels.presence import Presence
from channels.startup import kind_of_danger
from channels.texts import Texts
from tests.dialogues.accueil.test_accueil import tickets_of
from tests.dialogues.bot import CHANNEL, Answer, Customer
from tests.dialogues.conftest import World, assistant_of
from tests.dialogues.formes.standing import path_of
from tests.dialogues.killing import KILLS, Kill, assert_written_once

pytestmark = pytest.mark.asyncio(loop_scope="session")


def next_door(world: World) -> Door:
    """The door of the process that starts after the one that died."""
    texts = Texts(world.services.catalogue, world.services.brand.texts)
    return Door(world.store, texts, assistant_of(world.agent), kind_of_danger, Presence.of_this_process())


async def left_behind(customer: Customer, world: World, text: str) -> str:
    """A message that reached the inbox of a process that then died."""
    received = world.store.receive(customer.conversation, CHANNEL, uuid.uuid4().hex, text)  # held by nobody alive
    return received.inbox_id


async def answers_after_restart(world: World, inbox_id: str) -> Answer:
    door = next_door(world)
    await door.resume()
    await door.close()
    return Answer(tuple(world.store.answers_to(inbox_id)))


async def test_killed_before_the_turn(customer: Customer, world: World) -> None:
    await customer.say("bonjour")
    inbox_id = await left_behind(customer, world, "combien je dois")
    answer = await answers_after_restart(world, inbox_id)
    assert answer.responses == ["utter_renseignements_sur_solde", "utter_ask_identite_reference"]
    again = await answers_after_restart(world, inbox_id)
    assert again == answer


async def test_killed_between_the_tracker_and_the_outbox(customer: Customer, world: World) -> None:
    await customer.say("je conteste ma facture")
    await customer.say("oui")
    await customer.say("camille.durand@example.org")
    inbox_id = await left_behind(customer, world, "oui")
    message = UserMessage(
        "oui",
        CollectingOutputChannel(),
        customer.conversation,
        input_channel=CHANNEL,
        message_id=inbox_id,
        metadata={"message_id": inbox_id, "channel": CHANNEL},
    )
    await world.agent.handle_message(message)
    calls = world.endpoint.calls["action_dossier_fin"]
    answer = await answers_after_restart(world, inbox_id)
    assert answer.responses == ["utter_dossier_ouvert_public"]
    assert world.endpoint.calls["action_dossier_fin"] == calls  # rebuilt from the tracker, not run again


@pytest.mark.parametrize("kill", KILLS, ids=str)
async def test_one_case_whatever_dies(world: World, kill: Kill) -> None:
    before = await tickets_of(world)
    answer = await assert_written_once(world, path_of("dossier_form"), kill)
    assert "utter_dossier_ouvert_public" in answer.responses
    assert await tickets_of(world) == before + 1


async def test_the_same_message_twice_is_answered_once(customer: Customer, world: World) -> None:
    first = await customer.say("bonjour", message_id="same")
    accepted = await world.door.accept(_incoming(customer, "same", "bonjour"))
    assert accepted.duplicate and accepted.turn is None
    assert Answer(tuple(world.store.answers_to(accepted.inbox_id or ""))) == first


def _incoming(customer: Customer, message_id: str, text: str) -> Incoming:
    return Incoming(CHANNEL, customer.address, message_id, text=text)
