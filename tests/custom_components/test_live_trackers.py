"""Conversations kept between turns: the same as the database's, never older."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from custom_components.live_trackers import LiveTrackers
from custom_components.tracker_store import CourantTrackerStore


def _domain() -> Domain:
    slots = [AnySlot("pile", mappings=[{}], initial_value=None, influence_conversation=False)]
    return Domain([], [], slots, {}, [], {}, {})


def _store(folder: Path) -> CourantTrackerStore:
    return CourantTrackerStore(domain=_domain(), host=f"sqlite:///{folder / 'trackers.sqlite3'}")


async def _begun(store: CourantTrackerStore) -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker("c1")
    tracker.update(SessionStarted())
    tracker.update(ActionExecuted("action_listen"))
    tracker.update(UserUttered("bonjour"))
    tracker.update(SlotSet("pile", {"form": "x"}))
    await store.save(tracker)
    return tracker


def _written(tracker: DialogueStateTracker) -> list[dict[str, object]]:
    return [event.as_dict() for event in tracker.events]


@pytest.mark.asyncio
async def test_the_next_turn_is_given_the_object_that_was_saved(tmp_path: Path) -> None:
    store = _store(tmp_path)
    tracker = await store.get_or_create_tracker("c1")
    tracker.update(UserUttered("bonjour"))
    await store.save(tracker)
    assert await store.retrieve("c1") is tracker


@pytest.mark.asyncio
async def test_a_turn_that_failed_half_way_is_forgotten(tmp_path: Path) -> None:
    store = _store(tmp_path)
    tracker = await store.get_or_create_tracker("c1")
    taken = await store.retrieve("c1")
    assert taken is tracker
    taken.update(UserUttered("perdu"))
    again = await store.retrieve("c1")
    assert again is not None and again is not taken
    assert not any(isinstance(event, UserUttered) for event in again.events)


@pytest.mark.asyncio
async def test_what_another_process_wrote_is_seen(tmp_path: Path) -> None:
    mine, other = _store(tmp_path), _store(tmp_path)
    await mine.get_or_create_tracker("c1")
    theirs = await other.retrieve("c1")
    assert theirs is not None
    theirs.update(UserUttered("ailleurs"))
    await other.save(theirs)
    seen = await mine.retrieve("c1")
    assert seen is not None and seen.latest_message is not None and seen.latest_message.text == "ailleurs"


@pytest.mark.asyncio
async def test_a_conversation_of_several_sessions_is_read_as_the_database_tells_it(tmp_path: Path) -> None:
    store, reader = _store(tmp_path), _store(tmp_path)
    tracker = await _begun(store)
    live = await store.retrieve("c1")
    stored = await reader.retrieve("c1")
    assert live is not tracker and live is not None and stored is not None
    assert _written(live) == _written(stored)
    assert live.get_slot("pile") == stored.get_slot("pile") == {"form": "x"}


def test_the_oldest_make_room() -> None:
    live = LiveTrackers(conversations=2)
    for name in ("a", "b", "c"):
        live.keep(DialogueStateTracker(name, []), 1)
    assert live.take("a", 1) is None
    assert live.take("c", 1) is not None
    assert live.take("c", 1) is None, "taking removes"


def test_an_older_state_is_never_given() -> None:
    live = LiveTrackers()
    live.keep(DialogueStateTracker("a", []), 7)
    assert live.take("a", 8) is None
