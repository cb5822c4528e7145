"""The event stream of one open widget: what is missing first, then what comes, with a sign of life."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sanic.request import Request

from channels.door import Door
from channels.hub import Watcher
from channels.webchat.render import render

HEARTBEAT_SECONDS = 15.0
CONTENT_TYPE = "text/event-stream; charset=utf-8"
# Proxies that buffer would hold answers back.
HEADERS = {"X-Accel-Buffering": "no"}


class Stream:
    """Sends the entries of a conversation after a number, until the client leaves or the session ends."""

    def __init__(self, door: Door, conversation: str, after: int, until: datetime) -> None:
        """Begin after an entry; end at the token's own end."""
        self._door = door
        self._conversation = conversation
        self._last = after
        self._until = until
        self._typing = False

    async def run(self, request: Request, headers: Mapping[str, str]) -> None:
        """Answer a request with the stream."""
        response = await request.respond(headers={**headers, **HEADERS}, content_type=CONTENT_TYPE)
        with self._door.hub.watch(self._conversation) as watcher:
            await response.send(": \n\n")
            while self._is_open(watcher):
                for event in self._news(watcher):
                    await response.send(event)
                if not await watcher.wait(HEARTBEAT_SECONDS):
                    await response.send(": \n\n")
        await response.eof()

    def _is_open(self, watcher: Watcher) -> bool:
        return not watcher.closing and self._door.store.clock() < self._until

    def _news(self, watcher: Watcher) -> list[str]:
        entries = self._door.store.messages_after(self._conversation, self._last)
        events = [event("message", render(entry), entry.number) for entry in entries]
        self._last = entries[-1].number if entries else self._last
        if watcher.typing != self._typing:
            self._typing = watcher.typing
            events.append(event("typing", {"on": self._typing}))
        return events


def event(kind: str, data: Any, number: int | None = None) -> str:
    """Write one server-sent event; only numbered events move the place to resume from."""
    identity = "" if number is None else f"id: {number}\n"
    return f"{identity}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
