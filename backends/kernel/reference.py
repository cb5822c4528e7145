"""Dated values: prices, taxes and legal delays, each with its source and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import yaml

from backends.kernel.config import PROJECT_ROOT

Confidence = Literal["O", "P", "T", "C", "M"]
DIRECTORY = PROJECT_ROOT / "data" / "reference"
FILES = ("tarifs.yml", "taxes.yml", "delais_legaux.yml")


class UnknownValue(LookupError):
    """No value of that name is known for that day."""


@dataclass(frozen=True)
class Dated:
    """One value, from its first to its last day (None: still in force when it was written down)."""

    key: str
    label: str
    unit: str
    value: str
    first: date
    last: date | None
    source: str
    confidence: Confidence
    fictional: bool

    @property
    def number(self) -> Decimal:
        """The value as a number."""
        return Decimal(self.value)

    @property
    def tellable(self) -> bool:
        """Whether it may be told to a customer as a fact: what was written from memory may not."""
        return self.confidence != "M"

    def covers(self, day: date) -> bool:
        """Whether the value is in force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Reference:
    """Every dated value by its key."""

    values: Mapping[str, tuple[Dated, ...]]

    def at(self, key: str, day: date) -> Dated:
        """Return the value in force on a day.

        Raises:
            UnknownValue: Nothing is known for that day.
        """
        for value in self.values.get(key, ()):
            if value.covers(day):
                return value
        raise UnknownValue(f"{key} on {day}")

    def changes(self, key: str, start: date, end: date) -> list[date]:
        """Return the days after ``start`` and before ``end`` on which a value begins."""
        return [value.first for value in self.values.get(key, ()) if start < value.first < end]


def load_reference(directory: Path) -> Reference:
    """Read the dated values of a directory.

    Raises:
        ValueError: Two values of a key overlap, or a line is malformed; the message says where.
    """
    found: dict[str, tuple[Dated, ...]] = {}
    for name in FILES:
        document = yaml.safe_load((directory / name).read_text(encoding="utf-8"))
        for key, block in document["valeurs"].items():
            found[key] = tuple(_dated(name, key, block, line) for line in block["dates"])
            _check_order(name, key, found[key])
    return Reference(found)


@lru_cache(maxsize=1)
def reference() -> Reference:
    """Return the values that ship with the project, read once."""
    return load_reference(DIRECTORY)


def _dated(name: str, key: str, block: Mapping[str, Any], line: Mapping[str, Any]) -> Dated:
    if line.get("confiance") not in ("O", "P", "T", "C", "M") or not isinstance(line.get("valeur"), str):
        raise ValueError(f"{name}: {key}: a quoted value and a confidence are expected in {dict(line)}")
    return Dated(
        key=key,
        label=block["libelle"],
        unit=block["unite"],
        value=line["valeur"],
        first=line["du"],
        last=line.get("au"),
        source=line["source"],
        confidence=line["confiance"],
        fictional=bool(block.get("fictif", False)),
    )


def _check_order(name: str, key: str, values: tuple[Dated, ...]) -> None:
    for before, after in pairwise(values):
        if before.last is None or before.last + timedelta(days=1) > after.first:
            raise ValueError(f"{name}: {key}: {before.first} and {after.first} overlap")
