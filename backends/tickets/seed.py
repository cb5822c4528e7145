"""Filling the tickets database with the demo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete
from sqlalchemy.engine import Connection

from backends.demo.world import World
from backends.kernel.clock import PARIS, stamp
from backends.tickets import store
from backends.tickets.models import Event, events, metadata, numbering, pages, tickets

_FILE = Path(__file__).with_name("demo.yml")
# No text has an empty digest: nobody follows a demo ticket by its secret, its customer does by token.
_NO_SECRET = ""


def seed(connection: Connection, world: World) -> None:
    """Replace the content of the tickets database by the demo; the audit trail stays, as it must."""
    for table in (pages, events, tickets, numbering, metadata.tables["keyed_write"]):
        connection.execute(delete(table))
    present = {customer.number for customer in world.customers}
    for past in yaml.safe_load(_FILE.read_text(encoding="utf-8")):
        if past["client"] in present:
            _add(connection, past, world.today)


def _add(connection: Connection, past: Mapping[str, Any], today: date) -> None:
    life = [_event(step, place, today) for place, step in enumerate(past["vie"])]
    row = {
        "number": store.next_number(connection, life[0].at),
        "kind": past["motif"],
        "priority": past["priorite"],
        "status": life[-1].status,
        "subject": past["objet"],
        "summary": past["resume"],
        "contact": None,
        "customer": past["client"],
        "conversation": f"demo-{past['client']}",
        "secret_digest": _NO_SECRET,
        "created_at": stamp(life[0].at),
        "updated_at": stamp(life[-1].at),
    }
    ticket_id = store.add(connection, row)
    for event in life:
        store.add_event(connection, ticket_id, event)


def _event(step: Mapping[str, Any], place: int, today: date) -> Event:
    # An hour between two steps, so that those of one day keep their order.
    at = datetime.combine(today - timedelta(days=step["jours"]), time(9 + place), PARIS)
    return Event(at, step["statut"], step.get("note", ""))
