"""From JSON to typed values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, Literal

import pytest

from courant.clients.wire import MalformedAnswer, decode


@dataclass(frozen=True)
class Part:
    share: Decimal


@dataclass(frozen=True)
class Whole:
    name: str
    total: Decimal
    left: Decimal | None
    day: date
    at: datetime
    kind: Literal["a", "b"]
    parts: tuple[Part, ...]
    note: str | None = None


GOOD: dict[str, Any] = {
    "name": "n",
    "total_cents": -12_345,
    "left_cents": None,
    "day": "2026-11-22",
    "at": "2026-11-22T10:00:00+01:00",
    "kind": "a",
    "parts": [{"share": "0.13613"}],
    "added_later": 1,
}


def test_everything_has_its_type() -> None:
    found = decode(Whole, GOOD)
    assert found.total == Decimal("-123.45") and str(found.total) == "-123.45"
    assert found.left is None and found.note is None
    assert found.day == date(2026, 11, 22)
    assert found.at.astimezone(timezone.utc).hour == 9
    assert found.parts == (Part(Decimal("0.13613")),)


def test_round_amounts_keep_their_cents() -> None:
    assert str(decode(Whole, {**GOOD, "total_cents": 11_080}).total) == "110.80"


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"name": 1},
        {"total_cents": "1"},
        {"total_cents": 1.5},
        {"total_cents": True},
        {"day": "22/11/2026"},
        {"at": "2026-11-22T10:00:00"},
        {"kind": "c"},
        {"parts": {}},
        {"parts": [{"share": "many"}]},
        {"parts": [1]},
    ],
)
def test_what_is_not_the_contract_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedAnswer):
        decode(Whole, {**GOOD, **change})


@pytest.mark.parametrize("missing", ["name", "day", "parts", "total_cents"])
def test_a_missing_value_is_refused(missing: str) -> None:
    with pytest.raises(MalformedAnswer):
        decode(Whole, {key: value for key, value in GOOD.items() if key != missing})


@pytest.mark.parametrize("body", [None, [], "", 3])
def test_only_an_object_is_a_thing(body: object) -> None:
    with pytest.raises(MalformedAnswer):
        decode(Whole, body)
