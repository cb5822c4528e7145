"""Tables of the outages context. Instants are sortable text in UTC, coordinates decimal degrees as text."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from backends.kernel.journal import journal_tables
from backends.kernel.outgoing import outgoing_table

METADATA = MetaData()

SOURCE = Table(
    "source",
    METADATA,
    Column("name", String(80), primary_key=True),
    Column("energy", String(12), primary_key=True),
    Column("synced_at", String(40), nullable=False),
)
OUTAGE = Table(
    "outage",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("source", String(80), nullable=False),
    Column("reference", String(80), nullable=False),
    Column("source_at", String(40), nullable=False),
    Column("distributor", String(80), nullable=False),
    Column("energy", String(12), nullable=False),
    Column("status", String(20), nullable=False, index=True),
    Column("cause", String(16), nullable=False),
    Column("customers", Integer),
    Column("started_at", String(40), nullable=False),
    Column("estimated_restoration", String(40)),
    Column("restored_at", String(40)),
    UniqueConstraint("source", "reference", name="outage_of_source"),
)
AREA = Table(
    "outage_area",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("outage_id", ForeignKey("outage.id"), nullable=False, index=True),
    Column("insee", String(5)),
    Column("commune", String(80)),
    Column("department", String(3)),
    Column("postcode", String(5)),
    Column("street", String(120)),
    Column("delivery_point", String(16)),
    Column("latitude", String(12)),
    Column("longitude", String(12)),
    Column("radius_m", Integer),
)
OUTAGE_STEP = Table(
    "outage_step",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("outage_id", ForeignKey("outage.id"), nullable=False, index=True),
    Column("source_at", String(40), nullable=False),
    Column("status", String(20), nullable=False),
    Column("estimated_restoration", String(40)),
    Column("customers", Integer),
    Column("note", Text, nullable=False),
)
TICKET = Table(
    "outage_ticket",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("energy", String(12), nullable=False),
    Column("status", String(20), nullable=False),
    Column("extent", String(10), nullable=False),
    Column("street", String(120)),
    Column("postcode", String(5)),
    Column("commune", String(80)),
    Column("department", String(3)),
    Column("insee", String(5)),
    Column("delivery_point", String(16)),
    Column("latitude", String(12)),
    Column("longitude", String(12)),
    Column("detail", Text, nullable=False),
    Column("contact", String(320)),
    Column("photo", String(200)),
    Column("recipient", String(120), nullable=False),
    Column("customer", String(32)),
    Column("conversation", String(200), nullable=False, index=True),
    Column("outage_id", ForeignKey("outage.id"), index=True),
    Column("updates", Boolean, nullable=False),
    Column("secret_digest", String(64), nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("updated_at", String(40), nullable=False),
    Index("outage_ticket_of_customer", "customer", "id"),
)
TICKET_STEP = Table(
    "outage_ticket_step",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket_id", ForeignKey("outage_ticket.id"), nullable=False, index=True),
    Column("at", String(40), nullable=False),
    Column("status", String(20), nullable=False),
    Column("note", Text, nullable=False),
)
# Last number given in a year, for outages (I) and for reports (S): numbers have no hole.
NUMBERING = Table(
    "outage_numbering",
    METADATA,
    Column("series", String(1), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
# Conversations that want news of an outage without having reported anything.
FOLLOWER = Table(
    "outage_follower",
    METADATA,
    Column("outage_id", ForeignKey("outage.id"), primary_key=True, autoincrement=False),
    Column("conversation", String(200), primary_key=True),
    Column("since", String(40), nullable=False),
)
MASS = Table(
    "mass_outage",
    METADATA,
    Column("scope", String(12), primary_key=True),
    Column("value", String(5), primary_key=True),
    Column("active", Boolean, nullable=False),
    Column("at", String(40), nullable=False),
)
STORM = Table(
    "storm",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(80), nullable=False),
    Column("phenomenon", String(20), nullable=False),
    Column("level", String(8), nullable=False),
    Column("department", String(3), nullable=False, index=True),
    Column("begins_at", String(40), nullable=False),
    Column("ends_at", String(40)),
    Column("source", String(80), nullable=False),
    Column("source_at", String(40), nullable=False),
)
outgoing_table(METADATA)
journal_tables(METADATA)
