"""A small world for the browser: the demo website, the chat server and a scripted assistant, in one event loop."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.door import Door
from channels.startup import kind_of_danger
from channels.texts import Texts
from channels.turns import Assistant
from channels.webchat import WebchatInput
from channels.webchat.config import WebchatConfig
from courant.conversations import ConversationStore
from courant.settings import PROJECT_ROOT
from tests.channels.scripted import ScriptedAgent
from tests.channels.served import listening, served

WEBSITE = PROJECT_ROOT / "backends" / "website"
TYPES = {".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
# The strictest policy under which the widget works; documented in docs/webchat.md.
POLICY = "default-src 'none'; script-src {chat}; connect-src {chat}; img-src 'self'; style-src 'self'; base-uri 'none'"


@dataclass
class World:
    """Where the browser goes, and the strings behind the scene."""

    store: ConversationStore
    texts: Texts
    agent: ScriptedAgent
    site: str = ""
    chat_port: int = 0
    config: WebchatConfig = field(default_factory=WebchatConfig)
    door: Door | None = None
    _chat: AsyncExitStack | None = None

    @property
    def chat(self) -> str:
        """Address of the chat server."""
        return f"http://127.0.0.1:{self.chat_port}"

    async def start_chat(self) -> None:
        """Start the chat server, on the same port each time."""
        assistant = Assistant(self.agent.handle, self.agent.events_of, self.agent.slots_of, self.agent.tell)
        self.door = Door(self.store, self.texts, assistant, kind_of_danger)
        self._chat = AsyncExitStack()
        await self._chat.enter_async_context(served(WebchatInput(self.config), self.door, self.chat_port))
        await self.door.resume()

    async def stop_chat(self) -> None:
        """Stop the chat server; streams are cut."""
        if self._chat is not None:
            await self._chat.aclose()
            self._chat = None

    def conversation(self) -> str:
        """The only conversation there is."""
        with self.store.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT id FROM conversation WHERE closed_at IS NULL").all()
        assert len(rows) == 1, rows
        return str(rows[0][0])


@asynccontextmanager
async def open_world(store: ConversationStore, texts: Texts, **config: object) -> AsyncIterator[World]:
    """Start a world: website and chat on free ports of this machine."""
    world = World(store, texts, ScriptedAgent())
    world.chat_port = free_port()
    async with listening(website(world)) as site:
        world.site = site
        world.config = WebchatConfig(origins=frozenset({site}), **config)  # type: ignore[arg-type]
        await world.start_chat()
        try:
            yield world
        finally:
            await world.stop_chat()


def website(world: World) -> Sanic:
    """The demo website under a strict content policy."""
    app = Sanic(f"site_{uuid4().hex}", configure_logging=False)

    async def page(request: Request, path: str = "") -> HTTPResponse:
        file = WEBSITE / Path(path or "index.html").name
        if not file.is_file():
            return HTTPResponse(status=404)
        content = file.read_bytes().replace(b"{{chat_url}}", world.chat.encode())
        headers = {"Content-Security-Policy": POLICY.format(chat=world.chat)}
        return HTTPResponse(content, headers=headers, content_type=TYPES[file.suffix])

    app.add_route(page, "/", name="index")
    app.add_route(page, "/<path:path>", name="file")
    return app


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
