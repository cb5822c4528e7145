"""Filling the outages database with the demo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from backends.demo.world import World
from backends.kernel.clock import stamp
from backends.kernel.outgoing import NAME as OUTGOING
from backends.outages import store, ticket_store
from backends.outages.model import Area, OutageStep, TicketStep
from backends.outages.outages import heard
from backends.outages.tables import (
    AREA,
    FOLLOWER,
    MASS,
    METADATA,
    NUMBERING,
    OUTAGE,
    OUTAGE_STEP,
    SOURCE,
    STORM,
    TICKET,
    TICKET_STEP,
)

_FILE = Path(__file__).with_name("demo.yml")
_PARTS = {
    "insee": "insee",
    "commune": "commune",
    "departement": "department",
    "code_postal": "postcode",
    "voie": "street",
    "latitude": "latitude",
    "longitude": "longitude",
    "rayon_m": "radius_m",
}
# No text has an empty digest: nobody follows a demo ticket by its secret, its customer does by token.
_NO_SECRET = ""
# Children before their parents.
_TABLES = (TICKET_STEP, TICKET, FOLLOWER, OUTAGE_STEP, AREA, OUTAGE, NUMBERING, SOURCE, MASS, STORM)


def seed(connection: Connection, world: World) -> None:
    """Replace the content of the outages database by the demo; the audit trail stays, as it must."""
    for table in (*_TABLES, METADATA.tables[OUTGOING], METADATA.tables["keyed_write"]):
        connection.execute(delete(table))
    demo = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    now = world.now
    ids = {one["cle"]: _outage(connection, one, now) for one in demo["pannes"]}
    for source in demo["sources"]:
        heard(connection, source["nom"], source["energie"], _ago(now, source["il_y_a"]))
    for zone in demo["masse"]:
        row = {"scope": zone["portee"], "value": zone["valeur"], "active": True, "at": stamp(_ago(now, zone["il_y_a"]))}
        connection.execute(insert(MASS).values(row))
    for storm in demo["tempetes"]:
        connection.execute(insert(STORM).values(_storm(storm, now)))
    present = {customer.number for customer in world.customers}
    for report in demo["signalements"]:
        if report["client"] in present:
            _report(connection, report, ids, now)


def _ago(now: datetime, minutes: int) -> datetime:
    return now - timedelta(minutes=minutes)


def _outage(connection: Connection, told: Mapping[str, Any], now: datetime) -> int:
    said = _ago(now, told["source_il_y_a"])
    estimate = _ago(now, -told["retour"]) if "retour" in told else None
    restored = _ago(now, told["retablie_il_y_a"]) if "retablie_il_y_a" in told else None
    row = {
        "number": store.next_number(connection, "I", now),
        "source": told["distributeur"],
        "reference": told["reference"],
        "source_at": stamp(said),
        "distributor": told["distributeur"],
        "energy": told["energie"],
        "status": told["statut"],
        "cause": told["cause"],
        "customers": told.get("clients"),
        "started_at": stamp(_ago(now, told["depuis"])),
        "estimated_restoration": store.stamped(estimate),
        "restored_at": store.stamped(restored),
    }
    outage_id = store.add(connection, row, [_area(area) for area in told["lieux"]])
    step = OutageStep(said, told["statut"], estimate, told.get("clients"), "")
    store.add_step(connection, outage_id, step)
    return outage_id


def _area(told: Mapping[str, Any]) -> Area:
    return Area(**{_PARTS[name]: value for name, value in told.items()})


def _storm(told: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "name": told["nom"],
        "phenomenon": told["phenomene"],
        "level": told["niveau"],
        "department": told["departement"],
        "begins_at": stamp(_ago(now, told["debut"])),
        "ends_at": stamp(_ago(now, -told["fin"])),
        "source": told["source"],
        "source_at": stamp(_ago(now, told["source_il_y_a"])),
    }


def _report(connection: Connection, told: Mapping[str, Any], outages: Mapping[str, int], now: datetime) -> None:
    life = [TicketStep(_ago(now, step["il_y_a"]), step["statut"], "") for step in told["vie"]]
    row = {
        "number": store.next_number(connection, "S", now),
        "kind": told["genre"],
        "energy": told["energie"],
        "status": life[-1].status,
        "extent": told["etendue"],
        "street": told["voie"],
        "postcode": told["code_postal"],
        "commune": told["commune"],
        "department": told["departement"],
        "detail": told["detail"],
        "recipient": told["destinataire"],
        "customer": told["client"],
        "conversation": f"demo-{told['client']}",
        "outage_id": outages[told["panne"]],
        "updates": False,
        "secret_digest": _NO_SECRET,
        "created_at": stamp(life[0].at),
        "updated_at": stamp(life[-1].at),
    }
    ticket_id = ticket_store.add(connection, row)
    for step in life:
        ticket_store.take_step(connection, ticket_id, step)
