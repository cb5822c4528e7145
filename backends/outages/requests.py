"""What callers send."""

from __future__ import annotations

from dataclasses import dataclass

from backends.outages.model import (
    Area,
    Cause,
    Energy,
    Extent,
    Level,
    MassScope,
    OutageStatus,
    Phenomenon,
    TicketKind,
    TicketStatus,
)


@dataclass(frozen=True)
class OutageFacts:
    """An outage that a source makes known, without where it is. Instants are ISO 8601 with their offset.

    ``reference`` is the source's own: the same one twice is refused.
    """

    energy: Energy
    reference: str
    source: str
    source_at: str
    started_at: str
    distributor: str
    status: OutageStatus = "signalee"
    cause: Cause = "inconnue"
    customers: int | None = None
    estimated_restoration: str | None = None
    note: str = ""


@dataclass(frozen=True)
class NewOutage(OutageFacts):
    """An outage that a source makes known."""

    areas: tuple[Area, ...] = ()


@dataclass(frozen=True)
class OutageUpdate:
    """What a source says anew; what is absent stays as it was. ``note`` is in words for customers."""

    source_at: str
    status: OutageStatus | None = None
    cause: Cause | None = None
    customers: int | None = None
    estimated_restoration: str | None = None
    estimate_withdrawn: bool = False
    note: str = ""


@dataclass(frozen=True)
class NewTicket:
    """A report. ``recipient`` is who will act (a distributor, a town hall); ``outage`` a known one to merge with."""

    kind: TicketKind
    conversation: str
    recipient: str
    energy: Energy = "electricite"
    extent: Extent = "inconnu"
    street: str | None = None
    postcode: str | None = None
    commune: str | None = None
    department: str | None = None
    insee: str | None = None
    delivery_point: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    detail: str = ""
    contact: str | None = None
    photo: str | None = None
    outage: str | None = None
    updates: bool = False


@dataclass(frozen=True)
class Move:
    """The status that a ticket goes to, and why in words for the customer."""

    status: TicketStatus
    note: str = ""


@dataclass(frozen=True)
class Merge:
    """The known outage that a ticket belongs to."""

    outage: str


@dataclass(frozen=True)
class Following:
    """A conversation wants news of a ticket or of an outage, or no longer does."""

    conversation: str
    wanted: bool
    ticket: str | None = None
    outage: str | None = None


@dataclass(frozen=True)
class MassSwitch:
    """Turns short answers on or off for a zone; ``value``: department, postcode or INSEE code."""

    scope: MassScope
    active: bool
    value: str = ""


@dataclass(frozen=True)
class NewStorm:
    """A weather warning that a source makes known. Instants are ISO 8601 with their offset."""

    name: str
    phenomenon: Phenomenon
    level: Level
    department: str
    begins_at: str
    source: str
    source_at: str
    ends_at: str | None = None


@dataclass(frozen=True)
class Heartbeat:
    """A source is listened to: what it has not told until then, it does not know."""

    energy: Energy
    at: str
