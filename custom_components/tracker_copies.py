"""Start-up patch of two Rasa methods: copies of a conversation copy it, they do not live through it again.

Rasa 3.6.21 copies the tracker before each action by replaying every event, and each slot through the machinery of
pickling: a tenth of a turn. The copy has the same events, slots and state, and changes apart. A test compares both and
fails when Rasa's version changes.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker


def copy_of(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return a tracker in the same state that can be changed without changing the first one."""
    new = tracker.__class__.__new__(tracker.__class__)
    new.__dict__.update(tracker.__dict__)
    new.events = deque(tracker.events, tracker._max_event_history)
    new.slots = tracker.slots.__class__((name, copy_of_slot(slot)) for name, slot in tracker.slots.items())
    new.active_loop = tracker.active_loop and replace(tracker.active_loop)
    return new


def copy_of_slot(slot: Slot) -> Slot:
    """Return a slot with the same value and settings."""
    new = slot.__class__.__new__(slot.__class__)
    new.__dict__.update(slot.__dict__)
    return new


def apply() -> None:
    """Put the patch in force (once is enough, twice is harmless)."""
    setattr(DialogueStateTracker, "copy", copy_of)  # noqa: B010  mypy refuses the plain form
    setattr(Slot, "__copy__", copy_of_slot)  # noqa: B010
