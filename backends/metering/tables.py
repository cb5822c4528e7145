"""Tables of the metering context."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, text

from backends.kernel.journal import journal_tables
from backends.kernel.outgoing import outgoing_table

METADATA = MetaData()

POINT = Table(
    "delivery_point",
    METADATA,
    Column("id", String(16), primary_key=True),
    # What a link to a chart is signed for: a PDL tells where somebody lives.
    Column("document_id", String(16), nullable=False, unique=True),
    Column("customer", String(16), nullable=False, index=True),
    Column("contract_id", String(32), nullable=False),
    Column("energy", String(12), nullable=False),
    Column("commune", String(80), nullable=False),
    Column("meter_kind", String(16), nullable=False),
    Column("meter_digits", Integer, nullable=False),
    Column("registers", String(16), nullable=False),
    # The rhythm at which the distributor plans to read the meter.
    Column("read_first", Date, nullable=False, server_default="2026-01-01"),
    Column("read_every", Integer, nullable=False, server_default="182"),
)
MONTH = Table(
    "monthly_use",
    METADATA,
    Column("point", ForeignKey("delivery_point.id"), primary_key=True),
    Column("month", Date, primary_key=True),
    Column("kwh", Integer, nullable=False),
    Column("hp", Integer),
    Column("hc", Integer),
)
DAY = Table(
    "daily_use",
    METADATA,
    Column("point", ForeignKey("delivery_point.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("kwh", Integer, nullable=False),
    Column("hp", Integer),
    Column("hc", Integer),
)
READING = Table(
    "reading",
    METADATA,
    Column("point", ForeignKey("delivery_point.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("register", String(8), primary_key=True),
    Column("value", Integer, nullable=False),
    Column("origin", String(16), nullable=False),
)
# The newest index that a communicating meter has sent.
REMOTE = Table(
    "remote_index",
    METADATA,
    Column("point", ForeignKey("delivery_point.id"), primary_key=True),
    Column("register", String(8), primary_key=True),
    Column("day", Date, nullable=False),
    Column("value", Integer, nullable=False),
)
SELF_READING = Table(
    "self_reading",
    METADATA,
    Column("number", String(20), primary_key=True),
    Column("point", ForeignKey("delivery_point.id"), nullable=False),
    Column("customer", String(16), nullable=False),
    Column("conversation", String(200), nullable=False),
    Column("day", Date, nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("status", String(12), nullable=False),
    # Parted by commas.
    Column("reasons", String(120), nullable=False),
    Column("photos", String(400), nullable=False),
    Column("interim", Boolean, nullable=False),
    Column("replaces", String(20)),
    Column("next_start", Date),
    Column("next_end", Date),
    Index("self_reading_by_status", "status", "number"),
    # The last lock against a reading filed twice: one that counts for a meter and a day, whatever the code does.
    Index(
        "self_reading_of_day",
        "point",
        "day",
        unique=True,
        sqlite_where=text("status IN ('accepte', 'a_verifier')"),
        postgresql_where=text("status IN ('accepte', 'a_verifier')"),
    ),
)
SELF_INDEX = Table(
    "self_reading_index",
    METADATA,
    Column("number", ForeignKey("self_reading.number"), primary_key=True),
    Column("register", String(8), primary_key=True),
    Column("value", Integer, nullable=False),
    Column("used", Integer),
)
NUMBERING = Table(
    "self_reading_numbering",
    METADATA,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
outgoing_table(METADATA)
journal_tables(METADATA)
