"""Client of the outage system: what is known of the network at a place, who reported what, who is told."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from courant.clients.customers import Energy
from courant.clients.transport import ServiceTransport

OutageStatus = Literal["annoncee", "signalee", "confirmee", "equipe_sur_place", "retablie", "close"]
Cause = Literal["inconnue", "materiel", "intemperies", "travaux", "tiers", "surcharge"]
Cover = Literal["oui", "possible", "commune"]
ReportKind = Literal["panne", "gaz", "ligne", "reverbere", "qualite"]
ReportStatus = Literal["recu", "transmis", "technicien_sur_place", "retabli", "clos"]
Extent = Literal["logement", "rue", "inconnu"]
MassScope = Literal["toutes", "departement", "code_postal", "commune"]
Phenomenon = Literal["vent", "neige_verglas", "orages", "pluie_inondation", "submersion"]
Level = Literal["jaune", "orange", "rouge"]


@dataclass(frozen=True)
class NetworkPlace:
    """Where somebody is or asks about; what is not known is None. Coordinates are degrees (WGS 84)."""

    street: str | None = None
    postcode: str | None = None
    commune: str | None = None
    department: str | None = None
    insee: str | None = None
    delivery_point: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    def wire(self) -> dict[str, str]:
        """The parts that are known, as the contract writes them."""
        parts = {name: value for name, value in asdict(self).items() if value is not None}
        return {name: f"{value:.6f}" if isinstance(value, float) else value for name, value in parts.items()}


@dataclass(frozen=True)
class OutageArea:
    """A part of what an outage touches."""

    commune: str | None = None
    postcode: str | None = None
    street: str | None = None


@dataclass(frozen=True)
class Outage:
    """A known outage, as its source tells it; None is what the source does not say.

    ``cover``: how well it fits the place asked about (``oui`` it is touched, ``possible`` it may be, ``commune``
    other streets of its commune are).
    """

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
    areas: tuple[OutageArea, ...] = ()
    cover: Cover | None = None


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

    ``source`` watches the network there and last spoke at ``source_at``; None when nobody does: then no outage
    means nothing. ``mass``: answers must be short.
    """

    checked_at: datetime
    mass: bool
    source: str | None
    source_at: datetime | None
    outages: tuple[Outage, ...]
    storms: tuple[Storm, ...]


@dataclass(frozen=True)
class ReportStep:
    """A step in the life of a report, as it may be told to the customer."""

    at: datetime
    status: ReportStatus
    note: str


@dataclass(frozen=True)
class Report:
    """What somebody reported. ``secret`` is given once; ``outage`` is the known one that it was merged with.

    ``already_open``: the same place had been reported and is still open; this is that report.
    """

    number: str
    kind: ReportKind
    energy: Energy
    status: ReportStatus
    street: str | None
    postcode: str | None
    commune: str | None
    recipient: str
    updates: bool
    created_at: datetime
    updated_at: datetime
    outage: Outage | None = None
    steps: tuple[ReportStep, ...] = ()
    secret: str | None = field(default=None, repr=False)
    already_open: bool = False


@dataclass(frozen=True)
class Followed:
    """What a conversation reported, and the outages that it asked news of, newest first."""

    tickets: tuple[Report, ...]
    outages: tuple[Outage, ...]


@dataclass(frozen=True)
class MassOutage:
    """A zone where answers are short."""

    scope: MassScope
    value: str
    active: bool
    at: datetime


class OutagesClient:
    """Calls to the ``outages`` context."""

    def __init__(self, transport: ServiceTransport) -> None:
        self._call = transport

    async def situation(self, energy: Energy, place: NetworkPlace, distributor: str | None = None) -> Situation:
        """What is known of a place now, the surest first.

        Args:
            energy: Which network.
            place: Where; an empty place only tells whether answers must be short everywhere.
            distributor: Whose network, when it is known: nobody else's silence counts.
        """
        query = {"energy": energy, **place.wire()}
        if distributor is not None:
            query["distributor"] = distributor
        return await self._call.get("/situation", Situation, query=query)

    async def report(
        self,
        kind: ReportKind,
        place: NetworkPlace,
        recipient: str,
        conversation: str,
        key: str,
        energy: Energy = "electricite",
        extent: Extent = "inconnu",
        detail: str = "",
        contact: str | None = None,
        photo: str | None = None,
        outage: str | None = None,
        updates: bool = False,
        token: str | None = None,
    ) -> Report:
        """Report something that does not work; the same open report of the same people is given again.

        Args:
            kind: What it is about.
            place: Where.
            recipient: Who will act: the distributor, the town hall.
            conversation: Conversation it comes from.
            key: Idempotency key: the same key gives the same report.
            energy: Which network.
            extent: One home, or more.
            detail: What the customer added.
            contact: Phone to call back, None when the customer's own is enough.
            photo: File of the conversation store.
            outage: Known outage that the customer was told about.
            updates: Whether the conversation is told when it moves.
            token: Token of the customer, None for a public report.
        """
        body = {
            **place.wire(),
            "kind": kind,
            "recipient": recipient,
            "conversation": conversation,
            "energy": energy,
            "extent": extent,
            "detail": detail,
            "contact": contact,
            "photo": photo,
            "outage": outage,
            "updates": updates,
        }
        return await self._call.post("/tickets", Report, body=body, token=token, key=key)

    async def get(self, number: str, secret: str | None = None, token: str | None = None) -> Report:
        """A report by its number and either its secret or the token of its customer (level 1).

        Raises:
            NotFound: Unknown number, wrong secret or somebody else's report, alike.
        """
        headers = {"X-Ticket-Secret": secret} if secret else {}
        return await self._call.get(f"/tickets/{quote(number, safe='')}", Report, token=token, headers=headers)

    async def list(self, token: str, limit: int = 20) -> tuple[Report, ...]:
        """The customer's reports, newest first (level 1)."""
        return await self._call.get_list("/tickets", Report, token=token, query={"limit": limit})

    async def followed(self, conversation: str) -> Followed:
        """What a conversation reported, and the outages that it asked news of."""
        return await self._call.get(f"/conversations/{quote(conversation, safe='')}", Followed)

    async def follow(
        self, conversation: str, key: str, wanted: bool = True, ticket: str | None = None, outage: str | None = None
    ) -> Followed:
        """Let a conversation have news of its report or of an outage, or no longer.

        Raises:
            NotFound: No such outage, or not a report of this conversation.
        """
        body = {"conversation": conversation, "wanted": wanted, "ticket": ticket, "outage": outage}
        return await self._call.post("/followers", Followed, body=body, key=key)

    async def move(self, number: str, status: ReportStatus, note: str, key: str) -> Report:
        """Bring a report to another status (for the console); who asked for news is told."""
        return await self._call.post(
            f"/tickets/{quote(number, safe='')}/status", Report, body={"status": status, "note": note}, key=key
        )

    async def switch_mass(self, scope: MassScope, value: str, active: bool, key: str) -> MassOutage:
        """Turn short answers on or off in a zone (for the console); ``value`` is empty for everywhere."""
        body = {"scope": scope, "value": value, "active": active}
        return await self._call.post("/mass-outages", MassOutage, body=body, key=key)

    async def known(self, limit: int = 50) -> tuple[Outage, ...]:
        """The outages that sources told, newest first (for operators)."""
        return await self._call.get_list("/outages", Outage, query={"limit": limit})

    async def tell(
        self,
        number: str,
        at: datetime,
        key: str,
        status: OutageStatus | None = None,
        estimated_restoration: datetime | None = None,
        note: str = "",
    ) -> Outage:
        """Note what the source of an outage says anew (for operators): reports follow, who asked for news is told.

        Args:
            number: The outage.
            at: When the source said it.
            key: Idempotency key.
            status: Where it has got to; None when that has not changed.
            estimated_restoration: When the source expects it to be over; None when that has not changed.
            note: What it adds, in words for customers.

        Raises:
            NotFound: No such outage.
            Rejected: The source has said something later, or the outage cannot get there.
        """
        estimate = estimated_restoration.isoformat() if estimated_restoration else None
        body = {"source_at": at.isoformat(), "status": status, "estimated_restoration": estimate, "note": note}
        return await self._call.post(f"/outages/{quote(number, safe='')}/updates", Outage, body=body, key=key)
