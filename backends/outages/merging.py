"""Reports and outages find each other: a report is merged with the outage that explains it, and follows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from backends.outages import news, store, ticket_store
from backends.outages.lifecycle import OPEN_OUTAGES, path_to_follow
from backends.outages.matching import Place, cover_of
from backends.outages.model import Outage, TicketStep


def place_of(values: Any) -> Place:
    """Return the place of a ticket, a request or a row that names its parts alike."""
    return Place(
        insee=values.insee,
        commune=values.commune,
        department=values.department,
        postcode=values.postcode,
        street=values.street,
        delivery_point=values.delivery_point,
        latitude=float(values.latitude) if values.latitude else None,
        longitude=float(values.longitude) if values.longitude else None,
    )


def explaining(connection: Connection, energy: str, place: Place, now: datetime) -> int | None:
    """Return the id of the open outage that surely touches a place, the latest one."""
    found = store.candidates(connection, energy, OPEN_OUTAGES, now, place.department)
    covering = [outage for outage in found if is_running(outage, now) and cover_of(outage.areas, place) == "oui"]
    return int(store.row_of(connection, covering[-1].number).id) if covering else None


def is_running(outage: Outage, now: datetime) -> bool:
    """Whether the power is out now: works that are announced have not begun before their hour."""
    return outage.status in OPEN_OUTAGES and (outage.status != "annoncee" or outage.started_at <= now)


def attach_reports(connection: Connection, outage_id: int, outage: Outage, at: datetime) -> None:
    """Merge the open reports that a new outage explains, and tell who made them."""
    if not is_running(outage, at):
        return
    for row in ticket_store.open_ones(connection):
        if row.energy == outage.energy and cover_of(outage.areas, place_of(row)) == "oui":
            ticket_store.change(connection, row.id, {"outage_id": outage_id})
    carry(connection, outage_id, outage, "", at)
    tell(connection, outage_id, outage, "", at)


def carry(connection: Connection, outage_id: int, outage: Outage, note: str, at: datetime) -> None:
    """Bring the tickets merged with an outage where it has just got to."""
    for row in ticket_store.merged_with(connection, outage_id):
        for status in path_to_follow(row.status, outage.status):
            ticket_store.take_step(connection, row.id, TicketStep(at, status, note))


def tell(connection: Connection, outage_id: int, outage: Outage, note: str, at: datetime) -> None:
    """Tell what the source says to the conversations of merged tickets, and to the outage's followers."""
    rows = [row for row in ticket_store.merged_with(connection, outage_id) if row.status != "clos"]
    tickets = ticket_store.tickets_of(connection, rows)
    told = [(row.conversation, ticket) for row, ticket in zip(rows, tickets, strict=True)]
    news.tell_outage(connection, outage_id, outage, told, note, at)
