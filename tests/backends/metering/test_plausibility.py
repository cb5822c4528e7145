"""Indexes judged against the meter's own history: ranges, seasons, going back, passing the top."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from backends.metering.history import History, Mark
from backends.metering.model import Register
from backends.metering.plausibility import Tolerance, judge, judge_register

TODAY = date(2026, 11, 22)
RULES = Tolerance(Decimal(3), 30)
EXACT = Tolerance(Decimal(3), 0)


def steady(per_day: int, last: int, digits: int = 5, register: Register = "base", days: int = 300) -> History:
    """A meter that counts the same each day, read each 60 days, for the last time 60 days ago."""
    newest = TODAY - timedelta(days=60)
    marks = [Mark(newest - timedelta(days=back), (last - per_day * back) % 10**digits) for back in range(days, -1, -60)]
    return History(register, digits, tuple(marks))


def months_of(kwh: Mapping[int, int], years: tuple[int, ...] = (2025, 2026)) -> dict[date, int]:
    return {
        date(year, month, 1): kwh[month] for year in years for month in range(1, 13) if date(year, month, 1) < TODAY
    }


@pytest.mark.parametrize(
    ("value", "problem", "used"),
    [
        (40_600, None, 600),  # as usual
        (40_200, None, 200),  # a third of it
        (41_800, None, 1_800),  # three times as much
        (40_199, "trop_petit", 199),
        (41_801, "trop_grand", 1_801),
        (40_000, "trop_petit", 0),
        (39_999, "recule", -1),
        (4_060, "recule", -35_940),  # a digit forgotten
        (45_600, "trop_grand", 5_600),  # two digits exchanged
    ],
)
def test_a_use_between_a_third_and_three_times_the_usual_one(value: int, problem: str | None, used: int) -> None:
    judged = judge_register(steady(10, 40_000), value, TODAY, EXACT)
    assert (judged.problem, judged.used, judged.rolled_over) == (problem, used, False)
    assert (judged.usual, judged.low, judged.high) == (600, 40_200, 41_800)
    assert (judged.previous, judged.previous_on) == (40_000, TODAY - timedelta(days=60))


def test_small_uses_have_a_margin() -> None:
    assert judge_register(steady(1, 500), 500, TODAY, RULES).problem is None  # 60 units usual: 20 - 30 < 0
    assert judge_register(steady(1, 500), 500 + 210, TODAY, RULES).problem is None  # 180 + 30
    assert judge_register(steady(1, 500), 500 + 211, TODAY, RULES).problem == "trop_grand"


def test_a_meter_starts_again_from_zero_after_its_top() -> None:
    judged = judge_register(steady(10, 99_700), 312, TODAY, EXACT)
    assert (judged.problem, judged.rolled_over, judged.used) == (None, True, 612)
    assert (judged.low, judged.high) == (99_900, 1_500)


def test_far_from_the_top_a_meter_does_not_start_again() -> None:
    judged = judge_register(steady(10, 60_000), 12, TODAY, EXACT)
    assert (judged.problem, judged.rolled_over, judged.used) == ("recule", False, 12 - 60_000)


def test_passing_the_top_by_too_much_is_going_back() -> None:
    assert judge_register(steady(10, 99_700), 3_000, TODAY, EXACT).problem == "recule"


def test_a_history_that_passed_the_top_is_read_as_such() -> None:
    history = steady(10, 200)  # 60 days before: 99 600
    assert history.marks[-2].value == 99_600
    assert judge_register(history, 800, TODAY, EXACT).usual == 600


def test_an_index_of_the_past_that_went_back_is_left_out() -> None:
    marks = steady(10, 40_000).marks
    odd = History("base", 5, (*marks[:-1], Mark(marks[-1].day, marks[-2].value - 50)))
    assert judge_register(odd, marks[-2].value + 500, TODAY, EXACT).usual == 600


def test_winter_is_expected_after_summer() -> None:
    """A gas meter that was last read in September is judged by last winter, not by last summer."""
    kwh = {1: 3100, 2: 2800, 3: 2000, 4: 900, 5: 300, 6: 150, 7: 100, 8: 100, 9: 300, 10: 1200, 11: 2400, 12: 3100}
    marks = (Mark(date(2026, 6, 1), 20_000), Mark(date(2026, 9, 1), 20_032))
    history = History("gaz", 5, marks, months_of(kwh))
    judged = judge_register(history, 20_200, date(2026, 11, 1), EXACT)
    # 1 500 kWh last September and October; 350 kWh were 32 m³ this summer.
    assert judged.usual == round(1500 * 32 / 350)
    assert judged.problem is None
    assert judge_register(history, 20_032 + 21, date(2026, 11, 1), EXACT).problem == "trop_petit"  # as in summer


def test_a_year_that_is_not_known_falls_back_on_the_mean() -> None:
    history = History("gaz", 5, steady(2, 20_000, register="gaz").marks, {date(2026, 1, 1): 900})
    assert judge_register(history, 20_120, TODAY, EXACT).usual == 120


def test_a_new_meter_is_only_held_not_to_go_back() -> None:
    assert judge_register(History("base", 5), 88_888, TODAY, RULES).problem is None
    one = History("base", 5, (Mark(TODAY - timedelta(days=5), 12_000),))
    assert judge_register(one, 90_000, TODAY, RULES).problem is None
    assert judge_register(one, 11_999, TODAY, RULES).problem == "recule"


def test_months_in_kwh_serve_a_new_electric_meter() -> None:
    last = Mark(TODAY - timedelta(days=20), 1_000)
    months = months_of(dict.fromkeys(range(1, 13), 300))
    assert judge_register(History("base", 6, (last,), months), 1_200, TODAY, EXACT).usual == 200
    assert judge_register(History("gaz", 5, (last,), months), 1_200, TODAY, EXACT).usual is None  # kWh are not m³


def test_a_second_reading_of_the_same_day_is_given_a_day_s_use() -> None:
    history = steady(10, 40_000)
    day = history.marks[-1].day
    assert judge_register(history, 40_010, day, EXACT).problem is None


def test_peak_and_off_peak_exchanged_are_recognised() -> None:
    histories = (steady(10, 40_000, register="hp"), steady(5, 20_000, register="hc"))
    right, wrong = {"hp": 40_600, "hc": 20_300}, {"hp": 20_300, "hc": 40_600}
    assert judge(histories, right, TODAY, EXACT).plausible  # type: ignore[arg-type]
    judged = judge(histories, wrong, TODAY, EXACT)  # type: ignore[arg-type]
    assert (judged.plausible, judged.swapped) == (False, True)
    assert [one.problem for one in judged.registers] == ["recule", "trop_grand"]
    far = judge(histories, {"hp": 1, "hc": 2}, TODAY, EXACT)
    assert (far.plausible, far.swapped) == (False, False)


meters = st.builds(
    steady,
    per_day=st.integers(0, 200),
    last=st.integers(0, 99_999),
    digits=st.just(5),
)
values = st.integers(0, 99_999)


@given(meters, values)
def test_every_index_is_plausible_or_has_a_reason(history: History, value: int) -> None:
    judged = judge_register(history, value, TODAY, RULES)
    assert judged.used is not None and judged.previous is not None
    assert judged.used == value - judged.previous + (history.capacity if judged.rolled_over else 0)
    assert (judged.problem == "recule") == (judged.used < 0)
    if judged.rolled_over:
        assert judged.problem is None and value < judged.previous


@given(meters, values)
def test_what_is_told_is_what_is_applied(history: History, value: int) -> None:
    """An index is plausible exactly when it lies between the two indexes that the customer is told, going up."""
    judged = judge_register(history, value, TODAY, RULES)
    assert judged.low is not None and judged.high is not None
    above = (value - judged.low) % history.capacity
    assert (judged.problem is None) == (above <= (judged.high - judged.low) % history.capacity)


@given(meters, st.integers(0, 20_000))
def test_the_place_on_the_wheels_changes_nothing(history: History, used: int) -> None:
    """The same use is judged alike wherever the meter stands, its top included."""
    last = history.marks[-1].value
    shifted = History("base", 5, tuple(Mark(m.day, (m.value - last) % history.capacity) for m in history.marks))
    here = judge_register(history, (last + used) % history.capacity, TODAY, RULES)
    there = judge_register(shifted, used % history.capacity, TODAY, RULES)
    assert here.usual == there.usual
    assert (here.problem is None) == (there.problem is None)


@example(steady(per_day=199, last=88_060), 0, 88_060)
@given(meters, values, values)
def test_more_is_never_less_plausible_below_the_usual_use(history: History, one: int, other: int) -> None:
    judged = [judge_register(history, value, TODAY, RULES) for value in (one, other)]
    assume(all(each.used is not None and each.usual is not None and 0 <= each.used <= each.usual for each in judged))
    less, more = sorted(judged, key=lambda each: each.used or 0)  # of a meter that passes zero, 0 is more than 88060
    assert not (less.problem is None and more.problem is not None)


@given(st.integers(1, 40), st.integers(0, 90_000), st.integers(1, 5))
def test_usual_use_is_always_plausible(per_day: int, last: int, factor: int) -> None:
    value = (last + per_day * 60) % 100_000
    judged = judge_register(steady(per_day, last), value, TODAY, Tolerance(Decimal(factor), 0))
    assert judged.problem is None


@given(st.integers(0, 99_999), st.integers(0, 99_999), st.integers(1, 700))
def test_without_a_history_only_going_back_is_a_problem(last: int, value: int, days: int) -> None:
    history = History("gaz", 5, (Mark(TODAY - timedelta(days=days), last),))
    assert judge_register(history, value, TODAY, RULES).problem == ("recule" if value < last else None)
