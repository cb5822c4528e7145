"""What the metering context tells others. Use is in kWh; indexes are in kWh or m³."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class DeliveryPoint:
    """A place where energy is delivered; ``id`` is its PDL or PCE."""

    id: str
    contract_id: str
    energy: Literal["electricite", "gaz"]
    commune: str
    meter_kind: Literal["linky", "gazpar", "electronique", "mecanique"]
    meter_digits: int
    registers: tuple[str, ...]


@dataclass(frozen=True)
class MonthlyUse:
    """Use of a calendar month, beside last year's."""

    month: date
    kwh: int
    hp: int | None
    hc: int | None
    last_year_kwh: int | None
    complete: bool


@dataclass(frozen=True)
class DailyUse:
    """Use of a day."""

    day: date
    kwh: int
    hp: int | None
    hc: int | None


@dataclass(frozen=True)
class Reading:
    """An index of a register."""

    day: date
    register: Literal["base", "hp", "hc", "gaz"]
    value: int
    origin: Literal["distributeur", "client", "estime"]


@dataclass(frozen=True)
class DocumentLink:
    """A signed, expiring address."""

    url: str
