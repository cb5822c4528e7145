"""Tables of the context, and what it tells about a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

from backends.kernel.journal import journal_tables

Priority = Literal["normale", "haute", "critique"]
Status = Literal["ouvert", "pris_en_charge", "en_attente", "resolu", "clos"]

metadata = MetaData()
journal_tables(metadata)

tickets = Table(
    "ticket",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("kind", String(64), nullable=False),
    Column("priority", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("contact", String(320)),
    Column("customer", String(32)),
    Column("conversation", String(200), nullable=False),
    Column("secret_digest", String(64), nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("updated_at", String(40), nullable=False),
    Index("ticket_of_customer", "customer", "id"),
)
events = Table(
    "ticket_event",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket_id", ForeignKey("ticket.id"), nullable=False, index=True),
    Column("at", String(40), nullable=False),
    Column("status", String(16), nullable=False),
    Column("note", Text, nullable=False),
)
# Last number given in a year: numbers have no hole, so that a missing ticket would be seen.
numbering = Table(
    "ticket_numbering",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
# Written with the ticket, in one transaction: a page is due until the provider has taken it.
pages = Table(
    "ticket_page",
    metadata,
    Column("ticket_id", ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_until", String(40)),
    Column("sent_at", String(40)),
)


@dataclass(frozen=True)
class NewTicket:
    """A ticket to open. ``kind`` is an intent id or a reason such as ``passage_conseiller``."""

    kind: str
    priority: Priority
    subject: str
    summary: str
    conversation: str
    contact: str | None = None


@dataclass(frozen=True)
class Move:
    """The status that a ticket goes to, and why in words for the customer."""

    status: Status
    note: str = ""


@dataclass(frozen=True)
class Event:
    """A step in the life of a ticket."""

    at: datetime
    status: Status
    note: str


@dataclass(frozen=True)
class Ticket:
    """A ticket. ``secret`` is told once, to whoever opened it."""

    number: str
    kind: str
    priority: Priority
    status: Status
    subject: str
    summary: str
    created_at: datetime
    updated_at: datetime
    contact: str | None = None
    secret: str | None = None
    events: tuple[Event, ...] = ()
