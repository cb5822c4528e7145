"""What the holder of a phone does: writes, presses a button, shares a place, sends a photo."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from backends.kernel.clock import Clock
from backends.kernel.problems import Problem
from backends.whatsapp.courier import Courier
from backends.whatsapp.events import message_event
from backends.whatsapp.line import Line
from backends.whatsapp.media import MediaShelf, bare_kind
from backends.whatsapp.phones import Bubble, Phone

LONGEST_TEXT = 65_536
# WhatsApp's message type of a file, by the first half of its media type; anything else is a document.
_TYPES = {"image": "image", "video": "video", "audio": "audio"}


class Writing:
    """Turns acts on a phone into messages on it and events for Courant."""

    def __init__(self, line: Line, shelf: MediaShelf, courier: Courier, clock: Clock) -> None:
        self._line = line
        self._shelf = shelf
        self._courier = courier
        self._clock = clock

    def text(self, phone: Phone, text: str, reply_to: str | None = None) -> Bubble:
        """Write a text.

        Raises:
            Problem: it is empty or too long.
        """
        if not 0 < len(text) <= LONGEST_TEXT:
            raise Problem(422, "invalid_body", f"text: 1 to {LONGEST_TEXT} characters", {"field": "text"})
        return self._send(phone, "text", {"body": text}, reply_to)

    def press(self, phone: Phone, message_id: str, choice: str) -> Bubble:
        """Press a reply button, choose a row of a list, or press a quick reply of a template.

        Raises:
            Problem: the message offers no such choice, or its button was pressed already.
        """
        offer = phone.bubbles.get(message_id)
        found = next((each for each in _choices(offer) if each[1]["id"] == choice), None) if offer else None
        if offer is None or found is None:
            raise Problem(404, "not_found", "no such choice on this phone")
        kind, reply = found
        if kind != "list_reply":
            if offer.chosen is not None:
                raise Problem(409, "already_pressed", "this message was answered")
            offer.chosen = choice
            phone.touch(offer)
        if kind == "button":
            return self._send(phone, "button", {"payload": reply["id"], "text": reply["title"]}, message_id)
        return self._send(phone, "interactive", {"type": kind, kind: reply}, message_id)

    def location(self, phone: Phone, place: Mapping[str, Any], reply_to: str | None = None) -> Bubble:
        """Share a place: latitude and longitude in degrees, and a name and an address where there are."""
        try:
            content: dict[str, Any] = {name: float(place[name]) for name in ("latitude", "longitude")}
        except (KeyError, TypeError, ValueError):
            raise Problem(422, "invalid_body", "latitude and longitude: degrees") from None
        content |= {name: str(place[name]) for name in ("name", "address") if place.get(name)}
        return self._send(phone, "location", content, reply_to)

    def reaction(self, phone: Phone, message_id: str, emoji: str) -> Bubble:
        """Put an emoji on a message, or take it away when it is empty."""
        content = {"message_id": message_id, **({"emoji": emoji} if emoji else {})}
        return self._send(phone, "reaction", content)

    def file(self, phone: Phone, content: bytes, kind: str, caption: str = "", filename: str = "") -> Bubble:
        """Send a file; its media type says as what: photo, video, voice note, sticker or document.

        Raises:
            Problem: it is empty.
        """
        if not content:
            raise Problem(422, "invalid_body", "the file is empty")
        medium = self._shelf.keep(content, kind)
        type_ = "sticker" if bare_kind(kind) == "image/webp" else _TYPES.get(kind.split("/")[0], "document")
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        about: dict[str, Any] = {"id": medium.id, "mime_type": kind, "sha256": digest}
        if caption and type_ in ("image", "video", "document"):
            about["caption"] = caption
        if type_ == "document":
            about["filename"] = filename or "document"
        if type_ == "audio":
            about["voice"] = True
        if type_ == "sticker":
            about["animated"] = False
        return self._send(phone, type_, about)

    def _send(self, phone: Phone, type_: str, content: dict[str, Any], reply_to: str | None = None) -> Bubble:
        now = self._clock()
        id_ = f"wamid.SIM{secrets.token_hex(16).upper()}"
        bubble = Bubble(id_, True, now, type_, content, status="waiting", reply_to=reply_to)
        phone.last_sent = now
        phone.add(bubble)
        event = message_event(self._line, phone, bubble)
        self._courier.post(event, lambda: _arrived(phone, bubble), phone.id)
        return bubble


def _arrived(phone: Phone, bubble: Bubble) -> None:
    phone.move(bubble, "delivered")


def _choices(bubble: Bubble) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what a message of the business offers: the kind of the answer and its content."""
    action = bubble.content.get("action", {}) if bubble.type == "interactive" else {}
    for button in action.get("buttons", ()):
        yield "button_reply", button["reply"]
    for section in action.get("sections", ()):
        for row in section.get("rows", ()):
            yield "list_reply", row
    for button in bubble.content["shown"]["buttons"] if bubble.type == "template" else ():
        yield "button", button
