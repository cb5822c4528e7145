"""Settings of the web chat, from `credentials.yml`; the sites may also come from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

# Sites that may embed the widget, separated by commas; wins over the credentials file.
ORIGINS_VARIABLE = "WEBCHAT_ORIGINS"


@dataclass(frozen=True)
class WebchatConfig:
    """Who may embed the chat, and how much a visitor may do.

    Attributes:
        origins: sites (`https://www.example.fr`) whose pages may use the chat.
        messages: messages that a conversation may send in `seconds`.
        seconds: length of that window.
        sessions_per_minute: new sessions that one address may open.
        token_hours: life of a session token; each message renews it.
        retention_months: how long conversations are kept, told to the customer.
    """

    origins: frozenset[str] = frozenset()
    messages: int = 20
    seconds: float = 10.0
    sessions_per_minute: int = 30
    token_hours: float = 24.0
    retention_months: int = 12

    @property
    def token_life(self) -> timedelta:
        """Life of a session token."""
        return timedelta(hours=self.token_hours)

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> WebchatConfig:
        """Read the channel's section of the credentials file."""
        values = dict(credentials or {})
        sites = os.environ.get(ORIGINS_VARIABLE)
        origins = sites.split(",") if sites else values.pop("origins", None) or ()
        values.pop("origins", None)
        return cls(origins=frozenset(site.strip().rstrip("/") for site in origins if site.strip()), **values)
