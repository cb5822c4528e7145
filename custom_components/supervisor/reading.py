"""Reads a Rasa tracker into a `Turn`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from custom_components.supervisor.customer import LevelReader, TaskReader, stored_task
from custom_components.supervisor.turn import Turn

CONTENT = ("attachments", "location")


def read_turn(tracker: DialogueStateTracker, level_of: LevelReader, task_of: TaskReader = stored_task) -> Turn | None:
    """What is known about the running turn; None before the first message of a session."""
    events = list(tracker.events)
    position = _last_message(events)
    if position is None:
        return None
    message = events[position]
    slots = tracker.current_slot_values()
    parse = message.parse_data or {}
    urgency = parse.get("urgence") or {}
    return Turn(
        intent=message.intent.get("name"),
        confidence=float(message.intent.get("confidence") or 0.0),
        ranking=_ranking(parse),
        urgency=urgency.get("name", "normale"),
        danger_kind=urgency.get("kind"),
        entities=tuple(message.entities or ()),
        text=message.text or "",
        done=_done(events[position + 1 :]),
        loop=tracker.active_loop_name,
        loop_before=_loop_before(events, position),
        requested=slots.get(REQUESTED_SLOT),
        slots=slots,
        level=level_of(tracker.sender_id, message.timestamp, slots),
        further=tuple(_further(message, parse)),
        content={name: value for name, value in (message.metadata or {}).items() if name in CONTENT and value},
        elsewhere=partial(task_of, tracker.sender_id, message.timestamp),
    )


def _further(message: UserUttered, parse: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the requests beyond the first one, each with the entities of its own clause."""
    text = message.text or ""
    for row in parse.get("demandes") or ():
        clause = str(row.get("text") or "")
        start = text.find(clause)
        inside = [one for one in message.entities or () if start <= int(one.get("start") or 0) < start + len(clause)]
        kept = [{key: one.get(key) for key in ("entity", "value", "role")} for one in inside]
        yield {"intent": row.get("intent"), "confidence": row.get("confidence"), "entities": kept, "text": clause}


def _ranking(parse: dict[str, Any]) -> tuple[tuple[str, float], ...]:
    rows = parse.get("intent_ranking") or ()
    return tuple((str(row.get("name")), float(row.get("confidence") or 0.0)) for row in rows)


def _last_message(events: list[Event]) -> int | None:
    """Position of the last user message (a reloaded tracker's `latest_message` skips those that a form handled)."""
    for position in range(len(events) - 1, -1, -1):
        if isinstance(events[position], UserUttered):
            return position
        if isinstance(events[position], SessionStarted):
            return None
    return None


def _done(events: list[Event]) -> tuple[str, ...]:
    return tuple(event.action_name for event in events if isinstance(event, ActionExecuted) and event.action_name)


def _loop_before(events: list[Event], position: int) -> str | None:
    for event in reversed(events[:position]):
        if isinstance(event, ActiveLoop):
            return str(event.name) if event.name else None
        if isinstance(event, SessionStarted):
            return None
    return None
