"""What is known of a place now, what is switched on there, and who watches over it."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select
from sqlalchemy.engine import Connection

from backends.kernel.clock import instant, stamp
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.routes import Page
from backends.kernel.wire import encode
from backends.outages import checks, store
from backends.outages.lifecycle import OPEN_OUTAGES
from backends.outages.matching import Place, cover_of, rank
from backends.outages.model import MassOutage, Outage, Situation, Source, Storm
from backends.outages.outages import heard
from backends.outages.requests import Heartbeat, MassSwitch, NewStorm
from backends.outages.tables import MASS, METADATA, SOURCE, STORM
from courant.french.communes import communes_at

# A restored outage is still told for this long: who comes home wonders what happened.
RESTORED_FOR = timedelta(hours=12)
_ZONE = {"toutes": None, "departement": "department", "code_postal": "postcode", "commune": "insee"}


def situation(connection: Connection, energy: str, distributor: str | None, place: Place, now: datetime) -> Situation:
    """Return all that is known of a place, the surest and the latest first.

    Args:
        connection: In a transaction.
        energy: Which network.
        distributor: Whose network, when it is known: only this source then counts as watching.
        place: Where.
        now: Present instant.
    """
    department = place.department or _department(place)
    found = store.candidates(connection, energy, OPEN_OUTAGES, now - RESTORED_FOR, department)
    fitting = [(outage, cover_of(outage.areas, place)) for outage in found]
    outages = [replace(outage, cover=cover) for outage, cover in fitting if cover]
    source = _source(connection, energy, distributor)
    return Situation(
        checked_at=now,
        mass=_is_mass(connection, replace(place, department=department)),
        source=source.name if source else None,
        source_at=source.synced_at if source else None,
        outages=tuple(sorted(outages, key=_order)),
        storms=_storms(connection, department, now) if department else (),
    )


def _order(outage: Outage) -> tuple[int, bool, float]:
    return rank(outage.cover), outage.status == "retablie", -outage.started_at.timestamp()


def _department(place: Place) -> str | None:
    departments = {commune.department for commune in communes_at(place.postcode)} if place.postcode else set()
    return departments.pop() if len(departments) == 1 else None


def _source(connection: Connection, energy: str, distributor: str | None) -> Source | None:
    query = select(SOURCE).where(SOURCE.c.energy == energy).order_by(SOURCE.c.synced_at.desc())
    if distributor is not None:
        query = query.where(SOURCE.c.name == distributor)
    row = connection.execute(query.limit(1)).one_or_none()
    return Source(row.name, row.energy, instant(row.synced_at)) if row else None


def _is_mass(connection: Connection, place: Place) -> bool:
    zones = [and_(MASS.c.scope == "toutes", MASS.c.value == "")]
    for scope, part in _ZONE.items():
        value = getattr(place, part) if part else None
        if value:
            zones.append(and_(MASS.c.scope == scope, MASS.c.value == value))
    query = select(MASS.c.scope).where(MASS.c.active.is_(True), or_(*zones)).limit(1)
    return connection.execute(query).first() is not None


def _storms(connection: Connection, department: str, now: datetime) -> tuple[Storm, ...]:
    not_over = or_(STORM.c.ends_at.is_(None), STORM.c.ends_at >= stamp(now - RESTORED_FOR))
    query = select(STORM).where(STORM.c.department == department, not_over).order_by(STORM.c.source_at.desc())
    return tuple(_storm(row) for row in connection.execute(query))


def _storm(row: Any) -> Storm:
    return Storm(
        name=row.name,
        phenomenon=row.phenomenon,
        level=row.level,
        department=row.department,
        begins_at=instant(row.begins_at),
        ends_at=store.read_stamp(row.ends_at),
        source=row.source,
        source_at=instant(row.source_at),
    )


def switch(connection: Connection, wanted: MassSwitch, write: KeyedWrite) -> Answer:
    """Turn short answers on or off for a zone, once for its key."""
    part = _ZONE[wanted.scope]
    if (part is None) != (wanted.value == ""):
        raise checks.invalid("value", "the zone's department, postcode or INSEE code; empty for everywhere")
    if part is not None:
        checks.check_place({part: wanted.value})

    def work() -> tuple[Answer, Entry]:
        same = (MASS.c.scope == wanted.scope) & (MASS.c.value == wanted.value)
        connection.execute(delete(MASS).where(same))
        connection.execute(insert(MASS).values(**asdict(wanted), at=stamp(write.at)))
        zone = MassOutage(wanted.scope, wanted.value, wanted.active, write.at)
        entry = Entry("service", "mass.switched", f"{wanted.scope}:{wanted.value}", {"active": wanted.active})
        return Answer(encode(zone)), entry

    return once(connection, METADATA, write, work)


def zones(connection: Connection, limit: int, offset: int) -> Page:
    """Return a page of the zones where short answers are on."""
    query = select(MASS).where(MASS.c.active.is_(True)).order_by(MASS.c.scope, MASS.c.value)
    found = [MassOutage(row.scope, row.value, True, instant(row.at)) for row in connection.execute(query)]
    return Page(found[offset : offset + limit], len(found), limit, offset)


def warn(connection: Connection, new: NewStorm, write: KeyedWrite) -> Answer:
    """Keep a weather warning, once for its key; it replaces what the source said of the phenomenon there."""
    values = asdict(new)
    checks.check_texts(STORM, values, ("name", "source"))
    checks.check_place({"department": new.department})
    instants = {name: checks.optional_moment(name, values[name]) for name in ("begins_at", "ends_at", "source_at")}

    def work() -> tuple[Answer, Entry]:
        same = (STORM.c.department == new.department) & (STORM.c.phenomenon == new.phenomenon)
        connection.execute(delete(STORM).where(same, STORM.c.source == new.source))
        stamps = {name: store.stamped(moment) for name, moment in instants.items()}
        added = connection.execute(insert(STORM).values({**values, **stamps})).inserted_primary_key[0]
        row = connection.execute(select(STORM).where(STORM.c.id == added)).one()
        entry = Entry("service", "storm.told", new.department, {"level": new.level, "source": new.source})
        return Answer(encode(_storm(row)), 201), entry

    return once(connection, METADATA, write, work)


def listen(connection: Connection, name: str, beat: Heartbeat, write: KeyedWrite) -> Answer:
    """Note that a source is listened to and has nothing more to say, once for its key."""
    checks.check_texts(SOURCE, {"name": name}, ("name",))
    at = checks.moment("at", beat.at)

    def work() -> tuple[Answer, Entry]:
        heard(connection, name, beat.energy, at)
        source = _source(connection, beat.energy, name)
        return Answer(encode(source)), Entry("service", "source.heard", name, {"energy": beat.energy})

    return once(connection, METADATA, write, work)
