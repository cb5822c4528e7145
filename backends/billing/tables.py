"""Tables of the billing context. Amounts are integer cents; exact decimals are text."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, MetaData, String, Table

from backends.kernel.journal import journal_tables

METADATA = MetaData()

ACCOUNT = Table(
    "account",
    METADATA,
    Column("customer", String(16), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("street", String(120), nullable=False),
    Column("city", String(80), nullable=False),
)
CONTRACT = Table(
    "contract",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("customer", ForeignKey("account.customer"), nullable=False, index=True),
    Column("energy", String(12), nullable=False),
    Column("option", String(12), nullable=False),
    Column("power_kva", Integer),
    Column("offer", String(60), nullable=False),
    Column("payment_mode", String(16), nullable=False),
    Column("frequency", String(16), nullable=False),
    Column("since", Date, nullable=False),
    Column("delivery_point", String(16), nullable=False),
    Column("meter_serial", String(16), nullable=False),
    Column("street", String(120), nullable=False),
    Column("city", String(80), nullable=False),
)
PRICE_REVISION = Table(
    "price_revision",
    METADATA,
    Column("contract_id", ForeignKey("contract.id"), primary_key=True),
    Column("first", Date, primary_key=True),
    Column("factor", String(16), nullable=False),
)
BILL = Table(
    "bill",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("contract_id", ForeignKey("contract.id"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("total_cents", Integer, nullable=False),
    Column("total_ht_cents", Integer, nullable=False),
    Column("estimated", Boolean, nullable=False),
    Column("kwh", Integer, nullable=False),
)
LINE = Table(
    "bill_line",
    METADATA,
    Column("bill_id", ForeignKey("bill.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("code", String(24), nullable=False),
    Column("label", String(120), nullable=False),
    Column("section", String(16), nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("quantity", String(20), nullable=False),
    Column("unit", String(12), nullable=False),
    Column("unit_price", String(20), nullable=False),
    Column("amount_ht_cents", Integer, nullable=False),
    Column("vat_rate", String(8), nullable=False),
    Column("amount_ttc_cents", Integer, nullable=False),
)
INDEX = Table(
    "bill_index",
    METADATA,
    Column("bill_id", ForeignKey("bill.id"), primary_key=True),
    Column("register", String(8), primary_key=True),
    Column("old", Integer, nullable=False),
    Column("old_estimated", Boolean, nullable=False),
    Column("new", Integer, nullable=False),
    Column("estimated", Boolean, nullable=False),
    Column("coefficient", String(12), nullable=False),
    Column("kwh", Integer, nullable=False),
)
PAYMENT = Table(
    "payment",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("customer", ForeignKey("account.customer"), nullable=False, index=True),
    Column("bill_id", ForeignKey("bill.id"), index=True),
    Column("received_on", Date, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("means", String(16), nullable=False),
    Column("status", String(12), nullable=False),
    Column("reference", String(40), nullable=False),
)
journal_tables(METADATA)
