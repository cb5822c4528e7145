"""Sealed texts: one context hands them to another through somebody who must not read them."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken

from backends.kernel.config import Config


def sealed(kind: str, content: str, now: datetime, config: Config) -> str:
    """Return a content that only the contexts can read; a seal is of no use for another kind."""
    return _box(kind, config).encrypt_at_time(content.encode(), int(now.timestamp())).decode()


def unsealed(kind: str, text: str, now: datetime, config: Config, life: timedelta) -> str | None:
    """Return what was sealed, None when it was not sealed here, was altered, or is older than ``life``."""
    try:
        seconds = int(life.total_seconds())
        return _box(kind, config).decrypt_at_time(text.encode(), seconds, int(now.timestamp())).decode()
    except InvalidToken:
        return None


def _box(kind: str, config: Config) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(config.derive(f"sealed.{kind}"))))
