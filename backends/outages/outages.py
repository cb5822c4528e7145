"""What sources make known: a new outage, what they say anew of it, and the reports that it explains."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from backends.kernel.clock import instant, stamp
from backends.kernel.database import serialise
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.problems import Problem
from backends.kernel.routes import Page
from backends.kernel.wire import encode
from backends.outages import checks, merging, store
from backends.outages.lifecycle import check_outage_move
from backends.outages.model import Outage, OutageStep
from backends.outages.requests import NewOutage, OutageFacts, OutageUpdate
from backends.outages.tables import AREA, METADATA, OUTAGE, SOURCE

LOCK = "outages"
MOST_AREAS = 500
# A source whose clock is ahead by more than this is wrong about when it speaks.
_AHEAD = timedelta(minutes=10)


def register(connection: Connection, new: NewOutage, write: KeyedWrite) -> Answer:
    """Keep a new outage once for its key; open reports of its area are merged with it and told.

    Raises:
        Problem: 409 ``already_known`` with its number, 422.
    """

    def work() -> tuple[Answer, Entry]:
        serialise(connection, LOCK)
        known = store.number_of(connection, new.source, new.reference)
        if known is not None:
            raise Problem(409, "already_known", "this source has told this outage", {"number": known})
        outage_id, number = _add(connection, new, write.at)
        told = told_outage(connection, number)
        merging.attach_reports(connection, outage_id, told, write.at)
        detail = {"source": new.source, "reference": new.reference, "status": new.status}
        return Answer(encode(told), 201), Entry("service", "outage.registered", number, detail)

    _check(new, write.at)
    return once(connection, METADATA, write, work)


def _check(new: NewOutage, now: datetime) -> None:
    facts = {name: getattr(new, name) for name in OutageFacts.__dataclass_fields__}
    checks.check_texts(OUTAGE, facts, ("reference", "source", "distributor"))
    checks.check_customers(new.customers)
    _check_instant(new.source_at, now)
    for name in ("started_at", "estimated_restoration"):
        checks.optional_moment(name, getattr(new, name))
    if not 0 < len(new.areas) <= MOST_AREAS:
        raise checks.invalid("areas", f"1 to {MOST_AREAS} areas")
    for area in new.areas:
        values = asdict(area)
        checks.check_texts(AREA, values)
        checks.check_place(values)
        located = area.latitude is not None and area.radius_m is not None
        if not (area.delivery_point or area.insee or area.commune or area.postcode or located):
            raise checks.invalid("areas", "a delivery point, a commune, a postcode, or a point and its radius")
        if area.radius_m is not None and not 0 < area.radius_m <= checks.WIDEST_M:
            raise checks.invalid("radius_m", f"1 to {checks.WIDEST_M} metres")


def _check_instant(text: str, now: datetime) -> datetime:
    said = checks.moment("source_at", text)
    if said > now + _AHEAD:
        raise checks.invalid("source_at", "is in the future")
    return said


def _add(connection: Connection, new: NewOutage, now: datetime) -> tuple[int, str]:
    number = store.next_number(connection, "I", now)
    said = checks.moment("source_at", new.source_at)
    estimate = checks.optional_moment("estimated_restoration", new.estimated_restoration)
    row = {
        "number": number,
        "source": new.source,
        "reference": new.reference,
        "source_at": stamp(said),
        "distributor": new.distributor,
        "energy": new.energy,
        "status": new.status,
        "cause": new.cause,
        "customers": new.customers,
        "started_at": stamp(checks.moment("started_at", new.started_at)),
        "estimated_restoration": store.stamped(estimate),
        "restored_at": stamp(said) if new.status == "retablie" else None,
    }
    outage_id = store.add(connection, row, new.areas)
    store.add_step(connection, outage_id, OutageStep(said, new.status, estimate, new.customers, new.note))
    heard(connection, new.source, new.energy, said)
    return outage_id, number


def change(connection: Connection, number: str, update_: OutageUpdate, write: KeyedWrite) -> Answer:
    """Keep what a source says anew, once for its key; merged tickets follow, whoever asked for news is told.

    Raises:
        Problem: 404, 409 ``stale_update`` or ``illegal_move``, 422.
    """

    def work() -> tuple[Answer, Entry]:
        serialise(connection, LOCK)
        row = store.row_of(connection, number)
        said = _check_instant(update_.source_at, write.at)
        if said < instant(row.source_at):
            raise Problem(409, "stale_update", "the source has said something later", {"source_at": row.source_at})
        values = _changes(row, update_, said)
        check_outage_move(row.status, values["status"])
        store.change(connection, row.id, values)
        estimate = store.read_stamp(values["estimated_restoration"])
        step = OutageStep(said, values["status"], estimate, values["customers"], update_.note)
        store.add_step(connection, row.id, step)
        heard(connection, row.source, row.energy, said)
        told = told_outage(connection, number)
        if row.status != values["status"]:
            merging.carry(connection, row.id, told, update_.note, write.at)
        if _is_news(row, values, update_):
            merging.tell(connection, row.id, told, update_.note, write.at)
        detail = {"from": row.status, "to": values["status"], "source_at": said}
        return Answer(encode(told)), Entry("service", "outage.changed", number, detail)

    checks.check_customers(update_.customers)
    if len(update_.note) > checks.LONGEST_DETAIL:
        raise checks.invalid("note", f"{checks.LONGEST_DETAIL} characters at most")
    return once(connection, METADATA, write, work)


def _changes(row: Any, said_anew: OutageUpdate, said: datetime) -> dict[str, Any]:
    status = said_anew.status or row.status
    estimate = said_anew.estimated_restoration
    kept = None if said_anew.estimate_withdrawn else row.estimated_restoration
    restored = row.restored_at or stamp(said) if status in ("retablie", "close") else None
    return {
        "status": status,
        "cause": said_anew.cause or row.cause,
        "customers": row.customers if said_anew.customers is None else said_anew.customers,
        "estimated_restoration": store.stamped(checks.optional_moment("estimated_restoration", estimate)) or kept,
        "restored_at": restored,
        "source_at": stamp(said),
    }


def _is_news(row: Any, values: dict[str, Any], said_anew: OutageUpdate) -> bool:
    """A count that changes is not worth a message; the status, the estimate and words of the source are."""
    moved = row.status != values["status"] and values["status"] != "close"
    return moved or row.estimated_restoration != values["estimated_restoration"] or bool(said_anew.note)


def heard(connection: Connection, source: str, energy: str, at: datetime) -> None:
    """Note that a source has spoken; it never goes back in time."""
    same = (SOURCE.c.name == source) & (SOURCE.c.energy == energy)
    before = connection.execute(select(SOURCE.c.synced_at).where(same)).scalar_one_or_none()
    if before is None:
        connection.execute(insert(SOURCE).values(name=source, energy=energy, synced_at=stamp(at)))
    elif before < stamp(at):
        connection.execute(update(SOURCE).where(same).values(synced_at=stamp(at)))


def told_outage(connection: Connection, number: str) -> Outage:
    """Return an outage with what its source said, step by step.

    Raises:
        Problem: 404.
    """
    row = store.row_of(connection, number)
    return replace(store.outages_of(connection, [row])[0], steps=store.steps_of(connection, row.id))


def listed(connection: Connection, status: str | None, limit: int, offset: int) -> Page:
    """Return a page of outages, newest first, without their steps."""
    outages, total = store.page(connection, status, limit, offset)
    return Page(outages, total, limit, offset)
