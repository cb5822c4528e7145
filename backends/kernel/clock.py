"""The time, injected so that tests and the demo data can choose it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present instant in Paris."""
    return datetime.now(PARIS)


def fixed_clock(today: date) -> Clock:
    """Return a clock that is stopped at ten in the morning of a day."""
    moment = datetime(today.year, today.month, today.day, 10, tzinfo=PARIS)
    return lambda: moment


def stamp(moment: datetime) -> str:
    """Write an instant as sortable text for the databases: ISO 8601 in UTC."""
    return moment.astimezone(timezone.utc).isoformat(timespec="microseconds")


def instant(text: str) -> datetime:
    """Read what :func:`stamp` wrote, in Paris time."""
    return datetime.fromisoformat(text).astimezone(PARIS)
