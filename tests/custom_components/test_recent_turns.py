"""Conversations without their middle: the same state, the same recent past, every event in the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from custom_components.recent_turns import SLACK, TURNS, shortened
from custom_components.tracker_store import CourantTrackerStore

LONG = 40


def _domain() -> Domain:
    slots = [AnySlot(name, mappings=[{}], influence_conversation=False) for name in ("pile", "autre", "vide")]
    return Domain([], [], slots, {}, [], {}, {})


def _turn(number: int) -> list[Event]:
    said = UserUttered(f"message {number}", {"name": "question", "confidence": 1.0})
    return [
        said,
        ActionExecuted("utter_answer"),
        BotUttered(f"answer {number}"),
        SlotSet("pile", number),
        ActionExecuted("action_listen"),
    ]


def _opening(number: int) -> list[Event]:
    opened = [ActionExecuted("a_form"), ActiveLoop("a_form"), SlotSet("requested_slot", "autre")]
    return [UserUttered(f"message {number}", {"name": "open", "confidence": 1.0}), *opened]


def _tracker(turns: int, opened: int | None = None) -> DialogueStateTracker:
    begin = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    events: list[Event] = [*begin, SlotSet("vide", None), SlotSet("autre", ["kept"])]
    for number in range(turns):
        events += [*_opening(number), ActionExecuted("action_listen")] if number == opened else _turn(number)
    for place, event in enumerate(events):
        event.timestamp = float(place)
    return DialogueStateTracker.from_events("c1", events, _domain().slots)


def _said(tracker: DialogueStateTracker) -> list[str]:
    return [str(event.text) for event in tracker.events if isinstance(event, UserUttered)]


def _state(tracker: DialogueStateTracker) -> dict[str, object]:
    state = tracker.current_state()
    return {**state, "set": {name: slot.has_been_set for name, slot in tracker.slots.items()}}


def test_a_short_conversation_stays_as_it_is() -> None:
    tracker = _tracker(TURNS + SLACK - 1)
    assert shortened(tracker) is tracker


@pytest.mark.parametrize("opened", [None, 2, 20, LONG - 2])
def test_a_long_one_is_shorter_and_in_the_same_state(opened: int | None) -> None:
    tracker = _tracker(LONG, opened)
    short = shortened(tracker)
    assert _state(short) == _state(tracker)
    assert len(short.events) < len(tracker.events) / 2
    assert _said(short)[-TURNS:] == _said(tracker)[-TURNS:]


def test_its_length_does_not_grow() -> None:
    assert len(shortened(_tracker(100)).events) == len(shortened(_tracker(50)).events)
    assert len(shortened(_tracker(100, 2)).events) == len(shortened(_tracker(50, 2)).events)


def test_what_led_to_the_running_form_is_kept() -> None:
    short = shortened(_tracker(LONG, 20))
    assert _said(short) == [f"message {n}" for n in (*range(15, 21), *range(LONG - TURNS, LONG))]
    assert short.active_loop is not None and short.active_loop.trigger_message is not None
    assert short.active_loop.trigger_message["text"] == "message 20"


def test_a_form_that_was_left_since_is_left() -> None:
    tracker = _tracker(LONG, 20)
    for event in (ActiveLoop(None), *(one for n in range(LONG, 2 * LONG) for one in _turn(n))):
        tracker.update(event)
    assert shortened(tracker).active_loop is None


def test_a_pause_and_a_refusal_are_told() -> None:
    tracker = _tracker(LONG, 2)
    events = list(tracker.events)
    place = next(i for i, event in enumerate(events) if isinstance(event, UserUttered) and event.text == "message 9")
    events[place:place] = [ActionExecutionRejected("a_form"), ConversationPaused()]
    short = shortened(DialogueStateTracker.from_events("c1", events, _domain().slots))
    assert short.is_paused() and short.is_active_loop_rejected


def test_shortening_again_and_again_is_the_same_as_once() -> None:
    tracker = _tracker(LONG, 2)
    short = shortened(tracker)
    for number in range(LONG, LONG + 13):
        for event in _turn(number):
            short.update(event)
            tracker.update(event)
        short = shortened(short)
        assert _state(short) == _state(tracker)
        assert len(_said(short)) < 2 * TURNS + SLACK + 1


def test_the_copy_of_a_shortened_one_is_in_the_same_state() -> None:
    short = shortened(_tracker(LONG, 20))
    replayed = short.travel_back_in_time(float("inf"))
    assert _state(replayed) == _state(short)


@pytest.mark.asyncio
async def test_the_database_keeps_every_event_once(tmp_path: Path) -> None:
    store = CourantTrackerStore(domain=_domain(), host=f"sqlite:///{tmp_path / 'trackers.sqlite3'}")
    written: list[str] = []
    for number in range(LONG):
        tracker = await store.get_or_create_tracker("c1")
        assert len(_said(tracker)) < TURNS + SLACK + 1
        for event in _turn(number):
            tracker.update(event)
        await store.save(tracker)
        written.append(f"message {number}")
    whole = await store.retrieve_full_tracker("c1")
    assert whole is not None and _said(whole) == written
    reader = CourantTrackerStore(domain=_domain(), host=f"sqlite:///{tmp_path / 'trackers.sqlite3'}")
    read, live = await reader.retrieve("c1"), await store.retrieve("c1")
    assert read is not None and live is not None
    assert _state(read)["slots"] == _state(live)["slots"] and _said(read)[-TURNS:] == written[-TURNS:]


@pytest.mark.asyncio
async def test_a_copy_of_a_shortened_conversation_can_be_saved(tmp_path: Path) -> None:
    import custom_components.supervisor_policy  # noqa: F401  applies the patches, as the server does

    store = CourantTrackerStore(domain=_domain(), host=f"sqlite:///{tmp_path / 'trackers.sqlite3'}")
    await store.save(_tracker(LONG))
    tracker = await store.retrieve("c1")
    assert tracker is not None
    copy = tracker.copy()
    copy.update(UserUttered("and one more"))
    await store.save(copy)
    whole = await store.retrieve_full_tracker("c1")
    assert whole is not None and _said(whole) == [*(f"message {n}" for n in range(LONG)), "and one more"]


@pytest.mark.asyncio
async def test_a_save_that_fails_is_made_again_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = CourantTrackerStore(domain=_domain(), host=f"sqlite:///{tmp_path / 'trackers.sqlite3'}")
    tracker = await store.get_or_create_tracker("c1")
    tracker.update(UserUttered("bonjour"))
    tracker.update(SlotSet("pile", {1, 2}))  # no JSON: nothing of the turn is written
    with pytest.raises(TypeError):
        await store.save(tracker)
    tracker.events.pop()
    await store.save(tracker)
    whole = await store.retrieve_full_tracker("c1")
    assert whole is not None and _said(whole) == ["bonjour"]
