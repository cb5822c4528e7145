"""A WhatsApp line for tests: store, hub, delivery and a Graph double, with a clock that only tests move."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.hub import Hub
from channels.whatsapp.client import Graph
from channels.whatsapp.delivery import Delivery
from channels.whatsapp.events import GraphError, StatusUpdate
from channels.whatsapp.look import project_look
from channels.whatsapp.timer import Timer
from courant.conversations import Author, ConversationStore, OutMessage, Parcel, WhatsappContact, open_store_at
from tests.channels.whatsapp.graph_double import NUMBER, TOKEN, GraphDouble, running_graph

KEY = "a-key-for-tests-that-is-long-enough-to-be-one"
PHONE = "33639980001"


class FakeTime(Timer):
    """Stands still until it is moved; tells how long each wait was meant to be."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
        self.waits: list[float] = []
        super().__init__(lambda: self.at)

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    async def wait(self, news: asyncio.Event, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        until = self.at + timedelta(seconds=seconds)
        while self.at < until and not news.is_set():
            await asyncio.sleep(0.002)
        news.clear()


class Line:
    """One customer after the other writes here; `say` is what the assistant answers."""

    def __init__(self, store: ConversationStore, graph: GraphDouble, time: FakeTime) -> None:
        self.store = store
        self.graph = graph
        self.time = time
        self.hub = Hub()
        self._client = Graph(graph.url, NUMBER, TOKEN)
        self.delivery = Delivery(self, self._client, look=project_look(), timer=time)

    def customer(self, phone: str | None = PHONE, user_id: str | None = None) -> str:
        """Somebody writes for the first time."""
        sender = self.store.whatsapp_sender(WhatsappContact(phone=phone, user_id=user_id))
        assert sender is not None
        conversation = self.store.conversation_for("whatsapp", sender)
        self.writes(conversation)
        return conversation

    def writes(self, conversation: str, text: str = "Bonjour", at: datetime | None = None) -> None:
        """The customer writes, at a moment of Meta's clock."""
        self.store.whatsapp_wrote(self.store.address_of(conversation) or "", at or self.time.at)
        self.store.receive(conversation, "whatsapp", f"in-{self.store.last_number(conversation)}", text)
        self.hub.wake(conversation)

    def say(self, conversation: str, text: str, **more: object) -> None:
        message = OutMessage(text, **more)  # type: ignore[arg-type]
        self.store.post(conversation, None, Author.ASSISTANT, message)
        self.hub.wake(conversation)

    def status(self, status: str, message_id: str, code: int | None = None, tag: str | None = None) -> None:
        errors = () if code is None else (GraphError(code),)
        self.delivery.on_status(StatusUpdate(message_id, status, self.time.at, errors, tag))

    def parcels(self, conversation: str) -> list[Parcel]:
        return self.store.parcels(conversation)

    def states(self, conversation: str) -> list[str]:
        return [parcel.state.value for parcel in self.parcels(conversation)]

    async def restart(self) -> None:
        """The process stops, and another one starts on the same store."""
        await self.delivery.stop()
        self.hub = Hub()
        self.delivery = Delivery(self, self._client, look=project_look(), timer=self.time)
        await self.delivery.start()

    async def close(self) -> None:
        await self.delivery.stop()
        await self._client.aclose()


@asynccontextmanager
async def open_line(folder: Path) -> AsyncIterator[Line]:
    """Open a line with a running delivery."""
    time = FakeTime()
    store = open_store_at(f"sqlite:///{folder}/line.db", KEY, lambda: time.at)
    async with running_graph() as graph:
        line = Line(store, graph, time)
        await line.delivery.start()
        yield line
        await line.close()
    store.database.close()


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait for something that happens by itself."""
    for _ in range(int(seconds / 0.005)):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not happen")


async def a_moment() -> None:
    """Time for what must not happen."""
    await asyncio.sleep(0.15)
