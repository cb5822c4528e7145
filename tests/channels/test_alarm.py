"""The alarm: each danger becomes one critical ticket, tried again until the ticket system has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from channels.alarm import Alarm
from channels.texts import Texts
from courant.conversations import ConversationStore, paris_now
from tests.channels.scripted import ScriptedAgent
from tests.channels.telling import answers, tell

GAS = {"text": "Sortez. Appelez.", "utter_action": "utter_danger_gaz"}


@dataclass
class TicketSystem:
    """Takes tickets as the real client does; fails as often as it is told to."""

    fails: int = 0
    calls: list[dict[str, Any]] = field(default_factory=list)

    async def create(self, **ticket: Any) -> SimpleNamespace:
        self.calls.append(ticket)
        if self.fails:
            self.fails -= 1
            raise ConnectionError("down")
        return SimpleNamespace(number=f"D{len({call['key'] for call in self.calls})}")


@pytest.fixture
def system() -> TicketSystem:
    return TicketSystem()


@pytest.fixture
def alarm(store: ConversationStore, system: TicketSystem, texts: Texts) -> Alarm:
    return Alarm(store, system, texts)  # type: ignore[arg-type]


@pytest.fixture
def agent() -> ScriptedAgent:
    return ScriptedAgent(**{"ça sent le gaz": [GAS]})


async def test_a_danger_calls_a_person(open_door, agent, alarm, store, system):
    accepted = await tell(open_door(agent, alarm), "ça sent le gaz")
    await alarm.settled()
    (ticket,) = system.calls
    assert (ticket["priority"], ticket["kind"], ticket["summary"]) == ("critique", "urgence_gaz", "ça sent le gaz")
    assert ticket["conversation"] == accepted.conversation
    assert store.alert_tickets(accepted.conversation) == ["D1"]


async def test_several_messages_of_one_danger_call_once(open_door, agent, alarm, system):
    door = open_door(agent, alarm)
    for text in ("ça sent le gaz", "ça sent le gaz", "ça sent le gaz !!"):
        await tell(door, text)
    await alarm.settled()
    assert len(system.calls) == 1


async def test_without_the_assistant_a_person_is_called_all_the_same(open_door, alarm, system):
    agent = ScriptedAgent(**{"ça sent le gaz": [RuntimeError("everything is down")]})
    await tell(open_door(agent, alarm), "ça sent le gaz")
    await alarm.settled()
    assert len(system.calls) == 1


async def test_it_is_tried_again_until_it_is_filed_with_the_same_key(open_door, agent, alarm, store, system):
    now = [paris_now()]
    store.clock = lambda: now[0]
    system.fails = 3
    accepted = await tell(open_door(agent, alarm), "ça sent le gaz")
    assert answers(store, accepted) == ["Sortez. Appelez."]
    await alarm.settled()
    for _ in range(5):
        await alarm.file_due()  # not before its time
        now[0] += timedelta(minutes=1)
        await alarm.file_due()
    assert len(system.calls) == 4
    assert len({call["key"] for call in system.calls}) == 1
    assert store.alert_tickets(accepted.conversation) == ["D1"]


async def test_what_a_dead_process_left_is_filed_by_the_next_one(open_door, agent, store, system, texts):
    accepted = await tell(open_door(agent), "ça sent le gaz")  # no alarm: it died before it could call
    assert system.calls == []
    await Alarm(store, system, texts).file_due()
    assert store.alert_tickets(accepted.conversation) == ["D1"]


async def test_whoever_knows_the_customer_says_so(open_door, agent, alarm, store, system):
    door = open_door(agent, alarm)
    conversation = door.open("texte", "camille")
    store.grant(conversation, 1, "10000001", "token", paris_now() + timedelta(minutes=30))
    await tell(door, "ça sent le gaz")
    await alarm.settled()
    assert system.calls[0]["summary"] == "10000001 : ça sent le gaz"
    assert system.calls[0]["customer_token"] is None
