"""What a channel hands to the door, and what it gets back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from courant.conversations import Attachment, Location


class UnknownButton(ValueError):
    """The button was not issued in this conversation."""


class UnknownFile(ValueError):
    """The file was not sent in this conversation."""


class UnknownKind(LookupError):
    """Nothing subscribes to this kind of system event."""


class UnreachableConversation(LookupError):
    """The conversation does not exist, or the customer has ended it."""


@dataclass(frozen=True)
class Incoming:
    """One message as a channel received it, after it has proved that it may speak for the address.

    Attributes:
        channel: name of the channel.
        address: session, phone number or mail thread.
        message_id: the channel's own id; the same id again is a duplicate.
        text: what was typed; unused when a button was pressed.
        button: id of the button that was pressed.
        attachments: files that came with it, kept before with `Door.keep_file`.
        location: place that the customer shared.
    """

    channel: str
    address: str
    message_id: str
    text: str = field(default="", repr=False)
    button: str | None = None
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None


@dataclass(frozen=True)
class Accepted:
    """What became of a message.

    Attributes:
        conversation: the conversation it belongs to.
        number: its place in the transcript; for a message over the limit, the latest place.
        inbox_id: its id, None when it was over the limit and not kept.
        duplicate: it had been received before.
        retry_after: seconds to wait, when it was over the limit.
        turn: ends when the answers are in the outbox; None when there is nothing to wait for.
    """

    conversation: str
    number: int
    inbox_id: str | None = None
    duplicate: bool = False
    retry_after: float | None = None
    turn: asyncio.Task[None] | None = None

    async def answered(self) -> None:
        """Wait for the end of the turn; giving up waiting does not stop it."""
        if self.turn is not None:
            await asyncio.shield(self.turn)
