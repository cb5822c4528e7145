"""Meta as the inbound half of the channel sees it: signed webhooks, files, read marks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from sanic import Blueprint

from channels.door import Door
from channels.startup import open_door_with
from channels.whatsapp.client import Media
from channels.whatsapp.config import WhatsappConfig
from channels.whatsapp.events import StatusUpdate
from channels.whatsapp.receiving import Receiver
from channels.whatsapp.signature import HEADER, signature
from channels.whatsapp.webhook import Webhook
from courant.conversations import Entry
from courant.settings import WhatsappSettings
from tests.channels.served import served

NUMBER = WhatsappSettings("http://graph.invalid", "106540352242922", "jeton", "secret-de-l-application", "mot-convenu")
# Short pauses: what is tested is that there are pauses.
CONFIG = WhatsappConfig(NUMBER, quiet=0.1, album=0.15, longest=0.4, messages=1000)


@dataclass
class Meta:
    """Files by media id (bytes, or exceptions to raise, in turn), and what we told Meta."""

    files: dict[str, list[Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    read: list[tuple[str, bool]] = field(default_factory=list)
    statuses: list[StatusUpdate] = field(default_factory=list)
    numbered: bool = False
    woken: list[str] = field(default_factory=list)

    async def media(self, media_id: str, largest: int = 0) -> Media:
        self.asked.append(media_id)
        turns = self.files[media_id]
        found = turns.pop(0) if len(turns) > 1 else turns[0]
        if isinstance(found, Exception):
            raise found
        if callable(found):
            await found()
            return await self.media(media_id, largest)
        return Media(found, "image/jpeg")

    async def mark_read(self, message_id: str, typing: bool = True) -> None:
        self.read.append((message_id, typing))

    def on_status(self, update: StatusUpdate) -> None:
        self.statuses.append(update)

    def is_numbered(self, entry: Entry) -> bool:
        return self.numbered

    def wake(self, conversation: str) -> None:
        self.woken.append(conversation)


class InboundHalf:
    """The channel without what sends."""

    def __init__(self, meta: Meta, config: WhatsappConfig = CONFIG) -> None:
        self.meta = meta
        self.config = config
        self.webhook = Webhook(config)
        self.receiver: Receiver | None = None

    def name(self) -> str:
        return "whatsapp"

    def blueprint(self, _handle: Any) -> Blueprint:
        routes = Blueprint("inbound_half")
        self.webhook.add_to(routes)
        open_door_with(routes, None)  # type: ignore[arg-type]

        async def begin(app: Any, _loop: Any) -> None:
            app.ctx.door.limit("whatsapp", self.config.messages, self.config.seconds)
            app.ctx.whatsapp = self.receiver = Receiver(app.ctx.door, self.meta, self.meta, self.config)
            self.receiver.start()

        async def end(app: Any, _loop: Any) -> None:
            await app.ctx.whatsapp.stop()

        routes.listener("before_server_start")(begin)
        routes.listener("before_server_stop")(end)
        return routes


@dataclass
class Line:
    """A way to deliver webhooks to a running server."""

    client: httpx.AsyncClient
    channel: InboundHalf
    door: Door

    async def post(self, body: Any, **headers: str) -> httpx.Response:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = {HEADER: signature(raw, NUMBER.app_secret), "content-type": "application/json"}
        return await self.client.post("/webhook", content=raw, headers={**signed, **headers})

    async def deliver(self, *messages: dict[str, Any], **value: Any) -> None:
        """Deliver messages in one webhook, with the sender's contact."""
        answer = await self.post(webhook(*messages, **value))
        assert answer.status_code == 200

    async def quiet(self, seconds: float = 60.0) -> None:
        """Wait until nothing waits and every turn is over."""
        await asyncio.wait_for(self._until_quiet(), seconds)
        await asyncio.sleep(0.02)

    async def _until_quiet(self) -> None:
        while self.door.store.whatsapp_due() or self.door.store.unhandled() or self._busy():
            await asyncio.sleep(0.02)

    def _busy(self) -> bool:
        return bool(self.channel.receiver and self.channel.receiver._in_hand)


@asynccontextmanager
async def line_to(door: Door, meta: Meta, **changes: Any) -> AsyncIterator[Line]:
    """Serve the inbound half in front of a door."""
    channel = InboundHalf(meta, replace(CONFIG, **changes))
    async with served(channel, door) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        yield Line(client, channel, door)


def webhook(*messages: dict[str, Any], phone_number_id: str = NUMBER.phone_number_id, **value: Any) -> dict[str, Any]:
    """The body of a webhook with these messages."""
    inside: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "33100000000", "phone_number_id": phone_number_id},
        **({"messages": list(messages)} if messages else {}),
        **value,
    }
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change(inside)]}]}


def change(value: dict[str, Any]) -> dict[str, Any]:
    return {"value": value, "field": "messages"}


def message(kind: str, content: Any = None, number: int = 1, at: int = 1_763_800_000, **more: Any) -> dict[str, Any]:
    """A message of a type, from Hélène."""
    built: dict[str, Any] = {"from": "33600000001", "id": f"wamid.{number}", "timestamp": str(at), "type": kind}
    if content is not None:
        built[kind] = content
    return {**built, **more}


def text(body: str, number: int = 1, at: int = 1_763_800_000, **more: Any) -> dict[str, Any]:
    return message("text", {"body": body}, number, at, **more)


def photo(media_id: str, number: int = 1, caption: str = "", **more: Any) -> dict[str, Any]:
    about = {"id": media_id, "mime_type": "image/jpeg", "sha256": "x", **({"caption": caption} if caption else {})}
    return message("image", about, number, **more)
