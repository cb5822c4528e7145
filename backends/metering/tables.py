"""Tables of the metering context."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, MetaData, String, Table

from backends.kernel.journal import journal_tables

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
journal_tables(METADATA)
