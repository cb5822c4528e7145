"""Start-up patch of one Rasa method: an action is told of the running turn, not of everything that was ever said.

`RemoteAction._action_call_format` of Rasa 3.6.21 sends all events of the conversation, and to each `validate_…` action
the whole domain as well (a quarter of a megabyte): half of what the call costs. Here an action receives what customers
said (text and id of each message) and every event since the last message; the slots and the running form as ever; the
domain only where domain.yml says `send_domain: true` of an action that validates no form. A test fails when Rasa's
version or method changes.
"""

from __future__ import annotations

from typing import Any, Dict, List, Text

import rasa
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

VALIDATES = "validate_"
_KEPT_OF_A_MESSAGE = ("event", "text", "message_id", "timestamp", "input_channel")


def _action_call_format(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> Dict[Text, Any]:
    """Return the body of a call of the action server."""
    called = {
        "next_action": self.name(),
        "sender_id": tracker.sender_id,
        "tracker": {**tracker.current_state(), "events": told_events(tracker)},
        "version": rasa.__version__,
    }
    if not self.name().startswith(VALIDATES) and domain.does_custom_action_explicitly_need_domain(self.name()):
        called["domain"] = domain.as_dict()
    return called


def told_events(tracker: DialogueStateTracker) -> List[Dict[Text, Any]]:
    """Return the earlier messages in short, then the last one and all that followed it, fit for JSON."""
    events = list(tracker.events)
    messages = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    last = messages[-1] if messages else 0
    return [*(_in_short(events[place]) for place in messages[:-1]), *(event.as_dict() for event in events[last:])]


def _in_short(message: UserUttered) -> Dict[Text, Any]:
    whole = {**message.as_dict(), "text": message.text}
    return {name: whole[name] for name in _KEPT_OF_A_MESSAGE if name in whole}


def apply() -> None:
    """Put the patch in force (once is enough, twice is harmless)."""
    setattr(RemoteAction, "_action_call_format", _action_call_format)  # noqa: B010  mypy refuses the plain form
