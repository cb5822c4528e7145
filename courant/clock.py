"""The time in France, and the type of a clock: parts that need one are given it, so that tests give another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

Clock = Callable[[], datetime]


def paris_now() -> datetime:
    """Return the current time in Paris, with its zone."""
    return datetime.now(PARIS)
