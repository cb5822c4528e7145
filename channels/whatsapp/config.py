"""Settings of the WhatsApp channel: the number and its secrets from the environment, delays from `credentials.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from courant.settings import Settings, WhatsappSettings


@dataclass(frozen=True)
class WhatsappConfig:
    """One number of ours.

    Attributes:
        number: the number and its secrets.
        quiet: seconds without a further message after which a text is answered.
        album: the same after a photo: each one of an album comes by itself.
        longest: seconds after which a burst is answered even when it goes on.
        messages: messages that a customer may send in `seconds`.
        seconds: length of that window.
        turns: customers who are answered at the same time; the others wait, but for a danger. More would only make all
            of them slower, and Meta's webhooks with them.
    """

    number: WhatsappSettings = field(repr=False)
    quiet: float = 1.0
    album: float = 2.0
    longest: float = 3.0
    messages: int = 20
    seconds: float = 10.0
    turns: int = 32

    @classmethod
    def read(cls, credentials: Mapping[str, Any] | None, known: Settings) -> WhatsappConfig:
        """Read the channel's section of the credentials file.

        Raises:
            SettingsError: the number or one of its secrets is absent from the environment.
        """
        return cls(known.whatsapp(), **(credentials or {}))
