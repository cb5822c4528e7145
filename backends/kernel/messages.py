"""Outgoing SMS and mails, through a provider.

In demo mode they are written to the demo outbox; in real use they are posted to ``MESSAGES_URL``, behind
which a utility puts its own SMS and mail provider.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import httpx

Channel = Literal["sms", "email", "whatsapp"]


@dataclass(frozen=True)
class Message:
    """One message to one address; ``purpose`` says why it is sent (``code``, ``astreinte``)."""

    channel: Channel
    to: str
    text: str
    purpose: str
    subject: str = ""


class MessageNotSent(Exception):
    """The provider did not take the message."""


class Messenger(Protocol):
    """A provider. Called from a worker thread."""

    def send(self, message: Message) -> None:
        """Hand a message over, or raise :class:`MessageNotSent`."""
        ...


class HttpMessenger:
    """Posts each message as JSON to an address.

    Args:
        url: Address of the supplier's messaging gateway.
        key: Sent as ``X-Service-Key``.
    """

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._key = key

    def send(self, message: Message) -> None:
        """Post the message; any answer but 2xx means that it was not taken."""
        body = {
            "channel": message.channel,
            "to": message.to,
            "subject": message.subject,
            "text": message.text,
            "purpose": message.purpose,
        }
        try:
            answer = httpx.post(self._url, json=body, headers={"X-Service-Key": self._key}, timeout=5)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            # The error's own text holds the address only, never the message.
            raise MessageNotSent(type(error).__name__) from None
