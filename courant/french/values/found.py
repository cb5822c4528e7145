"""What finders return: a value and where it stands in the customer's text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Json = Any


@dataclass(frozen=True)
class Found:
    """A value found in a text.

    Attributes:
        kind: what it is, named as the entity (`montant`, `date`, `pdl`…).
        value: normalised, fit for JSON.
        start: index of its first character in the source text.
        end: index after its last character.
        confidence: 1 when its form alone proves it, less when only the words around it do.
        role: for values that come in several (`hp`, `hc`…).
        extra: further facts, such as the grain of a date.
    """

    kind: str
    value: Json
    start: int
    end: int
    confidence: float = 0.9
    role: str | None = None
    extra: dict[str, Json] = field(default_factory=dict)

    def overlaps(self, other: Found) -> bool:
        """Tell whether two values share a character."""
        return self.start < other.end and other.start < self.end


def resolve(found: Iterable[Found]) -> list[Found]:
    """Keep one value where several overlap: the surest, then the longest, then the first found.

    Values are returned in the order of the text.
    """
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (-f.confidence, f.start - f.end)):
        if not any(one.overlaps(other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)
