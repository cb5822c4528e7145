"""Filling the metering database with the demo."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from backends.billing.contracts import PERIOD_DAYS
from backends.demo.calendar import first_month
from backends.demo.curves import Curve
from backends.demo.people import DemoContract
from backends.demo.world import World
from backends.metering.tables import (
    DAY,
    MONTH,
    NUMBERING,
    POINT,
    READING,
    REMOTE,
    SELF_INDEX,
    SELF_READING,
)

DAYS_KEPT = 100
_EMPTIED = (SELF_INDEX, SELF_READING, NUMBERING, REMOTE, READING, DAY, MONTH, POINT)
_DAY = timedelta(days=1)


def seed(connection: Connection, world: World) -> None:
    """Replace the content of the metering database by the demo."""
    for table in _EMPTIED:
        connection.execute(delete(table))
    rows: dict[str, list[dict[str, Any]]] = {"point": [], "month": [], "day": [], "reading": [], "remote": []}
    for contract in world.contracts():
        curve = world.curve(contract)
        rows["point"].append(_point(contract))
        rows["month"] += [_use(contract, curve, "month", *period) for period in _months(contract, world.today)]
        rows["day"] += [_use(contract, curve, "day", *period) for period in _days(contract, world.today)]
        rows["reading"] += _readings(contract, curve)
        rows["remote"] += _remote(contract, curve, world.today)
    tables = (("point", POINT), ("month", MONTH), ("day", DAY), ("reading", READING), ("remote", REMOTE))
    for name, table in tables:
        connection.execute(insert(table), rows[name])


def _point(contract: DemoContract) -> dict[str, Any]:
    return {
        "id": contract.delivery_point,
        "document_id": hashlib.sha256(f"chart {contract.id}".encode()).hexdigest()[:12],
        "customer": contract.customer,
        "contract_id": contract.id,
        "energy": contract.supply.energy,
        "commune": contract.commune,
        "meter_kind": contract.meter_kind,
        "meter_digits": _digits(contract),
        "registers": ",".join(contract.supply.registers),
        "read_first": _planned(contract),
        "read_every": PERIOD_DAYS[contract.frequency],
    }


def _digits(contract: DemoContract) -> int:
    """Wheels show five digits, screens six."""
    return 5 if contract.supply.energy == "gaz" or contract.meter_kind == "mecanique" else 6


def _planned(contract: DemoContract) -> date:
    """The next planned reading ends the running billing period."""
    last = contract.bounds[-1] if contract.bounds else contract.since
    return last + PERIOD_DAYS[contract.frequency] * _DAY


def _months(contract: DemoContract, today: date) -> Iterator[tuple[date, date]]:
    month = max(first_month(today), contract.since.replace(day=1))
    while month < today:
        following = (month + timedelta(days=32)).replace(day=1)
        yield month, min(following, today)
        month = following


def _days(contract: DemoContract, today: date) -> Iterator[tuple[date, date]]:
    # Only communicating meters are read every day.
    if contract.meter_kind in ("linky", "gazpar"):
        for number in range(DAYS_KEPT, contract.silent_days or 0, -1):
            day = today - timedelta(days=number)
            if day >= contract.since:
                yield day, day + _DAY


def _remote(contract: DemoContract, curve: Curve, today: date) -> Iterator[dict[str, Any]]:
    """What a communicating meter sent last: its index at the beginning of a day."""
    if contract.meter_kind in ("linky", "gazpar"):
        day = today - timedelta(days=contract.silent_days or 0)
        for register in contract.supply.registers:
            value = _shown(contract, curve.index(day, register))
            yield {"point": contract.delivery_point, "register": register, "day": day, "value": value}


def _shown(contract: DemoContract, index: int) -> int:
    """What the meter shows: past its top it starts again from zero."""
    return int(index % 10 ** _digits(contract))


def _use(contract: DemoContract, curve: Curve, name: str, start: date, end: date) -> dict[str, Any]:
    use = {register: curve.kwh(start, end, register) for register in contract.supply.registers}
    return {
        "point": contract.delivery_point,
        name: start,
        "kwh": sum(use.values()),
        "hp": use.get("hp"),
        "hc": use.get("hc"),
    }


def _readings(contract: DemoContract, curve: Curve) -> Iterator[dict[str, Any]]:
    for day in contract.bounds:
        if day in contract.estimated:
            continue
        for register in contract.supply.registers:
            yield {
                "point": contract.delivery_point,
                "day": day,
                "register": register,
                "value": _shown(contract, curve.index(day, register)),
                "origin": "distributeur",
            }
