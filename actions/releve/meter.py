"""The chosen meter with the terms of a reading, kept in a slot from one message to the next."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions.releve.names import INDEXES, JUDGED, METER
from courant.clients import DeliveryPoint, Judgement, ReadingTerms, Register
from courant.clients.wire import decode

Lookup = Callable[[str], Any]


@dataclass(frozen=True)
class Meter:
    """A delivery point and the terms under which a reading of a day may be given there."""

    point: DeliveryPoint
    terms: ReadingTerms

    @property
    def registers(self) -> tuple[Register, ...]:
        """Its registers, in the order in which they are asked."""
        return tuple(register for register in INDEXES if register in self.point.registers)

    @property
    def unit(self) -> str:
        """Unit of its indexes."""
        return "m³" if self.point.energy == "gaz" else "kWh"

    def on_file(self, indexes: Mapping[Register, int]) -> bool:
        """Whether these numbers are on file for that day: said again, or filed when nobody heard of it."""
        given = self.terms.given
        return given is not None and {one.register: one.value for one in given.indexes} == dict(indexes)

    @property
    def layout(self) -> str:
        """What its picture shows: one number, two, or gas."""
        return "gaz" if self.point.energy == "gaz" else "hphc" if len(self.registers) > 1 else "base"


@dataclass(frozen=True)
class Judged:
    """A judgement, and the figures that it is about."""

    about: dict[str, Any]
    judgement: Judgement


def meter_in(lookup: Lookup) -> Meter | None:
    """The meter kept in the slot; `lookup` returns the value of a slot."""
    kept = lookup(METER)
    if not kept:
        return None
    return Meter(decode(DeliveryPoint, kept["point"]), decode(ReadingTerms, kept["terms"]))


def judged_in(lookup: Lookup) -> Judged | None:
    """The judgement kept in the slot."""
    kept = lookup(JUDGED)
    return Judged(kept["about"], decode(Judgement, kept["judgement"])) if kept else None


def indexes_in(lookup: Lookup, meter: Meter) -> dict[Register, int]:
    """The indexes given so far."""
    found = {register: lookup(INDEXES[register]) for register in meter.registers}
    return {register: int(value) for register, value in found.items() if value is not None}


def packed(value: Meter | Judged) -> dict[str, Any]:
    """A value as a slot can keep it."""
    kept: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(value), default=_written))
    return kept


def _written(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be kept in a slot")
