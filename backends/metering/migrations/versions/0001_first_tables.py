"""Delivery points, use, readings, keyed writes and audit."""

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
    _audit()
    _delivery_point()
    _keyed_write()
    _daily_use()
    _monthly_use()
    _reading()
    forbid_changes(op.get_bind(), "audit")


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


def _delivery_point() -> None:
    op.create_table(
        "delivery_point",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("document_id", sa.String(16), nullable=False, unique=True),
        sa.Column("customer", sa.String(16), nullable=False),
        sa.Column("contract_id", sa.String(32), nullable=False),
        sa.Column("energy", sa.String(12), nullable=False),
        sa.Column("commune", sa.String(80), nullable=False),
        sa.Column("meter_kind", sa.String(16), nullable=False),
        sa.Column("meter_digits", sa.Integer(), nullable=False),
        sa.Column("registers", sa.String(16), nullable=False),
    )
    op.create_index("ix_delivery_point_customer", "delivery_point", ["customer"])


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


def _daily_use() -> None:
    op.create_table(
        "daily_use",
        sa.Column("point", sa.String(16), sa.ForeignKey("delivery_point.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("kwh", sa.Integer(), nullable=False),
        sa.Column("hp", sa.Integer(), nullable=True),
        sa.Column("hc", sa.Integer(), nullable=True),
    )


def _monthly_use() -> None:
    op.create_table(
        "monthly_use",
        sa.Column("point", sa.String(16), sa.ForeignKey("delivery_point.id"), primary_key=True),
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("kwh", sa.Integer(), nullable=False),
        sa.Column("hp", sa.Integer(), nullable=True),
        sa.Column("hc", sa.Integer(), nullable=True),
    )


def _reading() -> None:
    op.create_table(
        "reading",
        sa.Column("point", sa.String(16), sa.ForeignKey("delivery_point.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("register", sa.String(8), primary_key=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
    )
