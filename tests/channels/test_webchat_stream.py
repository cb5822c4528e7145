"""The web chat's stream loses nothing and ends when it must."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from channels.webchat import WebchatInput, stream
from courant.conversations import Author, OutMessage
from tests.channels.served import client_of
from tests.channels.visitor import CONFIG, SITE, events, open_session, send, take


class TestStream:
    async def test_it_begins_after_the_last_event_seen(self, client, store):
        await open_session(client)
        await send(client, "un")
        await asyncio.sleep(0.1)
        async with events(client, after=2) as stream:
            found = await take(stream, "message")
        assert [(entry["n"], entry["text"]) for entry in found] == [(3, "Vous dites : un")]

    async def test_what_another_process_posts_arrives(self, client, door, store):
        await open_session(client)
        async with events(client, after=1) as stream:
            conversation = next(iter(door.hub.watched))
            store.post(conversation, None, Author.AGENT, OutMessage("Bonjour."), name="Sophie")
            door.hub.wake(conversation)
            entry = (await take(stream, "message"))[0]
        assert (entry["author"], entry["name"], entry["text"]) == ("conseiller", "Sophie", "Bonjour.")

    async def test_typing_is_shown_while_the_assistant_works(self, client, agent):
        release = asyncio.Event()
        agent.script["bonjour"] = [release.wait, {"text": "Bonjour !"}]
        await open_session(client)
        async with events(client, after=1) as stream:
            await send(client, "bonjour")
            assert (await take(stream, "typing"))[0] == {"on": True}
            release.set()
            assert (await take(stream, "typing"))[0] == {"on": False}

    async def test_it_gives_signs_of_life(self, client, monkeypatch):
        monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.05)
        await open_session(client)
        async with events(client, after=1) as found:
            signs = [event async for event in _first(found, 4)]
        assert signs == [{}] * 4

    async def test_it_ends_with_the_conversation(self, client):
        await open_session(client)
        async with events(client, after=1) as stream:
            await client.delete("/session")
            rest = await asyncio.wait_for(_all(stream), 5)
        assert all(event == {} for event in rest)

    async def test_it_ends_when_the_server_stops(self, door):
        async with client_of(WebchatInput(CONFIG), door, origin=SITE) as client:
            await open_session(client)
            async with events(client, after=1) as stream:
                door.hub.close()
                await asyncio.wait_for(_all(stream), 5)
        assert door.hub.watched == frozenset()

    async def test_links_of_other_kinds_than_the_web_are_not_passed_on(self, client, agent):
        links = [{"title": "A", "url": "javascript:alert(1)"}, {"title": "B", "url": "https://exemple.fr/b.pdf"}]
        agent.script["liens"] = [{"text": "Voici.", "custom": {"links": links}, "image": "file:///etc/passwd"}]
        await open_session(client)
        async with events(client, after=2) as stream:
            await send(client, "liens")
            entry = (await take(stream, "message"))[0]
        assert entry["links"] == [{"title": "B", "url": "https://exemple.fr/b.pdf", "kind": "PDF"}]
        assert "image" not in entry


async def _first(events: AsyncIterator[dict[str, Any]], count: int) -> AsyncIterator[dict[str, Any]]:
    async for event in events:
        yield event
        count -= 1
        if not count:
            return


async def _all(events: AsyncIterator[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event async for event in events]
