"""Client of the metering system: delivery points and what was consumed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from courant.clients.billing import DocumentLink
from courant.clients.transport import ServiceTransport

Register = Literal["base", "hp", "hc", "gaz"]
# A meter that is not read at a distance, one that is, and one whose readings no longer arrive.
Remote = Literal["sans", "active", "muette"]
ReadingProblem = Literal["recule", "trop_grand", "trop_petit"]


@dataclass(frozen=True)
class DeliveryPoint:
    """A place where energy is delivered: ``id`` is its PDL or PCE (14 digits)."""

    id: str
    contract_id: str
    energy: Literal["electricite", "gaz"]
    commune: str
    meter_kind: Literal["linky", "gazpar", "electronique", "mecanique"]
    meter_digits: int
    registers: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """An index of a register, in kWh (electricity) or m³ (gas)."""

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
    """An index beside what the register's own history lets expect; ``problem`` is None for a plausible one.

    ``used`` is what it makes since ``previous``, ``usual`` what would be normal; ``low`` and ``high`` are the indexes
    between which it is plausible: past the top of the meter ``high`` starts again from zero.
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
    problem: ReadingProblem | None = None


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
    """A reading given by a customer; ``a_verifier`` waits for a person, for ``reasons`` (``hp:trop_grand``).

    ``interim``: given outside a reading window. ``next_start`` and ``next_end`` (included) are the next window, None
    for a meter that is read at a distance.
    """

    number: str
    point: str
    day: date
    received_at: datetime
    status: Literal["accepte", "a_verifier", "remplace", "rejete"]
    indexes: tuple[GivenIndex, ...]
    reasons: tuple[str, ...] = ()
    interim: bool = False
    replaces: str | None = None
    photos: tuple[str, ...] = ()
    next_start: date | None = None
    next_end: date | None = None


@dataclass(frozen=True)
class ReadingTerms:
    """Under which terms a reading of a day may be given.

    ``window_start`` and ``window_end`` (included) are the running window, else the next one; the ``following`` ones
    come after. A meter that is read at a distance has none. ``refusal`` says why no reading may be given now, and
    ``allowed_from`` from when on one may. ``given`` is the reading already given for that day. ``picture`` shows where
    to read the meter.
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
    refusal: Literal["quota", "trop_tot"] | None
    allowed_from: date | None
    given: SelfReading | None
    picture: str | None = None


@dataclass(frozen=True)
class MonthlyUse:
    """Use of one calendar month in kWh; ``month`` is its first day; ``complete`` is false for a running month."""

    month: date
    kwh: int
    hp: int | None
    hc: int | None
    last_year_kwh: int | None
    complete: bool = True


@dataclass(frozen=True)
class DailyUse:
    """Use of one day in kWh."""

    day: date
    kwh: int
    hp: int | None
    hc: int | None


class MeteringClient:
    """Calls to the ``metering`` context. Points and readings need level 1, consumption level 2."""

    def __init__(self, transport: ServiceTransport) -> None:
        self._call = transport

    async def delivery_points(self, token: str) -> tuple[DeliveryPoint, ...]:
        """The customer's delivery points (level 1)."""
        return await self._call.get_list("/delivery-points", DeliveryPoint, token=token)

    async def consumption(self, token: str, delivery_point: str, months: int = 12) -> tuple[MonthlyUse, ...]:
        """Use by month over the last ``months`` months, oldest first, beside last year's."""
        path = f"/delivery-points/{delivery_point}/consumption"
        return await self._call.get_list(path, MonthlyUse, token=token, query={"months": months})

    async def daily(self, token: str, delivery_point: str, start: date, end: date) -> tuple[DailyUse, ...]:
        """Use by day from ``start`` (included) to ``end`` (excluded), at most 62 days."""
        path = f"/delivery-points/{delivery_point}/daily"
        query: dict[str, str | int] = {"start": start.isoformat(), "end": end.isoformat()}
        return await self._call.get_list(path, DailyUse, token=token, query=query)

    async def readings(self, token: str, delivery_point: str, limit: int = 12) -> tuple[Reading, ...]:
        """The latest indexes, newest first (level 1)."""
        path = f"/delivery-points/{delivery_point}/readings"
        return await self._call.get_list(path, Reading, token=token, query={"limit": limit})

    async def chart_link(self, token: str, delivery_point: str) -> str:
        """A signed link to a PNG chart of the last 12 months; expires after 30 minutes."""
        path = f"/delivery-points/{delivery_point}/chart-link"
        return (await self._call.get(path, DocumentLink, token=token)).url

    async def reading_terms(self, token: str, delivery_point: str, day: date | None = None) -> ReadingTerms:
        """Under which terms a reading of a day, today by default, may be given (level 1).

        Raises:
            Rejected: ``day_out_of_range``.
        """
        query = {"day": day.isoformat()} if day else None
        path = f"/delivery-points/{delivery_point}/reading-terms"
        return await self._call.get(path, ReadingTerms, token=token, query=query)

    async def judgement(self, token: str, delivery_point: str, values: Mapping[Register, int], day: date) -> Judgement:
        """Indexes judged against the meter's own history, nothing being filed (level 1).

        Raises:
            Rejected: ``wrong_registers``, ``too_many_digits``, ``day_out_of_range``.
        """
        query: dict[str, str | int] = {"day": day.isoformat(), **_named(values)}
        path = f"/delivery-points/{delivery_point}/judgement"
        return await self._call.get(path, Judgement, token=token, query=query)

    async def file_reading(
        self,
        token: str,
        delivery_point: str,
        values: Mapping[Register, int],
        day: date,
        key: str,
        *,
        insisted: bool = False,
        replaces: str | None = None,
        photos: Sequence[str] = (),
    ) -> SelfReading:
        """File a reading: one index for each register of the meter (level 1).

        Args:
            token: The customer's.
            delivery_point: PDL or PCE.
            values: Index of each register.
            day: Day on which the meter was read.
            key: Idempotency key.
            insisted: The customer was told that it is implausible and maintains it.
            replaces: Number of the reading of the same day that this one corrects.
            photos: Ids of pictures in the conversations' store.

        Raises:
            Rejected: ``already_given``, ``already_read``, ``not_allowed_now``, ``implausible``, and those of
                :meth:`judgement`.
        """
        body: dict[str, Any] = {"day": day.isoformat(), **_named(values), "insisted": insisted}
        body |= {"replaces": replaces, "photos": ",".join(photos) or None}
        path = f"/delivery-points/{delivery_point}/self-readings"
        return await self._call.post(path, SelfReading, body=body, token=token, key=key)

    async def self_readings(self, token: str, delivery_point: str, limit: int = 12) -> tuple[SelfReading, ...]:
        """Readings that the customer gave for a meter, newest first (level 1)."""
        path = f"/delivery-points/{delivery_point}/self-readings"
        return await self._call.get_list(path, SelfReading, token=token, query={"limit": limit})


def _named(values: Mapping[Register, int]) -> dict[str, int]:
    return {str(register): value for register, value in values.items()}
