"""What the page asks of the simulator: the phones, their conversations, acts on them, and faults on demand."""

from __future__ import annotations

import asyncio
import json as json_module
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from sanic import Request, Sanic
from sanic.exceptions import InvalidUsage
from sanic.response import HTTPResponse, empty, json

from backends.kernel.clock import Clock
from backends.kernel.problems import Problem, not_found
from backends.whatsapp.courier import Courier
from backends.whatsapp.faults import WITH_CODE, Fault, Faults, Kind
from backends.whatsapp.media import MediaShelf, bare_kind
from backends.whatsapp.phones import WINDOW, Bubble, Phone, Phones, UnknownPhone
from backends.whatsapp.sending import Sending
from backends.whatsapp.writing import Writing

ROOT = "/simulator"
HEARTBEAT_SECONDS = 5.0
NO_STORE = {"Cache-Control": "no-store"}
# Shown in the page; anything else is handed over as a file to keep.
_SHOWN = ("image/jpeg", "image/png", "image/webp", "audio/ogg", "application/pdf")


class Desk:
    """The page's side. Nothing is asked of who calls: it exists on a demonstration machine only."""

    def __init__(
        self,
        phones: Phones,
        shelf: MediaShelf,
        faults: Faults,
        courier: Courier,
        writing: Writing,
        sending: Sending,
        clock: Clock,
    ) -> None:
        self._phones = phones
        self._shelf = shelf
        self._faults = faults
        self._courier = courier
        self._writing = writing
        self._sending = sending
        self._clock = clock

    def add_to(self, app: Sanic) -> None:
        """Declare the routes."""
        one = f"{ROOT}/phones/<phone:str>"
        app.add_route(self.list, f"{ROOT}/phones", methods=["GET"], name="phones")
        app.add_route(self.add, f"{ROOT}/phones", methods=["POST"], name="add_phone")
        app.add_route(self.change, one, methods=["PATCH"], name="change_phone")
        app.add_route(self.messages, f"{one}/messages", methods=["GET"], name="messages")
        app.add_route(self.write, f"{one}/messages", methods=["POST"], name="write")
        app.add_route(self.send_file, f"{one}/files", methods=["POST"], name="send_file")
        app.add_route(self.viewed, f"{one}/viewed", methods=["POST"], name="viewed")
        app.add_route(self.stream, f"{one}/stream", methods=["GET"], name="stream")
        app.add_route(self.file, f"{ROOT}/files/<media:int>", methods=["GET"], name="file")
        app.add_route(self.faults, f"{ROOT}/faults", methods=["GET"], name="faults")
        app.add_route(self.misbehave, f"{ROOT}/faults", methods=["POST"], name="misbehave")
        app.add_route(self.behave, f"{ROOT}/faults", methods=["DELETE"], name="behave")
        app.add_route(self.forward, f"{ROOT}/events", methods=["POST"], name="forward")
        app.add_route(self.handshake, f"{ROOT}/handshake", methods=["POST"], name="handshake")

    async def list(self, request: Request) -> HTTPResponse:
        """Return the phones."""
        return json([phone.wire(self._clock()) for phone in self._phones], headers=NO_STORE)

    async def add(self, request: Request) -> HTTPResponse:
        """Add a phone: `name`, `number`, and `username` for a holder who hides the number."""
        body = _object(request)
        number = str(body.get("number", ""))
        if not 8 <= sum(map(str.isdigit, number)) <= 15:
            raise Problem(422, "invalid_body", "number: 8 to 15 digits, country code first", {"field": "number"})
        phone = self._phones.add(str(body.get("name") or number)[:60], number, body.get("username") or None)
        return json(phone.wire(self._clock()), 201)

    async def change(self, request: Request, phone: str) -> HTTPResponse:
        """Switch a phone on or off (`is_on`), hide read marks (`tells_read`), let a day pass (`window`: `closed`)."""
        found, body = self._phone(phone), _object(request)
        found.tells_read = bool(body.get("tells_read", found.tells_read))
        if body.get("window") == "closed" and found.last_sent is not None:
            found.last_sent = self._clock() - WINDOW
        was_on, found.is_on = found.is_on, bool(body.get("is_on", found.is_on))
        if found.is_on and not was_on:
            self._sending.switched_on(found)
        found.touch()
        return json(found.wire(self._clock()))

    async def messages(self, request: Request, phone: str) -> HTTPResponse:
        """Return what a phone shows."""
        found = self._phone(phone)
        shown = [bubble.wire() for bubble in found.bubbles.values()]
        return json({"phone": found.wire(self._clock()), "messages": shown}, ensure_ascii=False, headers=NO_STORE)

    async def write(self, request: Request, phone: str) -> HTTPResponse:
        """Do what the holder does: `text`, `press` with `choice`, `location`, or `react_to` with `emoji`."""
        bubble = self._act(self._phone(phone), _object(request))
        return json({"id": bubble.id}, 201)

    def _act(self, phone: Phone, body: dict[str, Any]) -> Bubble:
        if "press" in body:
            return self._writing.press(phone, str(body["press"]), str(body.get("choice", "")))
        if isinstance(body.get("location"), dict):
            return self._writing.location(phone, body["location"], body.get("reply_to"))
        if "react_to" in body:
            return self._writing.reaction(phone, str(body["react_to"]), str(body.get("emoji", "")))
        return self._writing.text(phone, str(body.get("text", "")), body.get("reply_to"))

    async def send_file(self, request: Request, phone: str) -> HTTPResponse:
        """Send a file, the body of the request, with `caption` and `filename` in the query."""
        kind = str(request.headers.get("Content-Type", "application/octet-stream"))
        caption, filename = request.args.get("caption", ""), request.args.get("filename", "")
        bubble = self._writing.file(self._phone(phone), request.body, kind, caption, filename)
        return json({"id": bubble.id}, 201)

    async def viewed(self, request: Request, phone: str) -> HTTPResponse:
        """Say that the holder looks at the conversation."""
        self._sending.viewed(self._phone(phone))
        return empty(204)

    async def stream(self, request: Request, phone: str) -> None:
        """Stream what changes on a phone, as server-sent events: `phone` and `message`."""
        found = self._phone(phone)
        response = await request.respond(headers=NO_STORE, content_type="text/event-stream; charset=utf-8")
        last = 0
        with found.watch() as changed:
            while True:
                changed.clear()
                news = [bubble.wire() for bubble in found.changed_after(last)]
                last = found.version
                for name, data in (("phone", found.wire(self._clock())), *(("message", each) for each in news)):
                    await response.send(f"event: {name}\ndata: {json_module.dumps(data, ensure_ascii=False)}\n\n")
                # The heart beat also tells that the business has stopped writing.
                await _woken(changed, HEARTBEAT_SECONDS)

    async def file(self, request: Request, media: int) -> HTTPResponse:
        """Give a file that a phone shows."""
        medium = self._shelf.get(str(media))
        if medium is None:
            raise not_found("file")
        name = quote(request.args.get("name", "fichier"), safe="")
        how = "inline" if bare_kind(medium.kind) in _SHOWN else "attachment"
        # A file of anybody's is never a page of this site.
        headers = {"Content-Disposition": f"{how}; filename*=UTF-8''{name}", "Content-Security-Policy": "sandbox"}
        return HTTPResponse(medium.content, headers=headers, content_type=medium.kind)

    async def faults(self, request: Request) -> HTTPResponse:
        """Return what is still to go wrong."""
        return json([{**asdict(fault), "kind": fault.kind.value} for fault in self._faults.list()], headers=NO_STORE)

    async def misbehave(self, request: Request) -> HTTPResponse:
        """Go wrong: `kind`, and `times`, `code`, `seconds`, `phone` where they matter."""
        fault = _fault(_object(request))
        self._faults.add(fault)
        return json({**asdict(fault), "kind": fault.kind.value}, 201)

    async def behave(self, request: Request) -> HTTPResponse:
        """Forget every fault, and let go what they held back."""
        self._faults.clear()
        self._courier.let_go()
        return empty(204)

    async def forward(self, request: Request) -> HTTPResponse:
        """Sign the body and post it to Courant as it is: any published payload can be tried."""
        return json({"status": await self._courier.forward(request.body)})

    async def handshake(self, request: Request) -> HTTPResponse:
        """Verify Courant's webhook as Meta does when it is set up."""
        return json({"verified": await self._courier.shake_hands(str(self._clock().timestamp()))})

    def _phone(self, id: str) -> Phone:
        try:
            return self._phones.get(id)
        except UnknownPhone:
            raise not_found("phone") from None


def _fault(body: dict[str, Any]) -> Fault:
    try:
        kind = Kind(body.get("kind"))
        times, seconds = int(body.get("times", 1)), float(body.get("seconds", 0))
        code = int(body["code"]) if kind in WITH_CODE else None
    except (KeyError, TypeError, ValueError):
        kinds = ", ".join(each.value for each in Kind)
        raise Problem(422, "invalid_body", f"kind: one of {kinds}; refuse and fail want a code") from None
    if not 1 <= times <= 1000 or not 0 <= seconds <= 3600:
        raise Problem(422, "invalid_body", "times: 1 to 1000; seconds: 0 to 3600")
    return Fault(kind, times, code, seconds, body.get("phone") or None)


def _object(request: Request) -> dict[str, Any]:
    # Pages of other sites cannot send JSON here without asking first, which nothing answers.
    if not str(request.headers.get("Content-Type", "")).startswith("application/json"):
        raise Problem(422, "invalid_body", "application/json is expected")
    try:
        body = request.json
    except InvalidUsage as error:
        raise Problem(400, "invalid_json") from error
    if not isinstance(body, dict):
        raise Problem(422, "invalid_body", "an object is expected")
    return body


async def _woken(event: asyncio.Event, seconds: float) -> None:
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
