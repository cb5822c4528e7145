"""The phones on the page: who holds them, and the conversation that each shows."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

WINDOW = timedelta(hours=24)
TYPING = timedelta(seconds=25)
MOST_BUBBLES = 500
# Statuses only move up; a failure ends.
RANKS = {"waiting": 0, "accepted": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}


@dataclass
class Bubble:
    """One message as a phone shows it.

    Attributes:
        id: WhatsApp's message id.
        mine: written by the customer who holds the phone.
        type: WhatsApp's message type.
        content: what is under the type's key, as sent.
        status: of ``RANKS``; a customer's message waits until Courant has acknowledged it.
        reply_to: message that it answers.
        chosen: id of the reply button that was pressed: each message takes one.
        reaction: emoji put on it by the business.
        error: code of the failure.
        version: grows with each change on this phone.
    """

    id: str
    mine: bool
    at: datetime
    type: str
    content: dict[str, Any]
    status: str = "accepted"
    reply_to: str | None = None
    chosen: str | None = None
    reaction: str | None = None
    error: int | None = None
    tag: str | None = None
    version: int = 0

    def wire(self) -> dict[str, Any]:
        """Return it for the page."""
        kept = ("id", "mine", "type", "content", "status", "reply_to", "chosen", "reaction", "error", "version")
        return {**{name: getattr(self, name) for name in kept}, "at": self.at.isoformat(timespec="seconds")}


@dataclass
class Phone:
    """A phone and its holder.

    Attributes:
        number: in international form.
        user_id: business-scoped id of the holder.
        username: a holder with a username hides the number from businesses.
        is_on: messages wait while it is off.
        tells_read: whether its holder lets businesses know what was read.
        typing_until: until when the business shows that it is writing.
        waiting: what was sent to it while it was off.
    """

    name: str
    number: str
    user_id: str
    username: str | None = None
    is_on: bool = True
    tells_read: bool = True
    last_sent: datetime | None = None
    typing_until: datetime | None = None
    bubbles: OrderedDict[str, Bubble] = field(default_factory=OrderedDict)
    waiting: list[Bubble] = field(default_factory=list)
    version: int = 0
    watchers: set[asyncio.Event] = field(default_factory=set)

    @property
    def id(self) -> str:
        """Digits of the number: WhatsApp's own id, also where the number is hidden."""
        return self.number.lstrip("+")

    def window_open(self, now: datetime) -> bool:
        """Whether the business may write freely."""
        return self.last_sent is not None and now - self.last_sent < WINDOW

    def add(self, bubble: Bubble) -> None:
        """Show a message; the oldest one leaves when there are too many."""
        self.bubbles[bubble.id] = bubble
        if len(self.bubbles) > MOST_BUBBLES:
            self.bubbles.popitem(last=False)
        if not bubble.mine:
            self.typing_until = None
        self.touch(bubble)

    def move(self, bubble: Bubble, status: str) -> bool:
        """Let a message reach a status; tell whether it was a step up."""
        if RANKS[status] <= RANKS[bubble.status]:
            return False
        bubble.status = status
        self.touch(bubble)
        return True

    def touch(self, bubble: Bubble | None = None) -> None:
        """Tell who watches that something has changed."""
        self.version += 1
        if bubble is not None:
            bubble.version = self.version
        for watcher in self.watchers:
            watcher.set()

    def changed_after(self, version: int) -> list[Bubble]:
        """Return the messages that are new or changed after a version, in the order of the conversation."""
        return [bubble for bubble in self.bubbles.values() if bubble.version > version]

    @contextmanager
    def watch(self) -> Iterator[asyncio.Event]:
        """Be woken by changes for as long as the context lasts."""
        event = asyncio.Event()
        self.watchers.add(event)
        try:
            yield event
        finally:
            self.watchers.discard(event)

    def wire(self, now: datetime) -> dict[str, Any]:
        """Return what the page says of the phone itself."""
        return {
            "id": self.id,
            "name": self.name,
            "number": self.number,
            "username": self.username,
            "is_on": self.is_on,
            "tells_read": self.tells_read,
            "window_open": self.window_open(now),
            "typing": self.typing_until is not None and self.typing_until > now,
            "version": self.version,
        }


class UnknownPhone(LookupError):
    """Nobody here holds this number or id."""


class Phones:
    """All phones, found by number or by business-scoped id."""

    def __init__(self) -> None:
        self._phones: dict[str, Phone] = {}
        self._owners: dict[str, Phone] = {}
        self._ranks = itertools.count(1)

    def __iter__(self) -> Iterator[Phone]:
        """Go through the phones, in the order in which they were added."""
        return iter(self._phones.values())

    def add(self, name: str, number: str, username: str | None = None) -> Phone:
        """Add a phone, or return the one that has this number."""
        digits = re.sub(r"\D", "", number)
        if digits in self._phones:
            return self._phones[digits]
        # Real ids are 17 digits or more and say nothing of the number.
        phone = Phone(name, f"+{digits}", f"FR.{10_000_000_000_000_000 + next(self._ranks)}", username)
        self._phones[digits] = phone
        self._owners[phone.user_id] = phone
        return phone

    def get(self, id: str) -> Phone:
        """Return a phone by its id.

        Raises:
            UnknownPhone: there is none.
        """
        try:
            return self._phones[id]
        except KeyError:
            raise UnknownPhone(id) from None

    def addressed(self, to: str | None, recipient: str | None) -> Phone | None:
        """Return the phone that a request is for; `to` wins, as at Meta's."""
        if to is not None:
            return self._phones.get(re.sub(r"\D", "", to))
        return self._owners.get(recipient or "")

    def holding(self, message_id: str) -> tuple[Phone, Bubble]:
        """Return a message and the phone that shows it.

        Raises:
            UnknownPhone: no phone has this message.
        """
        for phone in self._phones.values():
            if message_id in phone.bubbles:
                return phone, phone.bubbles[message_id]
        raise UnknownPhone(message_id)
