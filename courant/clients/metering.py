"""Client of the metering system: delivery points and what was consumed there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from courant.clients.billing import DocumentLink
from courant.clients.transport import ServiceTransport


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
    register: Literal["base", "hp", "hc", "gaz"]
    value: int
    origin: Literal["distributeur", "client", "estime"]


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
    """Calls to the ``metering`` context. Points need level 1, consumption level 2."""

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
