"""The start-up patch of copies: in force, equal to a replay, apart from the original, bound to one version."""

from __future__ import annotations

import copy

import rasa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot, Slot
from rasa.shared.core.trackers import DialogueStateTracker

import custom_components.supervisor_policy  # noqa: F401  applies the patch, as the server does
from custom_components import tracker_copies
from custom_components.compiled_validator import PATCHED_VERSION


def _tracker() -> DialogueStateTracker:
    slots = [AnySlot(name, mappings=[{}], influence_conversation=False) for name in ("a", "b")]
    domain = Domain([], [], slots, {}, [], {}, {})
    events = [UserUttered("bonjour"), ActionExecuted("a_form"), ActiveLoop("a_form"), SlotSet("a", [1])]
    return DialogueStateTracker.from_events("c1", events, domain.slots)


def test_the_patch_belongs_to_this_version_of_rasa() -> None:
    assert rasa.__version__ == PATCHED_VERSION
    assert DialogueStateTracker.copy is tracker_copies.copy_of
    assert getattr(Slot, "__copy__") is tracker_copies.copy_of_slot  # noqa: B009


def test_a_copy_is_what_a_replay_gives() -> None:
    tracker = _tracker()
    replayed, copied = tracker.travel_back_in_time(float("inf")), tracker.copy()
    assert copied == replayed
    assert copied.current_state() == replayed.current_state()
    assert {n: s.has_been_set for n, s in copied.slots.items()} == {
        n: s.has_been_set for n, s in replayed.slots.items()
    }


def test_copy_and_original_change_apart() -> None:
    tracker = _tracker()
    copied = tracker.copy()
    for event in (SlotSet("a", [2]), ActiveLoop(None), UserUttered("au revoir")):
        copied.update(event)
    assert tracker.get_slot("a") == [1]
    assert tracker.active_loop_name == "a_form"
    assert tracker.latest_message is not None and tracker.latest_message.text == "bonjour"
    copied = tracker.copy()
    copied.interrupt_loop(True)
    assert tracker.active_loop is not None and not tracker.active_loop.is_interrupted


def test_a_slot_is_copied_with_its_settings() -> None:
    slot = AnySlot("a", mappings=[{"type": "custom"}], initial_value=3, influence_conversation=False)
    other = copy.copy(slot)
    other.value = 4
    assert (slot.value, other.value, other.initial_value) == (3, 4, 3)
    assert other.persistence_info() == slot.persistence_info()
