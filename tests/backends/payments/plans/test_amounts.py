"""Amounts of instalments add up to the cent."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.payments.plans.amounts import covered, split
from backends.payments.plans.facts import DueBill
from backends.payments.plans.model import CoveredBill

CENTS = st.integers(1, 1_000_000)


@pytest.mark.parametrize(
    ("total", "count", "parts"),
    [
        (18420, 3, [6140, 6140, 6140]),
        (18421, 3, [6141, 6140, 6140]),
        (18422, 3, [6142, 6140, 6140]),
        (10000, 6, [1670, 1666, 1666, 1666, 1666, 1666]),
    ],
)
def test_the_rest_is_on_the_first(total: int, count: int, parts: list[int]) -> None:
    assert split(total, count) == parts


@given(CENTS, st.sampled_from((3, 6, 12)))
def test_nothing_is_lost_or_added(total: int, count: int) -> None:
    parts = split(total, count)
    assert sum(parts) == total and len(parts) == count
    assert len(set(parts[1:])) == 1 and 0 <= parts[0] - parts[-1] < count


@given(st.lists(CENTS, min_size=1, max_size=5), st.data())
def test_the_oldest_bills_are_paid_first(lefts: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(1, sum(lefts)))
    bills = [DueBill(f"F{rank}", left, date(2026, 11, 1), True) for rank, left in enumerate(lefts)]
    parts = covered(bills, amount)
    assert sum(part.amount_cents for part in parts) == amount
    assert [part.number for part in parts] == [bill.number for bill in bills[: len(parts)]]
    assert all(part.amount_cents == bill.left_cents for part, bill in zip(parts[:-1], bills, strict=False))


def test_a_bill_in_part() -> None:
    bills = [DueBill("F1", 5000, date(2026, 9, 1), True), DueBill("F2", 5000, date(2026, 11, 1), True)]
    assert covered(bills, 7000) == (CoveredBill("F1", 5000), CoveredBill("F2", 2000))
