"""Rebuilds the answers to a message from Rasa's tracker, after a stop between its turn and its delivery."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from channels.collector import to_out_message
from channels.event_turn import EVENT_SLOT
from courant.conversations import OutMessage

SESSION_START = "action_session_start"


def answers_in(events: Iterable[Any], message_id: str) -> list[OutMessage] | None:
    """Return what the assistant said in the turn of a message, in order.

    Args:
        events: events of the tracker, of all sessions.
        message_id: id of the message (inbox id).

    Returns:
        None when the tracker has not seen the message: its turn was lost and must run again.
    """
    history = list(events)
    start = _index_of(history, message_id)
    if start is None:
        return None
    return _messages(_turn(history, start))


def answers_in_event(events: Iterable[Any], inbox_id: str) -> list[OutMessage] | None:
    """Return what the assistant said when it told a system event; None when it has not told it yet."""
    history = list(events)
    for start, event in enumerate(history):
        if isinstance(event, SlotSet) and event.key == EVENT_SLOT and (event.value or {}).get("inbox_id") == inbox_id:
            after = (i for i in range(start + 1, len(history)) if _ends_event(history[i]))
            return _messages(history[start : next(after, len(history))])
    return None


def _ends_event(event: Any) -> bool:
    return isinstance(event, SlotSet) and event.key == EVENT_SLOT


def _messages(events: Sequence[Any]) -> list[OutMessage]:
    said = (to_out_message(event.message()) for event in events if isinstance(event, BotUttered))
    return [message for message in said if message is not None]


def _index_of(history: Sequence[Any], message_id: str) -> int | None:
    for index, event in enumerate(history):
        if isinstance(event, UserUttered) and event.message_id == message_id:
            return index
    return None


def _turn(history: Sequence[Any], start: int) -> Sequence[Any]:
    # A new session is opened before its first message is written down: what it says belongs to this turn.
    begin = start
    for index in range(start - 1, -1, -1):
        event = history[index]
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name == SESSION_START:
            begin = index
            break
    after = (i for i in range(start + 1, len(history)) if isinstance(history[i], UserUttered))
    end = _before_session(history, next(after, len(history)), start)
    return history[begin:end]


def _before_session(history: Sequence[Any], end: int, start: int) -> int:
    for index in range(start + 1, end):
        event = history[index]
        if isinstance(event, ActionExecuted) and event.action_name == SESSION_START:
            return index
    return end
