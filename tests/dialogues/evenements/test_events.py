"""System events through the whole assistant: Rasa runs their action, and what was under way stays as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from rasa.shared.core.events import UserUttered

from tests.dialogues.bot import Answer, Customer
from tests.dialogues.conftest import World
from tests.dialogues.interventions import (
    NEWS_ACTION,
    NEWS_SAID,
    News,
    end_session,
    event,
    hear_news,
    new_door,
    restarted,
    telling,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

GAS = "ça sent le gaz dans la cuisine"


@pytest.fixture
def news(world: World) -> Iterator[News]:
    with telling(world) as found:
        yield found


async def send(world: World, customer: Customer, identifier: str = "", **data: object) -> Answer:
    accepted = await new_door(world).notify(customer.conversation, event(identifier, **data))
    await accepted.answered()
    return Answer(tuple(world.store.answers_to(accepted.inbox_id or "")))


async def transcript(world: World, customer: Customer) -> list[str]:
    return [entry.response or "" for entry in world.store.messages_after(customer.conversation)]


async def test_the_action_gets_what_the_system_sent(customer: Customer, world: World, news: News) -> None:
    await customer.say("bonjour")
    answer = await send(world, customer, "pay-1", montant=4550, carte="****1234")
    assert answer.responses == [NEWS_SAID]
    (told,) = news.told
    assert (told.id, told.kind, told.data) == ("pay-1", "essai.nouvelle", {"montant": 4550, "carte": "****1234"})


async def test_a_duplicate_is_told_once(customer: Customer, world: World, news: News) -> None:
    await customer.say("bonjour")
    for _ in range(3):
        await send(world, customer, "pay-2")
    assert len(news.told) == 1
    assert (await transcript(world, customer)).count(NEWS_SAID) == 1


async def test_it_is_no_message_of_the_customer(customer: Customer, world: World, news: News) -> None:
    await customer.say("bonjour")
    before = len(await heard(world, customer))
    await send(world, customer)
    assert len(await heard(world, customer)) == before
    assert (await customer.say("combien je dois")).responses[-1] == "utter_ask_identite_reference"


async def test_a_proposition_still_waits_for_its_yes(customer: Customer, world: World, news: News) -> None:
    await customer.say("je conteste ma facture")
    await send(world, customer)
    assert (await customer.say("oui")).responses == ["utter_ask_dossier_contact"]


async def test_before_the_customer_has_written_anything(world: World, news: News) -> None:
    customer = world.customer()
    world.door.open("texte", customer.address)
    assert (await send(world, customer)).responses == [NEWS_SAID]
    assert "utter_salutation" in (await customer.say("bonjour")).responses


async def test_after_the_session_has_ended_the_open_task_is_still_offered(
    customer: Customer, world: World, news: News
) -> None:
    await customer.say("je conteste ma facture")
    await customer.say("oui")
    end_session(world, customer)
    assert (await send(world, customer)).responses == [NEWS_SAID]  # nothing is offered out of the blue
    assert (await customer.say("bonjour")).responses[0] == "utter_proposition_reprise"


async def test_a_danger_stays_first(customer: Customer, world: World, news: News) -> None:
    await customer.say(GAS)
    told = await send(world, customer)
    assert told.responses == [NEWS_SAID] and "0 800 47 33 33" in told
    during = await customer.say("combien je dois")
    assert not any(name.startswith("utter_ask_") for name in during.responses)
    assert world.store.danger(customer.conversation) == "gaz"


async def test_what_fails_is_silent_and_told_later_with_the_same_keys(
    customer: Customer, world: World, news: News
) -> None:
    await customer.say("bonjour")
    news.fails = 2
    door = new_door(world)
    accepted = await door.notify(customer.conversation, event("late"))
    await accepted.answered()
    assert world.store.answers_to(accepted.inbox_id or "") == []
    for _ in range(2):
        world.backends.clock.advance(minutes=1)
        await door.resume()
        await door._lanes.drain(10)
    assert [entry.response for entry in world.store.answers_to(accepted.inbox_id or "")] == [NEWS_SAID]
    assert len(news.keys) == 3 and len(set(news.keys)) == 1
    assert accepted.inbox_id in news.keys[0]


async def test_with_the_action_server_down_nothing_is_said_out_of_the_blue(
    customer: Customer, world: World, news: News
) -> None:
    await customer.say("bonjour")
    world.endpoint.faults.errors[NEWS_ACTION] = ConnectionError("no action server")
    assert (await send(world, customer)).responses == []
    world.mend()
    world.backends.clock.advance(minutes=1)
    door = new_door(world)
    await door.resume()
    await door._lanes.drain(10)
    assert (await transcript(world, customer))[-1] == NEWS_SAID


async def test_killed_while_it_was_told(customer: Customer, world: World, news: News) -> None:
    await customer.say("bonjour")
    processor = world.agent.processor
    assert processor is not None
    reached = asyncio.Event()

    async def hang(_tracker: object) -> None:
        vars(processor).pop("save_tracker")
        reached.set()
        await asyncio.Event().wait()

    processor.save_tracker = hang
    accepted = await new_door(world).notify(customer.conversation, event("killed"))
    await asyncio.wait_for(reached.wait(), 20)
    assert accepted.turn is not None
    accepted.turn.cancel()
    await asyncio.wait({accepted.turn})
    with restarted(world) as door:
        await door.resume()
        await door.close()
    assert (await transcript(world, customer)).count(NEWS_SAID) == 1
    assert len(set(news.keys)) == 1


async def test_killed_after_the_tracker_was_saved(customer: Customer, world: World, news: News) -> None:
    await customer.say("bonjour")
    first = new_door(world)
    inbox_id = world.store.receive_event(customer.conversation, event("saved"), first.presence.name).inbox_id
    inbound = world.store.waiting(inbox_id)
    assert inbound is not None
    await first._tellings.assistant.tell(inbound, NEWS_ACTION)
    with restarted(world) as door:
        await door.resume()
        await door.close()
    assert len(news.told) == 1  # rebuilt from the tracker
    assert (await transcript(world, customer)).count(NEWS_SAID) == 1


async def test_the_slot_of_an_event_is_empty_again(customer: Customer, world: World) -> None:
    await customer.say("bonjour")
    await hear_news(world, customer)
    tracker = await world.agent.tracker_store.retrieve(customer.conversation)
    assert tracker is not None
    assert tracker.get_slot("evenement") is None
    assert tracker.latest_action_name == "action_listen"
    assert tracker.followup_action != "action_conseiller"


async def heard(world: World, customer: Customer) -> list[UserUttered]:
    tracker = await world.agent.tracker_store.retrieve_full_tracker(customer.conversation)
    assert tracker is not None
    return [one for one in tracker.events if isinstance(one, UserUttered)]
