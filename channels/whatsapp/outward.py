"""The other half of the channel, as the half that receives sees it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

from channels.whatsapp.events import StatusUpdate
from courant.conversations import Entry


class Outward(Protocol):
    """The other half: who sends our messages, and follows what becomes of them."""

    @abstractmethod
    def on_status(self, update: StatusUpdate) -> None:
        """Take note of a status; nothing may be awaited, as many are noted in one transaction."""

    @abstractmethod
    def is_numbered(self, entry: Entry) -> bool:
        """Tell whether the choices of an entry were shown as numbers."""

    @abstractmethod
    def wake(self, conversation: str) -> None:
        """Say that a conversation may have something to send."""
