"""What the outages context tells others. Every fact of the network carries its source and the source's instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Energy = Literal["electricite", "gaz"]
OutageStatus = Literal["annoncee", "signalee", "confirmee", "equipe_sur_place", "retablie", "close"]
Cause = Literal["inconnue", "materiel", "intemperies", "travaux", "tiers", "surcharge"]
# How well an outage fits a place: it is touched, it may be, or only other streets of its commune are.
Cover = Literal["oui", "possible", "commune"]
TicketKind = Literal["panne", "gaz", "ligne", "reverbere", "qualite"]
TicketStatus = Literal["recu", "transmis", "technicien_sur_place", "retabli", "clos"]
Extent = Literal["logement", "rue", "inconnu"]
MassScope = Literal["toutes", "departement", "code_postal", "commune"]
Phenomenon = Literal["vent", "neige_verglas", "orages", "pluie_inondation", "submersion"]
Level = Literal["jaune", "orange", "rouge"]


@dataclass(frozen=True)
class Area:
    """A part of what an outage touches: a delivery point, a circle, a street, a postcode or a whole commune.

    ``latitude`` and ``longitude`` are decimal degrees as text, ``radius_m`` metres around them.
    """

    insee: str | None = None
    commune: str | None = None
    department: str | None = None
    postcode: str | None = None
    street: str | None = None
    delivery_point: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    radius_m: int | None = None


@dataclass(frozen=True)
class OutageStep:
    """What the source said at an instant."""

    source_at: datetime
    status: OutageStatus
    estimated_restoration: datetime | None
    customers: int | None
    note: str


@dataclass(frozen=True)
class Outage:
    """A known outage, as its source tells it; None is what the source does not say."""

    number: str
    energy: Energy
    status: OutageStatus
    cause: Cause
    customers: int | None
    started_at: datetime
    estimated_restoration: datetime | None
    restored_at: datetime | None
    distributor: str
    source: str
    source_at: datetime
    areas: tuple[Area, ...]
    cover: Cover | None = None
    steps: tuple[OutageStep, ...] = ()


@dataclass(frozen=True)
class Storm:
    """A weather warning of a department, as its source tells it."""

    name: str
    phenomenon: Phenomenon
    level: Level
    department: str
    begins_at: datetime
    ends_at: datetime | None
    source: str
    source_at: datetime


@dataclass(frozen=True)
class Situation:
    """All that is known of a place now.

    ``source`` is who watches the network there, ``source_at`` when it last said anything; both None when nobody
    does: then an empty list means nothing. ``mass``: so many people are touched that answers must be short.
    """

    checked_at: datetime
    mass: bool
    source: str | None
    source_at: datetime | None
    outages: tuple[Outage, ...]
    storms: tuple[Storm, ...]


@dataclass(frozen=True)
class TicketStep:
    """A step in the life of a ticket."""

    at: datetime
    status: TicketStatus
    note: str


@dataclass(frozen=True)
class Ticket:
    """A report. ``secret`` is told once, to whoever made it; ``outage`` is the known outage that it was merged with.

    ``already_open``: the same place had been reported and is still open; this is that report.
    """

    number: str
    kind: TicketKind
    energy: Energy
    status: TicketStatus
    extent: Extent
    street: str | None
    postcode: str | None
    commune: str | None
    delivery_point: str | None
    detail: str
    recipient: str
    updates: bool
    created_at: datetime
    updated_at: datetime
    outage: Outage | None = None
    steps: tuple[TicketStep, ...] = ()
    secret: str | None = None
    already_open: bool = False


@dataclass(frozen=True)
class Followed:
    """What a conversation reported, and the outages that it asked news of."""

    tickets: tuple[Ticket, ...]
    outages: tuple[Outage, ...]


@dataclass(frozen=True)
class Source:
    """Who watches a network: the name of a distributor, and when it last said anything."""

    name: str
    energy: Energy
    synced_at: datetime


@dataclass(frozen=True)
class MassOutage:
    """A zone where answers must be short; ``value`` is empty for everywhere."""

    scope: MassScope
    value: str
    active: bool
    at: datetime
