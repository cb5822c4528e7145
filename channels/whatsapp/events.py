"""What a webhook carries, once it is read: messages of customers, statuses of our own messages, notices for us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from courant.conversations import WhatsappContact

MESSAGE, STATUS, NOTICE = "message", "status", "notice"


@dataclass(frozen=True)
class GraphError:
    """An error as Meta tells it; only the code decides."""

    code: int
    title: str = ""
    details: str = ""


@dataclass(frozen=True)
class StatusUpdate:
    """What became of one of our messages: sent, delivered, read, played or failed. They come in any order.

    Attributes:
        message_id: Meta's id of our message.
        status: Meta's word.
        at: when it happened.
        errors: why it failed.
        tag: what we wrote on the message when we sent it (`biz_opaque_callback_data`).
    """

    message_id: str
    status: str
    at: datetime
    errors: tuple[GraphError, ...] = ()
    tag: str | None = None


@dataclass(frozen=True)
class IncomingMessage:
    """A message of a customer.

    Attributes:
        id: Meta's id of it, or a digest when it bears none.
        at: when it was sent.
        contact: who wrote, empty when the message does not tell.
        type: Meta's word for its content.
        raw: the message as it came.
        group: it was written in a group.
    """

    id: str
    at: datetime
    contact: WhatsappContact
    type: str
    raw: Mapping[str, Any] = field(repr=False)
    group: bool = False


@dataclass(frozen=True)
class Notice:
    """What Meta tells of our account, number or templates, and every field that nobody knows.

    Attributes:
        key: what makes it this one.
        field: Meta's word for what it is about.
        value: what it says, plain JSON.
        at: when it came.
    """

    key: str
    field: str
    value: Any
    at: datetime
