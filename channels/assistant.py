"""Rasa as the door sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import UserMessage

from courant.conversations import Inbound, OutMessage

Handle = Callable[[UserMessage], Awaitable[Any]]
EventsOf = Callable[[str], Awaitable[list[Any]]]
SlotsOf = Callable[[str], Awaitable[Mapping[str, Any]]]
Tell = Callable[[Inbound, str], Awaitable[list[OutMessage]]]


@dataclass(frozen=True)
class Assistant:
    """Rasa handles a message, remembers what it did and learnt, and tells a system event by an action."""

    handle: Handle
    events_of: EventsOf
    slots_of: SlotsOf
    tell: Tell
