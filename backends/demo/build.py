"""Building demo contracts from the few things that tell them apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backends.billing.model import Frequency, Means, Supply
from backends.demo.calendar import bounds
from backends.demo.people import DemoContract, MeterKind, Profile, delivery_point, meter_serial

OFFERS = {"electricite": "Tarif Bleu", "gaz": "Gaz fixe"}


@dataclass(frozen=True)
class Place:
    """Where energy is supplied."""

    street: str
    postcode: str
    commune: str


@dataclass(frozen=True)
class Billing:
    """How a contract is billed. ``last``: days since the last billed period ended, None never billed."""

    last: int | None
    frequency: Frequency = "bimestrielle"
    mode: Means = "carte"
    paperless: bool = True
    lengths: tuple[int, ...] = ()
    age_days: int = 900


def contract(
    customer: str, rank: int, today: date, supply: Supply, profile: Profile, place: Place, billing: Billing, **more: Any
) -> DemoContract:
    """Return the ``rank``-th contract of a customer; ``more`` overrides any field."""
    since = today - timedelta(days=billing.age_days)
    days: tuple[date, ...] = ()
    if billing.last is not None:
        days = bounds(today, billing.last, billing.frequency, since, billing.lengths)
    kind: MeterKind = "linky" if supply.energy == "electricite" else "gazpar"
    fields: dict[str, Any] = {
        "id": f"k{customer}-{rank}",
        "number": f"30{customer[-5:]}{rank:03d}",
        "customer": customer,
        "supply": supply,
        "street": place.street,
        "postcode": place.postcode,
        "commune": place.commune,
        "delivery_point": delivery_point(place.postcode, customer, rank),
        "meter_serial": meter_serial(supply.energy, customer, rank),
        "meter_kind": kind,
        "offer": OFFERS[supply.energy],
        "paperless": billing.paperless,
        "payment_mode": billing.mode,
        "since": since,
        "frequency": billing.frequency,
        "profile": profile,
        "bounds": days,
    }
    return DemoContract(**{**fields, **more})
