"""What a parser is given, and what it returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class ParseContext:
    """What is known when an answer is read.

    Attributes:
        today: the day that « hier » and « mars » are relative to.
        choices: (value, label) pairs offered, in the order in which they were shown.
        earliest: a date before this one is moved to the following year or month when it was named without year.
        latest: likewise for a date after this one.
        lowest: an amount or index below it is not accepted.
        highest: an amount or index above it is not accepted.
    """

    today: date
    choices: tuple[tuple[str, str], ...] = ()
    earliest: date | None = None
    latest: date | None = None
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class Parsed:
    """An answer that was read.

    Attributes:
        value: normalised and fit for JSON: see each parser.
        kind: which kind of value it is, for a parser that accepts several (`email` or `telephone`).
        extra: further facts (grain of a date, registers of a reading).
    """

    value: Any
    kind: str
    extra: dict[str, Any] = field(default_factory=dict)
