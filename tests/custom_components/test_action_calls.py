"""The start-up patch of action calls: in force, enough for the actions, bound to one version."""

from __future__ import annotations

import inspect
import json

import rasa
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Tracker

import custom_components.supervisor_policy  # noqa: F401  applies the patch, as the server does
from custom_components import action_calls
from custom_components.compiled_validator import PATCHED_VERSION

INTENT = {"name": "question", "confidence": 0.9}
DOMAIN = {"version": "3.1", "actions": ["action_x", {"action_y": {"send_domain": True}}, "validate_a_form"]}


def _tracker() -> DialogueStateTracker:
    slots = [AnySlot("pile", mappings=[{}], influence_conversation=False)]
    tracker = DialogueStateTracker("c1", Domain([], [], slots, {}, [], {}, {}).slots)
    for number in range(3):
        parsed = {"intent": INTENT, "intent_ranking": [INTENT], "entities": [], "text": f"message {number}"}
        message = UserUttered(f"message {number}", INTENT, [], parsed, input_channel="texte", message_id=f"m{number}")
        after = [SlotSet("pile", number), ActionExecuted("action_x"), BotUttered(f"answer {number}")]
        for event in (message, *after):
            tracker.update(event)
    return tracker


def _called(name: str) -> dict[str, object]:
    action = RemoteAction(name, None)
    called: dict[str, object] = json.loads(
        json.dumps(action._action_call_format(_tracker(), Domain.from_dict({**DOMAIN})))
    )
    return called


def test_the_patch_belongs_to_this_version_of_rasa() -> None:
    assert rasa.__version__ == PATCHED_VERSION
    assert RemoteAction._action_call_format is action_calls._action_call_format
    assert list(inspect.signature(RemoteAction._action_call_format).parameters) == ["self", "tracker", "domain"]


def test_the_last_message_and_what_followed_are_told_whole() -> None:
    tracker = Tracker.from_dict(_called("action_x")["tracker"])
    last = tracker.events[-4:]
    assert [event["event"] for event in last] == ["user", "slot", "action", "bot"]
    assert last[0]["parse_data"]["intent_ranking"] == [INTENT]
    assert tracker.latest_message["text"] == "message 2"
    assert tracker.get_slot("pile") == 2


def test_earlier_messages_are_told_in_short_and_nothing_else_of_them() -> None:
    earlier = Tracker.from_dict(_called("action_x")["tracker"]).events[:-4]
    assert [(event["event"], event["text"], event["message_id"]) for event in earlier] == [
        ("user", "message 0", "m0"),
        ("user", "message 1", "m1"),
    ]
    assert all("parse_data" not in event for event in earlier)


def test_the_domain_goes_where_it_is_asked_for() -> None:
    assert "domain" not in _called("action_x")
    assert "domain" not in _called("validate_a_form")
    assert "domain" in _called("action_y")


def test_without_any_message_everything_is_told() -> None:
    tracker = DialogueStateTracker("c1", [])
    tracker.update(ActionExecuted("action_listen"))
    assert [event["event"] for event in action_calls.told_events(tracker)] == ["action"]
