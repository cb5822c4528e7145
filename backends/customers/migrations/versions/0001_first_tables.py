"""Customers, contracts, attempts, one-time codes, keyed writes and audit."""

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
    _attempt()
    _audit()
    _customer()
    _keyed_write()
    _one_time_code()
    _contract()
    forbid_changes(op.get_bind(), "audit")


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("origin", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
    )
    op.create_index("attempt_by_conversation", "attempt", ["conversation", "at"])
    op.create_index("attempt_by_origin", "attempt", ["origin", "at"])
    op.create_index("attempt_by_reference", "attempt", ["reference", "at"])


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


def _customer() -> None:
    op.create_table(
        "customer",
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("title", sa.String(20), nullable=False),
        sa.Column("first_name", sa.String(60), nullable=False),
        sa.Column("last_name", sa.String(80), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("phone", sa.String(20), nullable=True),
        sa.Column("email", sa.String(120), nullable=True),
        sa.Column("vulnerable", sa.Boolean(), nullable=False),
        sa.Column("professional", sa.Boolean(), nullable=False),
        sa.Column("portal_status", sa.String(16), nullable=False),
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


def _one_time_code() -> None:
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("customer", sa.String(16), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.String(40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_one_time_code_conversation", "one_time_code", ["conversation"])


def _contract() -> None:
    op.create_table(
        "contract",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("number", sa.String(16), nullable=False, unique=True),
        sa.Column("customer", sa.String(16), sa.ForeignKey("customer.number"), nullable=False),
        sa.Column("energy", sa.String(12), nullable=False),
        sa.Column("street", sa.String(120), nullable=False),
        sa.Column("postcode", sa.String(5), nullable=False),
        sa.Column("commune", sa.String(80), nullable=False),
        sa.Column("delivery_point", sa.String(16), nullable=False),
        sa.Column("meter_serial", sa.String(16), nullable=False),
        sa.Column("offer", sa.String(60), nullable=False),
        sa.Column("power_kva", sa.Integer(), nullable=True),
        sa.Column("option", sa.String(12), nullable=False),
        sa.Column("paperless", sa.Boolean(), nullable=False),
        sa.Column("payment_mode", sa.String(16), nullable=False),
    )
    op.create_index("ix_contract_customer", "contract", ["customer"])
