"""Accounts, contracts, bills, payments, keyed writes and audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from backends.kernel.append_only import forbid_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _account()
    _audit()
    _keyed_write()
    _contract()
    _bill()
    _price_revision()
    _bill_index()
    _bill_line()
    _payment()
    forbid_changes(op.get_bind(), "audit")


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("customer", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("street", sa.String(120), nullable=False),
        sa.Column("city", sa.String(80), nullable=False),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
    )


def _keyed_write() -> None:
    op.create_table(
        "keyed_write",
        sa.Column("caller", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )


def _contract() -> None:
    op.create_table(
        "contract",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("number", sa.String(16), nullable=False, unique=True),
        sa.Column("customer", sa.String(16), sa.ForeignKey("account.customer"), nullable=False),
        sa.Column("energy", sa.String(12), nullable=False),
        sa.Column("option", sa.String(12), nullable=False),
        sa.Column("power_kva", sa.Integer(), nullable=True),
        sa.Column("offer", sa.String(60), nullable=False),
        sa.Column("payment_mode", sa.String(16), nullable=False),
        sa.Column("frequency", sa.String(16), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("delivery_point", sa.String(16), nullable=False),
        sa.Column("meter_serial", sa.String(16), nullable=False),
        sa.Column("street", sa.String(120), nullable=False),
        sa.Column("city", sa.String(80), nullable=False),
    )
    op.create_index("ix_contract_customer", "contract", ["customer"])


def _bill() -> None:
    op.create_table(
        "bill",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("number", sa.String(20), nullable=False, unique=True),
        sa.Column("contract_id", sa.String(32), sa.ForeignKey("contract.id"), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("total_ht_cents", sa.Integer(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("kwh", sa.Integer(), nullable=False),
    )
    op.create_index("ix_bill_contract_id", "bill", ["contract_id"])


def _price_revision() -> None:
    op.create_table(
        "price_revision",
        sa.Column("contract_id", sa.String(32), sa.ForeignKey("contract.id"), primary_key=True),
        sa.Column("first", sa.Date(), primary_key=True),
        sa.Column("factor", sa.String(16), nullable=False),
    )


def _bill_index() -> None:
    op.create_table(
        "bill_index",
        sa.Column("bill_id", sa.String(16), sa.ForeignKey("bill.id"), primary_key=True),
        sa.Column("register", sa.String(8), primary_key=True),
        sa.Column("old", sa.Integer(), nullable=False),
        sa.Column("old_estimated", sa.Boolean(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("coefficient", sa.String(12), nullable=False),
        sa.Column("kwh", sa.Integer(), nullable=False),
    )


def _bill_line() -> None:
    op.create_table(
        "bill_line",
        sa.Column("bill_id", sa.String(16), sa.ForeignKey("bill.id"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("section", sa.String(16), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("quantity", sa.String(20), nullable=False),
        sa.Column("unit", sa.String(12), nullable=False),
        sa.Column("unit_price", sa.String(20), nullable=False),
        sa.Column("amount_ht_cents", sa.Integer(), nullable=False),
        sa.Column("vat_rate", sa.String(8), nullable=False),
        sa.Column("amount_ttc_cents", sa.Integer(), nullable=False),
    )


def _payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("customer", sa.String(16), sa.ForeignKey("account.customer"), nullable=False),
        sa.Column("bill_id", sa.String(16), sa.ForeignKey("bill.id"), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("means", sa.String(16), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
    )
    op.create_index("ix_payment_bill_id", "payment", ["bill_id"])
    op.create_index("ix_payment_customer", "payment", ["customer"])
