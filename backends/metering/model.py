"""What the metering context tells others. Use is in kWh; indexes are in kWh or m³."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Register = Literal["base", "hp", "hc", "gaz"]
REGISTERS: tuple[Register, ...] = ("base", "hp", "hc", "gaz")
# A meter that is not read at a distance, one that is, and one whose readings no longer arrive.
Remote = Literal["sans", "active", "muette"]
Problem = Literal["recule", "trop_grand", "trop_petit"]
Status = Literal["accepte", "a_verifier", "remplace", "rejete"]
# Why a reading may not be given now: too many outside the windows, or the last one is too recent.
Refusal = Literal["quota", "trop_tot"]


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
    register: Register
    value: int
    origin: Literal["distributeur", "client", "estime"]


@dataclass(frozen=True)
class LastIndex:
    """The newest known index of a register, read at a distance or not."""

    register: Register
    day: date
    value: int
    origin: Literal["distributeur", "client", "estime", "telereleve"]


@dataclass(frozen=True)
class RegisterUse:
    """An index beside what the register's own history lets expect.

    ``used`` is what it makes since ``previous``; ``usual`` is what would be normal, ``low`` and ``high`` the indexes
    between which it is plausible (past the top of the meter, ``high`` starts again from zero). They are null without
    a history. ``problem`` is null for a plausible index.
    """

    register: Register
    value: int
    previous: int | None = None
    previous_on: date | None = None
    used: int | None = None
    usual: int | None = None
    low: int | None = None
    high: int | None = None
    rolled_over: bool = False
    problem: Problem | None = None


@dataclass(frozen=True)
class Judgement:
    """Indexes judged against the meter's history; ``swapped``: plausible when peak and off-peak are exchanged."""

    plausible: bool
    swapped: bool
    registers: tuple[RegisterUse, ...]


@dataclass(frozen=True)
class GivenIndex:
    """An index that a customer gave, and what it makes since the one before."""

    register: Register
    value: int
    used: int | None


@dataclass(frozen=True)
class SelfReading:
    """A reading given by a customer.

    ``a_verifier``: kept for a person to check, for ``reasons`` such as ``hp:trop_grand``; it is no index yet.
    ``interim``: outside a reading window. ``next_start`` and ``next_end`` (included) are the next window.
    """

    number: str
    point: str
    day: date
    received_at: datetime
    status: Status
    indexes: tuple[GivenIndex, ...]
    reasons: tuple[str, ...] = ()
    interim: bool = False
    replaces: str | None = None
    photos: tuple[str, ...] = ()
    next_start: date | None = None
    next_end: date | None = None


@dataclass(frozen=True)
class ReadingTerms:
    """Under which terms a customer may give a reading of a day.

    ``window_start`` and ``window_end`` (included) are the running window or the next one, the ``following`` ones the
    window after it; null for a meter that is read at a distance, which has none. ``refusal`` is null when a reading may
    be given; ``allowed_from`` is then null too. ``given`` is the reading already given for that day.
    """

    point: str
    day: date
    last: tuple[LastIndex, ...]
    remote: Remote
    remote_on: date | None
    window_open: bool
    window_start: date | None
    window_end: date | None
    following_start: date | None
    following_end: date | None
    refusal: Refusal | None
    allowed_from: date | None
    given: SelfReading | None
    picture: str | None


@dataclass(frozen=True)
class NewSelfReading:
    """A reading to file: one index for each register of the meter.

    ``insisted``: the customer was told that it is implausible and maintains it. ``replaces``: number of the reading of
    the same day that this one corrects. ``photos``: ids of pictures in the assistant's store, parted by commas.
    """

    day: str
    base: int | None = None
    hp: int | None = None
    hc: int | None = None
    gaz: int | None = None
    insisted: bool = False
    replaces: str | None = None
    photos: str | None = None

    @property
    def values(self) -> dict[Register, int]:
        """Index of each register that is given."""
        found = {register: getattr(self, register) for register in REGISTERS}
        return {register: value for register, value in found.items() if value is not None}


@dataclass(frozen=True)
class Decision:
    """What a person decided of a reading to check, who, and why in words that the customer reads."""

    decision: Literal["accepte", "rejete"]
    by: str
    reason: str | None = None


@dataclass(frozen=True)
class DocumentLink:
    """A signed, expiring address."""

    url: str
