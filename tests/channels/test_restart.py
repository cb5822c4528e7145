"""A process may stop at any moment: the customer still gets each answer, once."""

from __future__ import annotations

import asyncio

from channels.door import Door
from channels.incoming import Accepted, Incoming
from tests.channels.scripted import ScriptedAgent
from tests.channels.telling import answers, tell


async def kill(accepted: Accepted) -> None:
    """Stop a turn as the end of its process would: without a word."""
    accepted.turn.cancel()
    await asyncio.wait({accepted.turn})


class TestRestart:
    async def die(self, door: Door, text: str) -> Accepted:
        accepted = await door.accept(Incoming("texte", "camille", "m", text))
        await asyncio.sleep(0.1)
        await kill(accepted)
        return accepted

    async def restart(self, open_door, agent: ScriptedAgent) -> int:
        door = open_door(agent)
        resumed = await door.resume()
        await door.close()
        return resumed

    async def test_a_message_kept_but_not_begun_is_answered(self, open_door, agent, store):
        door = open_door(agent)
        conversation = door.open("texte", "camille")
        inbox_id = store.receive(conversation, "texte", "m", "bonjour", holder=door.presence.name).inbox_id
        assert await self.restart(open_door, agent) == 1
        assert [entry.text for entry in store.answers_to(inbox_id)] == ["Vous dites : bonjour"]
        assert store.unhandled() == []

    async def test_a_turn_lost_half_way_runs_again_and_is_seen_once(self, open_door, store):
        first = ScriptedAgent(bonjour=[{"text": "Un."}, asyncio.Event().wait, {"text": "Deux."}])
        accepted = await self.die(open_door(first), "bonjour")
        assert answers(store, accepted) == ["Un."]
        second = ScriptedAgent(bonjour=[{"text": "Un."}, {"text": "Deux."}])
        await self.restart(open_door, second)
        assert answers(store, accepted) == ["Un.", "Deux."]
        assert len(second.heard) == 1

    async def test_a_turn_that_was_saved_is_rebuilt_and_not_run_again(self, open_door, store):
        first = ScriptedAgent(bonjour=[{"text": "Un.", "utter_action": "utter_un"}, {"text": "Deux."}])
        first.dies_before_saying = True
        accepted = await self.die(open_door(first), "bonjour")
        assert answers(store, accepted) == []
        first.dies_before_saying = False
        await self.restart(open_door, first)
        assert answers(store, accepted) == ["Un.", "Deux."]
        assert len(first.heard) == 1

    async def test_a_turn_delivered_but_not_marked_is_not_repeated(self, open_door, store):
        agent = ScriptedAgent(bonjour=[{"text": "Un."}, {"text": "Deux."}])
        accepted = await tell(open_door(agent), "bonjour", message_id="m")
        with store.database.write() as connection:
            connection.exec_driver_sql("UPDATE conversation_inbox SET handled_at = NULL, holder = 'host:1:old'")
        await self.restart(open_door, agent)
        assert answers(store, accepted) == ["Un.", "Deux."]
        assert len(agent.heard) == 1

    async def test_messages_left_behind_are_answered_in_order(self, open_door, agent, store):
        door = open_door(agent)
        conversation = door.open("texte", "camille")
        for text in ("1", "2", "3"):
            store.receive(conversation, "texte", text, text, holder=door.presence.name)
        assert await self.restart(open_door, agent) == 3
        assert agent.texts == ["1", "2", "3"]

    async def test_a_living_process_keeps_its_messages(self, open_door, agent, store):
        door = open_door(agent)
        conversation = door.open("texte", "camille")
        store.receive(conversation, "texte", "m", "bonjour", holder="another-host:7:boot")
        assert await self.restart(open_door, agent) == 0
        assert agent.heard == []

    async def test_a_message_being_answered_is_not_taken_up_twice(self, door, agent):
        release = asyncio.Event()
        agent.script["attends"] = [release.wait, {"text": "voilà"}]
        accepted = await door.accept(Incoming("texte", "camille", "m", "attends"))
        await asyncio.sleep(0.05)
        assert await door.resume() == 0
        release.set()
        await accepted.answered()
        assert len(agent.heard) == 1


class TestDangerLeftBehind:
    """After a restart a danger waits neither for the crowd, nor for its own turn, nor for a process that may live."""

    GAS = "ça sent le gaz"

    def left(self, door: Door, store, name: str, text: str, holder: str | None = None) -> str:
        conversation = door.open("texte", name)
        return store.receive(conversation, "texte", text, text, holder=holder or door.presence.name).inbox_id

    async def test_it_is_taken_up_before_the_others(self, open_door, agent, store):
        dead = open_door(agent)
        for number in range(5):
            self.left(dead, store, f"client-{number}", "bonjour")
        self.left(dead, store, "camille", "bonjour")
        self.left(dead, store, "camille", self.GAS)
        door = open_door(agent)
        assert await door.resume() == 7
        await door.close()
        # Its own conversation keeps its order, and goes before all others.
        assert agent.heard[0].sender_id == door.open("texte", "camille")
        assert [heard.text for heard in agent.heard if heard.sender_id == agent.heard[0].sender_id] == [
            "bonjour",
            self.GAS,
        ]

    async def test_it_does_not_wait_for_a_turn_that_is_slow_again(self, open_door, store):
        slow = ScriptedAgent(bonjour=[asyncio.Event().wait])
        dead = open_door(slow)
        self.left(dead, store, "camille", "bonjour")
        inbox_id = self.left(dead, store, "camille", self.GAS)
        door = open_door(slow)
        door._guard._patience = 0.05
        await door.resume()
        await asyncio.sleep(0.2)
        assert [entry.response for entry in store.answers_to(inbox_id)] == ["utter_danger_gaz"]
        await door.close(seconds=0)

    async def test_it_does_not_wait_for_a_process_that_may_be_alive(self, open_door, agent, store):
        door = open_door(agent)
        inbox_id = self.left(door, store, "camille", self.GAS, holder="another-host:7:boot")
        door._guard._patience = 0.05
        for _ in range(2):
            assert await door.resume() == 0
            await asyncio.sleep(0.15)
        assert agent.heard == []  # the turn is the other's, the safety answer is anybody's
        assert [entry.response for entry in store.answers_to(inbox_id)] == ["utter_danger_gaz"]
        assert store.danger(door.open("texte", "camille")) == "gaz"
