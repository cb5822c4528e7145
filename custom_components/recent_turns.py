"""A conversation without its middle, so that what a turn costs does not grow with what was said before it.

Rasa copies, featurises and sends all events of a conversation several times a turn. Policies, forms and actions look
back a few messages, and at those that led to the last form: what lies elsewhere is replaced by what it came to (slots,
running form). The database keeps every event.
"""

from __future__ import annotations

from typing import Iterator, List, Sequence, Set

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

# Messages that are kept at the end and up to the opening of the last form: as many as the summary for a person tells
# (`actions/accueil/summary.py`), and more than stories and rules look at (`max_history` in config.yml).
TURNS = 6
SLACK = 4  # messages that are worth shortening for: it replays the conversation


def shortened(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return the same state of the same conversation with fewer events; the tracker itself when it is short enough."""
    events = list(tracker.events)
    messages = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(messages) < TURNS + SLACK:
        return tracker
    kept = _kept(events, messages)
    if sum(place not in kept for place in messages) < SLACK:
        return tracker
    return _rebuilt(tracker, events, kept)


def _kept(events: Sequence[Event], messages: List[int]) -> Set[int]:
    """Return the places of the beginning of the session, of what led to the last form, and of the last messages."""
    tail = _start(events, messages[-TURNS])
    opened = next((place for place in range(tail - 1, -1, -1) if _opens_form(events[place])), -1)
    before = [place for place in messages if place < opened][-TURNS:]
    opening = range(_start(events, before[0]), opened + 1) if before else range(0)
    session = (place for place in (0, 1) if _begins_session(events[place]))
    return {*session, *opening, *range(tail, len(events))}


def _start(events: Sequence[Event], message: int) -> int:
    """Return where the turn of a message begins: where Rasa was last told to listen."""
    for place in range(message - 1, -1, -1):
        event = events[place]
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            return place
    return message


def _rebuilt(tracker: DialogueStateTracker, events: Sequence[Event], kept: Set[int]) -> DialogueStateTracker:
    """Replay all events on one tracker, and on another one those that are kept and what stands for the others."""
    whole, short = tracker.init_copy(), tracker.init_copy()
    for place, event in enumerate(events):
        if place in kept and place and place - 1 not in kept:
            for missing in _differences(short, whole, events[place - 1].timestamp):
                short.update(missing)
        whole.update(event)
        if place in kept:
            short.update(event)
    short.followup_action = tracker.followup_action
    short.model_id, short.assistant_id = tracker.model_id, tracker.assistant_id
    return short


def _differences(short: DialogueStateTracker, whole: DialogueStateTracker, timestamp: float) -> Iterator[Event]:
    """Yield the events that lead from the state of one tracker to that of another."""
    for name, slot in whole.slots.items():
        other = short.slots[name]
        if slot.value != other.value or slot.has_been_set != other.has_been_set:
            yield SlotSet(name, slot.value, timestamp)
    if whole.active_loop_name != short.active_loop_name:
        yield ActiveLoop(whole.active_loop_name, timestamp)
    if whole.is_active_loop_rejected and not short.is_active_loop_rejected:
        yield ActionExecutionRejected(str(whole.active_loop_name), timestamp=timestamp)
    if whole.is_paused() and not short.is_paused():
        yield ConversationPaused(timestamp)


def _opens_form(event: Event) -> bool:
    return isinstance(event, ActiveLoop) and bool(event.name)


def _begins_session(event: Event) -> bool:
    starts = isinstance(event, ActionExecuted) and event.action_name == ACTION_SESSION_START_NAME
    return starts or isinstance(event, SessionStarted)
