"""Tables of the payments context. Amounts are integer cents."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, text

from backends.kernel.journal import journal_tables
from backends.kernel.outgoing import outgoing_table

METADATA = MetaData()

LINK = Table(
    "payment_link",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("customer", String(16), nullable=False),
    # Empty: nobody to tell the result to (a reminder, a representative).
    Column("conversation", String(200), nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("bill_number", String(20)),
    Column("status", String(12), nullable=False),
    Column("refusal", String(24)),
    Column("created_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False),
    Column("updated_at", String(40), nullable=False),
    Column("accepted_at", String(40)),
    Index("payment_link_of_customer", "customer", "id"),
    # The last lock against paying twice in two tabs: one link that can still be paid, whatever the code does.
    Index(
        "payment_link_payable",
        "customer",
        unique=True,
        sqlite_where=text("status IN ('ouvert', 'en_cours')"),
        postgresql_where=text("status IN ('ouvert', 'en_cours')"),
    ),
)
# The bills that a link for everything pays: whoever opens the page reads them before paying.
LINK_BILL = Table(
    "payment_link_bill",
    METADATA,
    Column("link_id", ForeignKey("payment_link.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("number", String(20), nullable=False),
    Column("left_cents", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
)
STEP = Table(
    "payment_step",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("link_id", ForeignKey("payment_link.id"), nullable=False, index=True),
    Column("at", String(40), nullable=False),
    Column("status", String(12), nullable=False),
)
ALLOCATION = Table(
    "payment_allocation",
    METADATA,
    Column("link_id", ForeignKey("payment_link.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("bill_number", String(20)),
    Column("amount_cents", Integer, nullable=False),
)
# Every notification of the provider by its own id: a second one with the same id does nothing.
NOTIFICATION = Table(
    "provider_notification",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("reference", String(20), nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("effect", String(20), nullable=False),
)
NUMBERING = Table(
    "payment_numbering",
    METADATA,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
outgoing_table(METADATA)
journal_tables(METADATA)
