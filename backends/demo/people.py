"""Who the demo customers are and what they are supplied with."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from backends.billing.model import Energy, Frequency, Means, Register, Supply
from backends.billing.prices import Revision

MeterKind = Literal["linky", "gazpar", "electronique", "mecanique"]
PortalStatus = Literal["inscrit", "non_inscrit", "verrouille"]
Quirk = Literal["geste_commercial", "double", "double_annulee", "index_lu_a_l_envers", "impayes"]


@dataclass(frozen=True)
class Profile:
    """How energy is used over a year.

    ``season``: 0 flat, 1 nothing in summer. ``steps``: from a day on, daily use is multiplied.
    ``extras``: kWh added on single days.
    """

    annual_kwh: int
    season: float = 0.1
    hc_share: float = 0.36
    coefficient: Decimal = Decimal(1)
    steps: tuple[tuple[date, float], ...] = ()
    extras: tuple[tuple[date, Register, int], ...] = ()


@dataclass(frozen=True)
class DemoContract:
    """A contract with its delivery point, meter and billing habits.

    ``bounds``: days on which billing periods begin and end, oldest first. ``estimated``: those at which
    the meter was not read.
    """

    id: str
    number: str
    customer: str
    supply: Supply
    street: str
    postcode: str
    commune: str
    delivery_point: str
    meter_serial: str
    meter_kind: MeterKind
    offer: str
    paperless: bool
    payment_mode: Means
    since: date
    frequency: Frequency
    profile: Profile
    bounds: tuple[date, ...]
    estimated: frozenset[date] = frozenset()
    revisions: tuple[Revision, ...] = ()
    quirk: Quirk | None = None
    unpaid: int = 0
    # How many days ago a communicating meter sent its last index; None for the present day.
    silent_days: int | None = None
    # Index at the beginning of the oldest day kept; None for any.
    first_index: int | None = None


@dataclass(frozen=True)
class DemoCustomer:
    """A person or a small business."""

    number: str
    title: str
    first_name: str
    last_name: str
    born: date | None
    phone: str
    email: str | None
    vulnerable: bool = False
    professional: bool = False
    portal: PortalStatus = "inscrit"
    story: str = ""
    contracts: tuple[DemoContract, ...] = field(default=())


def pseudo_random(*parts: object) -> int:
    """Return a number that depends on its arguments only: the demo never changes by itself."""
    return zlib.crc32("|".join(map(str, parts)).encode())


def delivery_point(postcode: str, *parts: object) -> str:
    """Return 14 digits that look like a PDL or PCE of the department."""
    return f"{postcode[:2]}{pseudo_random('point', *parts):010d}"[:12] + f"{pseudo_random('p2', *parts) % 100:02d}"


def meter_serial(energy: Energy, *parts: object) -> str:
    """Return 12 digits that look like the serial number of a meter."""
    return f"{'0418' if energy == 'electricite' else '2217'}{pseudo_random('meter', *parts) % 10**8:08d}"
