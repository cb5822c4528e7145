"""The period that a request names, from its `date` entity."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

Period = tuple[date, date]


def period_of(value: Any) -> Period | None:
    """Read an ISO day or `[start, end)` as `[start, end)`; None when nothing was said."""
    if isinstance(value, dict):
        value = [value.get("start"), value.get("end")]
    if isinstance(value, (list, tuple)) and len(value) >= 2 and value[0] and value[1]:
        return date.fromisoformat(str(value[0])[:10]), date.fromisoformat(str(value[1])[:10])
    if isinstance(value, str) and value:
        day = date.fromisoformat(value[:10])
        return day, day + timedelta(days=1)
    return None
