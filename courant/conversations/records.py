"""What the store gives back: small immutable records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from courant.conversations.messages import IssuedButton, Link


class Author(str, Enum):
    """Who wrote an entry of the transcript."""

    CUSTOMER = "client"
    ASSISTANT = "assistant"
    AGENT = "conseiller"


@dataclass(frozen=True)
class Received:
    """Receipt of a customer's message.

    Attributes:
        inbox_id: identifier of the message; Rasa's `message_id`.
        duplicate: the channel had already delivered this message.
        number: place of the message in the transcript.
    """

    inbox_id: str
    duplicate: bool
    number: int


@dataclass(frozen=True)
class Inbound:
    """A customer's message kept in the inbox, already masked.

    `masked` names what was taken out of it and has to be explained (`carte`).
    """

    inbox_id: str
    conversation: str
    channel: str
    message_id: str
    text: str
    button: str | None
    received_at: datetime
    masked: str | None = None


@dataclass(frozen=True)
class Entry:
    """One numbered line of a transcript, as channels and the console read it."""

    number: int
    author: Author
    text: str
    at: datetime
    name: str | None = None
    inbox_id: str | None = None
    client_id: str | None = None
    buttons: tuple[IssuedButton, ...] = ()
    links: tuple[Link, ...] = ()
    image: str | None = None
    image_alt: str | None = None
    response: str | None = None


@dataclass(frozen=True)
class Identity:
    """Who the customer has proved to be, and for how long.

    Attributes:
        level: 0 public, 1 identified, 2 verified; 0 once expired.
        customer: customer number, None at level 0.
        token: the identity service's token to call back ends with, None at level 0.
        expires_at: when the level falls back to 0.
    """

    level: int = 0
    customer: str | None = None
    token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Task:
    """A form left open: what is known and which slot was being asked."""

    form: str
    slots: Mapping[str, Any]
    requested: str | None
    saved_at: datetime


@dataclass(frozen=True)
class ExpectedSecret:
    """A secret that the next messages may carry (a one-time code), until a moment."""

    kind: str
    until: datetime
