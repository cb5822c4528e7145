"""Tables of plans and postponements, in the schema of payments. Amounts are integer cents."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from backends.payments.tables import METADATA

PLAN = Table(
    "plan",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("customer", String(16), nullable=False),
    # Empty: nobody to tell the decision to.
    Column("conversation", String(200), nullable=False),
    Column("status", String(12), nullable=False),
    Column("total_cents", Integer, nullable=False),
    Column("instalments", Integer, nullable=False),
    Column("day_of_month", Integer, nullable=False),
    Column("means", String(12), nullable=False),
    # Why a person decides: special-category data, shown to those who decide only.
    Column("approval", String(24)),
    Column("refusal", Text),
    Column("created_at", String(40), nullable=False),
    Column("updated_at", String(40), nullable=False),
    Index("plan_of_customer", "customer", "id"),
)
INSTALMENT = Table(
    "plan_instalment",
    METADATA,
    Column("plan_id", ForeignKey("plan.id"), primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("due_on", Date, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("received_on", Date),
    # The payment's own number: the same news told twice counts once.
    Column("payment", String(64), unique=True),
)
PLAN_BILL = Table(
    "plan_bill",
    METADATA,
    Column("plan_id", ForeignKey("plan.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("number", String(20), nullable=False),
    Column("amount_cents", Integer, nullable=False),
)
PLAN_STEP = Table(
    "plan_step",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False, index=True),
    Column("at", String(40), nullable=False),
    Column("status", String(12), nullable=False),
)
DOCUMENT = Table(
    "plan_document",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("customer", String(16), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("received_on", Date, nullable=False),
)
DEFERRAL = Table(
    "deferral",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("customer", String(16), nullable=False, index=True),
    Column("bill_number", String(20), nullable=False),
    Column("left_cents", Integer, nullable=False),
    Column("due_before", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("created_at", String(40), nullable=False),
)
NUMBERING = Table(
    "plan_numbering",
    METADATA,
    Column("prefix", String(4), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
