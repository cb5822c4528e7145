"""Pace: places in the queue of the number and of the person, what refusals change."""

from __future__ import annotations

import pytest

from channels.whatsapp.pacing import Pacing, retry_seconds
from tests.channels.whatsapp.line import FakeTime


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


def waits(pacing: Pacing, time: FakeTime, *people: str) -> list[float]:
    return [round((pacing.reserve(person) - time.now()).total_seconds(), 3) for person in people]


def test_eighty_at_once_then_eighty_a_second(time):
    pacing = Pacing(time.now)
    found = waits(pacing, time, *(f"person {n}" for n in range(240)))
    assert found[:80] == [0.0] * 80
    assert found[80] == pytest.approx(1 / 80, abs=0.001) and found[239] == pytest.approx(2.0, abs=0.001)


def test_one_person_does_not_hold_the_others_back(time):
    pacing = Pacing(time.now)
    found = waits(pacing, time, *["one"] * 47)
    assert found[44:] == [0.0, 6.0, 12.0]
    assert waits(pacing, time, "two") == [0.0]


def test_a_busy_number_slows_down_for_a_minute(time):
    pacing = Pacing(time.now)
    assert pacing.refused("one", whole_number=True) == 1.0
    assert waits(pacing, time, *(f"person {n}" for n in range(42)))[-1] == pytest.approx(2 / 40, abs=0.001)
    time.forward(61)
    assert waits(pacing, time, *(f"later {n}" for n in range(80)))[-1] <= 0.5


def test_refusals_of_one_person_count_until_one_is_taken(time):
    pacing = Pacing(time.now)
    assert [pacing.refused("one", whole_number=False) for _ in range(5)] == [1.0, 4.0, 16.0, 64.0, 64.0]
    assert pacing.refused("two", whole_number=False) == 1.0
    pacing.accepted("one")
    assert pacing.refused("one", whole_number=False) == 1.0


def test_stopped_lets_one_try(time):
    pacing = Pacing(time.now)
    pacing.stop()
    assert pacing.stopped and pacing.blocked() == 60.0
    time.forward(60)
    assert pacing.blocked() == 0.0
    pacing.leaves()
    assert pacing.blocked() == 60.0
    pacing.accepted("one")
    assert not pacing.stopped and pacing.blocked() == 0.0


def test_retries_are_further_and_further_apart():
    for attempts, least in ((1, 2), (2, 8), (3, 32)):
        assert least <= retry_seconds(attempts) <= least * 1.25
