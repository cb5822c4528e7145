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
class Attachment:
    """A file that came with a message: its id in the store, and its media type (`image/jpeg`)."""

    id: str
    kind: str


@dataclass(frozen=True)
class Location:
    """A place that a customer shared: degrees (WGS 84), and its name or address when the channel gives one."""

    latitude: float
    longitude: float
    label: str | None = None


@dataclass(frozen=True)
class SystemEvent:
    """What a system of record tells of its own accord: `data` holds plain JSON values."""

    id: str
    kind: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Inbound:
    """What waits in the inbox: a customer's message, already masked, or a system event.

    `masked` names what was taken out of it and has to be explained (`carte`).
    """

    inbox_id: str
    conversation: str
    channel: str
    message_id: str
    text: str = field(repr=False)
    button: str | None
    received_at: datetime
    masked: str | None = None
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    event: SystemEvent | None = None


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
    asks: str | None = None
    attachments: tuple[Attachment, ...] = ()


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
    """A form left open: what is known and which slot was being asked.

    Attributes:
        form: the form.
        slots: its answers, and what else it needs to go on.
        requested: the slot that was being asked.
        saved_at: when it came this far.
        run: the message that opened the form; it names the task wherever it goes.
        conversation: where it was left open.
        channel: channel of that conversation.
        customer: whose answers they are, None when nobody has proved it.
        level: highest level that they were given with; nobody less known is told them.
    """

    form: str
    slots: Mapping[str, Any]
    requested: str | None
    saved_at: datetime
    run: str | None = None
    conversation: str = ""
    channel: str = ""
    customer: str | None = None
    level: int = 0


@dataclass(frozen=True)
class ExpectedSecret:
    """A secret that the next messages may carry (a one-time code), until a moment."""

    kind: str
    until: datetime


@dataclass(frozen=True)
class Asked:
    """The question that a form has open: its field and the kind of value that answers it (`pdl`, `lieu`…)."""

    field: str
    kind: str


@dataclass(frozen=True)
class StoredFile:
    """A file that a customer sent, with its media type."""

    id: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Alert:
    """A danger for which a person has to be called: one a danger, from the first message to « en sécurité »."""

    id: str
    conversation: str
    kind: str
    summary: str
    created_at: datetime
