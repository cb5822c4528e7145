"""What customers' words may be in: for a test that looks for digits, without the digits that come by chance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

# Instants, ids and hashes. What is made of digits alone is none of them: it may be the number of a card.
_CHANCE = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d)?|(?=.*[a-z])(?:[0-9a-z]{26}|[0-9a-f]{32,64})"
)
# Names under which Rasa keeps instants; confidences and coordinates are small numbers.
_INSTANTS = ("timestamp", "latest_event_time")
_SMALL = 1000


def written(value: Any) -> str:
    """All texts and numbers of a value, at every depth."""
    return "\n".join(_parts(value))


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            if not (key in _INSTANTS and isinstance(item, float)):
                yield from _parts(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _parts(item)
    elif isinstance(value, str):
        if not _CHANCE.fullmatch(value):
            yield value
    elif not isinstance(value, date) and not (isinstance(value, float) and abs(value) < _SMALL):
        yield str(value)
