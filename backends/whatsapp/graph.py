"""The routes of the Graph API: send, mark as read, upload, download."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from sanic import Request, Sanic
from sanic.exceptions import InvalidUsage
from sanic.response import HTTPResponse, json

from backends.kernel.clock import Clock
from backends.whatsapp.errors import GraphError
from backends.whatsapp.faults import Faults, Kind
from backends.whatsapp.line import Line
from backends.whatsapp.media import MediaShelf, Medium, new_url, url_lives
from backends.whatsapp.phones import Phones
from backends.whatsapp.sending import Sending

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]
# A connection that was cut answers nothing: the handler waits for it to be noticed.
CUT_SECONDS = 0.2
VERSION = r"<version:v\d+\.\d+>"


class Graph:
    """Meta's side of the API."""

    def __init__(
        self, line: Line, phones: Phones, shelf: MediaShelf, faults: Faults, sending: Sending, clock: Clock
    ) -> None:
        self._line = line
        self._phones = phones
        self._shelf = shelf
        self._faults = faults
        self._sending = sending
        self._clock = clock

    def add_to(self, app: Sanic) -> None:
        """Declare the routes, with a version in the address as Meta's."""
        app.add_route(self._guarded(self.send), f"/{VERSION}/<number:int>/messages", methods=["POST"], name="send")
        app.add_route(self._guarded(self.upload), f"/{VERSION}/<number:int>/media", methods=["POST"], name="upload")
        app.add_route(self._guarded(self.about), f"/{VERSION}/<media:int>", methods=["GET"], name="about")
        app.add_route(self._guarded(self.download), "/files/<media:int>/<secret:str>", methods=["GET"], name="download")

    async def send(self, request: Request, number: int) -> HTTPResponse:
        """Take a message, or a read mark."""
        self._check_number(number)
        body = _object(request)
        if "status" in body:
            return json(self._sending.read(body))
        phone = self._phones.addressed(body.get("to"), body.get("recipient"))
        about = phone.id if phone else None
        if self._faults.take(Kind.LOSE_REQUEST, about):
            return await _cut(request)
        if fault := self._faults.take(Kind.SLOW, about):
            await asyncio.sleep(fault.seconds)
        answer = await self._sending.accept(body)
        if self._faults.take(Kind.LOSE_ANSWER, about):
            return await _cut(request)
        return json(answer)

    async def upload(self, request: Request, number: int) -> HTTPResponse:
        """Keep a file."""
        self._check_number(number)
        form: Any = request.form or {}
        if form.get("messaging_product") != "whatsapp":
            raise GraphError(131008, "messaging_product is required")
        file: Any = (request.files or {}).get("file")
        if file is None:
            raise GraphError(131008, "file is required")
        return json({"id": self._shelf.upload(file.body, form.get("type") or file.type).id})

    async def about(self, request: Request, media: int) -> HTTPResponse:
        """Tell about a file, with an address that lives five minutes."""
        if request.args.get("phone_number_id", self._line.phone_number_id) != self._line.phone_number_id:
            raise GraphError(100, "phone_number_id: not the number that this file was sent to")
        medium = self._medium(media)
        url = f"{request.scheme}://{request.host}/files/{medium.id}/{new_url(medium, self._clock())}"
        told = {"url": url, "mime_type": medium.kind, "sha256": medium.sha256, "file_size": len(medium.content)}
        return json({"messaging_product": "whatsapp", **told, "id": medium.id})

    async def download(self, request: Request, media: int, secret: str) -> HTTPResponse:
        """Give a file."""
        medium = self._shelf.get(str(media))
        gone = medium is None or not url_lives(medium, secret, self._clock())
        if medium is None or gone or self._faults.take(Kind.MEDIA_GONE):
            return HTTPResponse(status=404)
        content = medium.content
        if self._faults.take(Kind.MEDIA_ALTERED):
            content = content[:-1] + bytes([content[-1] ^ 1])
        return HTTPResponse(content, content_type=medium.kind)

    def _guarded(self, handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request, version: str = "", **place: Any) -> HTTPResponse:
            try:
                self._check_token(request)
                return await handler(request, **place)
            except GraphError as error:
                return json(error.body(), status=error.status)

        return guarded

    def _check_token(self, request: Request) -> None:
        given = str(request.headers.get("Authorization", ""))
        if not hmac.compare_digest(given.encode(), f"Bearer {self._line.token}".encode()):
            raise GraphError(190, "Invalid OAuth access token")

    def _check_number(self, number: int) -> None:
        if str(number) != self._line.phone_number_id:
            raise GraphError(100, f"Object with ID '{number}' does not exist or cannot be loaded")

    def _medium(self, media: int) -> Medium:
        medium = self._shelf.get(str(media))
        if medium is None:
            raise GraphError(100, f"Object with ID '{media}' does not exist or cannot be loaded")
        return medium


def _object(request: Request) -> dict[str, Any]:
    try:
        body = request.json
    except InvalidUsage:
        raise GraphError(100, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise GraphError(100, "the body is not an object")
    return body


async def _cut(request: Request) -> HTTPResponse:
    transport: Any = request.transport
    transport.abort()
    await asyncio.sleep(CUT_SECONDS)
    return HTTPResponse(status=500)
