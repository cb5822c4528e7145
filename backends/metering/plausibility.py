"""Is this index plausible? Judged against the register's own history, never against other customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from backends.metering.history import History, Mark
from backends.metering.model import Judgement, Problem, Register, RegisterUse


@dataclass(frozen=True)
class Tolerance:
    """How far from usual a use may be: between usual / ``factor`` and usual × ``factor``, and ``margin`` units."""

    factor: Decimal
    margin: int


@dataclass(frozen=True)
class _Expected:
    usual: int
    least: int
    most: int


def judge(histories: Sequence[History], values: Mapping[Register, int], day: date, tolerance: Tolerance) -> Judgement:
    """Judge the indexes of a meter on a day.

    Args:
        histories: What is known of each register, before that day.
        values: The index of each register that is given.
        day: Day of the reading.
        tolerance: From the rules of the supplier.
    """
    judged = _each(histories, values, day, tolerance)
    plausible = all(one.problem is None for one in judged)
    return Judgement(plausible, not plausible and _is_swapped(histories, values, day, tolerance), judged)


def _each(
    histories: Sequence[History], values: Mapping[Register, int], day: date, tolerance: Tolerance
) -> tuple[RegisterUse, ...]:
    given = [one for one in histories if one.register in values]
    return tuple(judge_register(one, values[one.register], day, tolerance) for one in given)


def _is_swapped(histories: Sequence[History], values: Mapping[Register, int], day: date, tolerance: Tolerance) -> bool:
    if not {"hp", "hc"} <= values.keys():
        return False
    exchanged: dict[Register, int] = {"hp": values["hc"], "hc": values["hp"]}
    return all(one.problem is None for one in _each(histories, exchanged, day, tolerance))


def judge_register(history: History, value: int, day: date, tolerance: Tolerance) -> RegisterUse:
    """Judge one index; ``value`` has no more digits than the meter."""
    last = history.last
    if last is None:
        return RegisterUse(history.register, value)
    expected = _expected(history, last, day, tolerance)
    used, rolled = _used(history, last, value, expected)
    return RegisterUse(
        register=history.register,
        value=value,
        previous=last.value,
        previous_on=last.day,
        used=used,
        usual=expected.usual if expected else None,
        low=(last.value + expected.least) % history.capacity if expected else None,
        high=(last.value + expected.most) % history.capacity if expected else None,
        rolled_over=rolled,
        problem=_problem(used, expected),
    )


def _expected(history: History, last: Mark, day: date, tolerance: Tolerance) -> _Expected | None:
    # The index of a day is read during it: of a reading on the same day, a day's use may already be there.
    start = min(last.day, day)
    usual = history.usual(start, max(day, date.fromordinal(start.toordinal() + 1)))
    if usual is None:
        return None
    least = (usual / tolerance.factor - tolerance.margin).to_integral_value(ROUND_FLOOR)
    most = (usual * tolerance.factor + tolerance.margin).to_integral_value(ROUND_CEILING)
    # A range as wide as the meter would take any index for a plausible one that passed the top.
    widest = history.capacity // 2
    return _Expected(int(usual.to_integral_value(ROUND_HALF_UP)), max(int(least), 0), min(int(most), widest))


def _used(history: History, last: Mark, value: int, expected: _Expected | None) -> tuple[int, bool]:
    """What was counted, and whether the meter passed its top: only when that makes a plausible use."""
    used = value - last.value
    if used >= 0 or expected is None:
        return used, False
    over_the_top = used + history.capacity
    return (over_the_top, True) if expected.least <= over_the_top <= expected.most else (used, False)


def _problem(used: int, expected: _Expected | None) -> Problem | None:
    if used < 0:
        return "recule"
    if expected is None:
        return None
    if used > expected.most:
        return "trop_grand"
    return "trop_petit" if used < expected.least else None
