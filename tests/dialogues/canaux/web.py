"""A visitor of the website: speaks to the routes of the web chat as the widget does, and reads what it is handed."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from channels.webchat import WebchatInput
from tests.channels.served import client_of
from tests.channels.visitor import CONFIG, SITE, history, open_session
from tests.channels.whatsapp.line import until
from tests.dialogues.canaux.picture import picture
from tests.dialogues.conftest import World

SECONDS = 20.0


@dataclass
class Visitor:
    """One open widget."""

    client: httpx.AsyncClient
    world: World
    conversation: str
    seen: int = 0

    async def say(self, text: str) -> None:
        """Type something."""
        await self._send(text=text)

    async def press(self, button: str) -> None:
        """Press a choice."""
        await self._send(button=button)

    async def photo(self) -> None:
        """Upload a picture, then send the message that brings it."""
        kept = await self.client.post("/files", content=picture())
        assert kept.status_code == 201, kept.text
        await self._send(files=[kept.json()["id"]])

    async def place(self, latitude: float, longitude: float) -> None:
        """Share a position."""
        await self._send(location={"latitude": latitude, "longitude": longitude})

    async def hear(self) -> None:
        """Wait for what comes without being asked for."""
        await until(lambda: not self.world.store.unhandled(self.conversation), SECONDS)

    async def news(self) -> list[dict[str, Any]]:
        """Entries as the widget receives them, those of the visitor left out."""
        received = await history(self.client, self.seen)
        self.seen = received[-1]["n"]
        return [entry for entry in received if entry["author"] != "client"]

    async def _send(self, **message: Any) -> None:
        answer = await self.client.post("/messages", json={"id": uuid.uuid4().hex, **message})
        assert answer.status_code == 202, answer.text
        await self.hear()


@asynccontextmanager
async def on_the_web(world: World) -> AsyncIterator[Visitor]:
    """Open the widget in front of a world; the assistant introduces itself."""
    channel = WebchatInput(replace(CONFIG, messages=1000))
    async with client_of(channel, world.door, origin=SITE) as client:
        await open_session(client)
        (conversation,) = world.store.latest_numbers(world.store.clock().replace(year=2000))
        yield Visitor(client, world, str(conversation))
