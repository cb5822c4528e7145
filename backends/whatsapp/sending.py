"""What becomes of a message of the business: taken, shown on a phone, its statuses told."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from backends.kernel.clock import Clock
from backends.whatsapp.checks import check
from backends.whatsapp.courier import Courier
from backends.whatsapp.errors import GraphError, as_status_error
from backends.whatsapp.events import status_event
from backends.whatsapp.faults import Faults, Kind
from backends.whatsapp.line import Line
from backends.whatsapp.media import CARRIED, MediaShelf
from backends.whatsapp.phones import TYPING, Bubble, Phone, Phones, UnknownPhone
from backends.whatsapp.templates import Approved

LINK_SECONDS = 10.0
# Types that the business may only send while the window is open: all but templates.
OUTSIDE_WINDOW = "template"


@dataclass(frozen=True)
class Pace:
    """Seconds until a message counts as sent, and until it counts as delivered (longer for media)."""

    sent: float = 0.05
    delivered: float = 0.15
    media: float = 0.6


class Sending:
    """Takes the messages of the business."""

    def __init__(
        self,
        line: Line,
        phones: Phones,
        shelf: MediaShelf,
        faults: Faults,
        courier: Courier,
        clock: Clock,
        pace: Pace,
        templates: Mapping[str, Approved],
    ) -> None:
        self._line = line
        self._phones = phones
        self._shelf = shelf
        self._faults = faults
        self._courier = courier
        self._clock = clock
        self._pace = pace
        self._templates = templates

    async def accept(self, body: dict[str, Any]) -> dict[str, Any]:
        """Take a message and return the answer of the API.

        Raises:
            GraphError: the request is refused.
        """
        check(body)
        phone = self._phones.addressed(body.get("to"), body.get("recipient"))
        if fault := self._faults.take(Kind.REFUSE, phone.id if phone else None):
            raise GraphError(fault.code or 131000, "refused on demand")
        bubble = self._bubble(body)
        if phone is None:
            # The API takes messages for anybody; that the number is not on WhatsApp is told afterwards.
            phone = Phone("", "+" + "".join(filter(str.isdigit, body.get("to", "0"))), body.get("recipient", ""))
            self._courier.run(self._fail(phone, bubble, 131026))
        else:
            await self._show(phone, bubble)
        return _answer(body, phone, bubble)

    def read(self, body: dict[str, Any]) -> dict[str, Any]:
        """Take a read mark, with or without the sign that an answer is being written.

        Raises:
            GraphError: 131009 the message is unknown, or the request is malformed.
        """
        check(body)
        try:
            phone, marked = self._phones.holding(body["message_id"])
        except UnknownPhone:
            raise GraphError(131009, "message_id: no such message") from None
        for bubble in [each for each in phone.bubbles.values() if each.mine and each.at <= marked.at]:
            phone.move(bubble, "read")
        if "typing_indicator" in body:
            phone.typing_until = self._clock() + TYPING
        phone.touch()
        return {"success": True}

    def viewed(self, phone: Phone) -> None:
        """Tell that the holder of a phone has read what is on it."""
        for bubble in phone.bubbles.values():
            if not bubble.mine and bubble.status == "delivered":
                phone.move(bubble, "read")
                if phone.tells_read:
                    self._courier.post_status(self._event(phone, bubble, "read"))

    def switched_on(self, phone: Phone) -> None:
        """Deliver what waited while the phone was off."""
        waiting, phone.waiting = phone.waiting, []
        for bubble in waiting:
            self._deliver(phone, bubble)

    def _bubble(self, body: dict[str, Any]) -> Bubble:
        kind = body.get("type", "text")
        content = body[kind] if kind != "contacts" else {"contacts": body[kind]}
        if kind == "template":
            content = {**content, "shown": self._template(content["name"]).shown(content)}
        self._check_files(kind, content)
        reply_to = body.get("context", {}).get("message_id")
        id_ = f"wamid.SIM{secrets.token_hex(16).upper()}"
        return Bubble(
            id_, False, self._clock(), kind, content, reply_to=reply_to, tag=body.get("biz_opaque_callback_data")
        )

    def _template(self, name: str) -> Approved:
        if name not in self._templates:
            raise GraphError(132001, f"template name ({name}) does not exist")
        return self._templates[name]

    def _check_files(self, kind: str, content: dict[str, Any]) -> None:
        header = content.get("header", {}) if kind == "interactive" else {}
        for type_, carrier in ((kind, content), (header.get("type", ""), header.get(header.get("type", ""), {}))):
            if type_ in CARRIED and "id" in carrier:
                self._shelf.carried(type_, carrier["id"])

    async def _show(self, phone: Phone, bubble: Bubble) -> None:
        if fault := self._faults.take(Kind.FAIL, phone.id):
            self._courier.run(self._fail(phone, bubble, fault.code or 131000))
        elif bubble.type != OUTSIDE_WINDOW and not phone.window_open(self._clock()):
            self._courier.run(self._fail(phone, bubble, 131047))
        elif self._faults.take(Kind.NO_STATUS, phone.id):
            self._place(phone, bubble)
        elif self._faults.take(Kind.EARLY_STATUS, phone.id):
            self._place(phone, bubble)
            await self._courier.deliver(self._event(phone, bubble, "delivered"))
        elif self._faults.take(Kind.REVERSED_STATUSES, phone.id):
            self._courier.run(self._told_late(phone, bubble, 0.0, ("delivered", "sent")))
        elif fault := self._faults.take(Kind.LATE_STATUS, phone.id):
            self._courier.run(self._told_late(phone, bubble, fault.seconds, ("sent", "delivered")))
        else:
            self._courier.run(self._arrive(phone, bubble))

    async def _arrive(self, phone: Phone, bubble: Bubble) -> None:
        if error := await self._fetch_link(bubble):
            await self._fail(phone, bubble, error)
            return
        await asyncio.sleep(self._pace.sent)
        bubble.status = "sent"
        self._courier.post_status(self._event(phone, bubble, "sent"))
        await asyncio.sleep(self._pace.media if bubble.type in CARRIED else self._pace.delivered)
        if phone.is_on:
            self._deliver(phone, bubble)
        else:
            phone.waiting.append(bubble)

    async def _told_late(self, phone: Phone, bubble: Bubble, seconds: float, statuses: Sequence[str]) -> None:
        self._place(phone, bubble)
        await asyncio.sleep(seconds)
        for status in statuses:
            await self._courier.deliver(self._event(phone, bubble, status))

    def _deliver(self, phone: Phone, bubble: Bubble) -> None:
        self._place(phone, bubble)
        self._courier.post_status(self._event(phone, bubble, "delivered"))

    def _place(self, phone: Phone, bubble: Bubble) -> None:
        """Let a message appear on its phone: in the order of delivery, which is not always that of sending."""
        if bubble.status != "failed":
            bubble.status = "delivered"
        if bubble.type != "reaction":
            phone.add(bubble)
            return
        target = phone.bubbles.get(bubble.content["message_id"])
        if target is not None:
            target.reaction = bubble.content["emoji"] or None
            phone.touch(target)

    async def _fail(self, phone: Phone, bubble: Bubble, code: int) -> None:
        await asyncio.sleep(self._pace.sent)
        bubble.status, bubble.error = "failed", code
        self._place(phone, bubble)
        event = status_event(self._line, phone, bubble, "failed", self._clock(), [as_status_error(code)])
        self._courier.post_status(event)

    def _event(self, phone: Phone, bubble: Bubble, status: str) -> dict[str, Any]:
        return status_event(self._line, phone, bubble, status, self._clock())

    async def _fetch_link(self, bubble: Bubble) -> int | None:
        """Fetch a medium given by its address, as Meta does: no redirection. Return the code of the failure."""
        link = bubble.content.get("link") if bubble.type in CARRIED else None
        if link is None:
            return None
        try:
            async with httpx.AsyncClient(timeout=LINK_SECONDS, trust_env=False) as http:
                answer = await http.get(link)
        except httpx.HTTPError:
            return 131053
        if answer.status_code != 200:
            return 131053
        medium = self._shelf.keep(answer.content, answer.headers.get("Content-Type", "application/octet-stream"))
        bubble.content = {**bubble.content, "id": medium.id}
        return None


def _answer(body: dict[str, Any], phone: Phone, bubble: Bubble) -> dict[str, Any]:
    if "to" in body:
        contact = {"input": body["to"], "wa_id": phone.id}
    else:
        contact = {"input": body["recipient"], "user_id": body["recipient"]}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": bubble.id}]}
