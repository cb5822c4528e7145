"""Start-up patch of one Rasa method: the class of an event is looked up, not searched for.

`Event.resolve_by_type` of Rasa 3.6.21 walks all subclasses for each event that it reads: a fifth of a turn whose
conversation is read from a database. The classes do not change while the process runs. A test fails when Rasa's
version or method changes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Optional, Text, Type

from rasa.shared.core.events import Event

_search = Event.resolve_by_type


@lru_cache(maxsize=128)
def resolve_by_type(type_name: Text, default: Optional[Type[Event]] = None) -> Optional[Type[Event]]:
    """Return the class of an event.

    Raises:
        ValueError: the name is unknown and there is no default (this is not remembered).
    """
    found: Optional[Type[Event]] = _search(type_name, default)
    return found


def apply() -> None:
    """Put the patch in force (once is enough, twice is harmless)."""
    setattr(Event, "resolve_by_type", staticmethod(resolve_by_type))  # noqa: B010  mypy refuses the plain form
