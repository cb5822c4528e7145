"""Tables of the customers context."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, MetaData, String, Table

from backends.kernel.journal import journal_tables

METADATA = MetaData()

CUSTOMER = Table(
    "customer",
    METADATA,
    Column("number", String(16), primary_key=True),
    Column("title", String(20), nullable=False),
    Column("first_name", String(60), nullable=False),
    Column("last_name", String(80), nullable=False),
    Column("born", Date),
    Column("phone", String(20)),
    Column("email", String(120)),
    Column("vulnerable", Boolean, nullable=False),
    Column("professional", Boolean, nullable=False),
    Column("portal_status", String(16), nullable=False),
)
CONTRACT = Table(
    "contract",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("customer", ForeignKey("customer.number"), nullable=False, index=True),
    Column("energy", String(12), nullable=False),
    Column("street", String(120), nullable=False),
    Column("postcode", String(5), nullable=False),
    Column("commune", String(80), nullable=False),
    Column("delivery_point", String(16), nullable=False),
    Column("meter_serial", String(16), nullable=False),
    Column("offer", String(60), nullable=False),
    Column("power_kva", Integer),
    Column("option", String(12), nullable=False),
    Column("paperless", Boolean, nullable=False),
    Column("payment_mode", String(16), nullable=False),
)
# Failed attempts to identify and codes sent. References and origins are kept as keyed hashes.
ATTEMPT = Table(
    "attempt",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("conversation", String(64), nullable=False),
    Column("origin", String(64), nullable=False),
    Column("reference", String(64), nullable=False),
    Index("attempt_by_conversation", "conversation", "at"),
    Index("attempt_by_origin", "origin", "at"),
    Index("attempt_by_reference", "reference", "at"),
)
CODE = Table(
    "one_time_code",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("customer", String(16), nullable=False),
    Column("conversation", String(64), nullable=False, index=True),
    Column("salt", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("expires_at", String(40), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
)
journal_tables(METADATA)
