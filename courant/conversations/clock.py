"""The clock that the store and the door are given; tests give another one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

Clock = Callable[[], datetime]


def paris_now() -> datetime:
    """Return the current time in Paris, with its zone."""
    return datetime.now(PARIS)
