"""Readings given by customers, the rhythm of planned readings, the newest remote indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COUNTS = sa.text("status IN ('accepte', 'a_verifier')")


def upgrade() -> None:
    """Make the tables, and give the points that exist a rhythm."""
    _rhythm()
    _remote()
    _self_readings()


def _rhythm() -> None:
    # Twice a year from a fixed day on: what a meter is read at least, until its own rhythm is known. Added in place:
    # making the table anew, as SQLite would have it for more, would break what points to its rows.
    op.add_column("delivery_point", sa.Column("read_first", sa.Date(), nullable=False, server_default="2026-01-01"))
    op.add_column("delivery_point", sa.Column("read_every", sa.Integer(), nullable=False, server_default="182"))


def _remote() -> None:
    op.create_table(
        "remote_index",
        sa.Column("point", sa.String(16), sa.ForeignKey("delivery_point.id"), primary_key=True),
        sa.Column("register", sa.String(8), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
    )


def _self_readings() -> None:
    op.create_table(
        "self_reading",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("point", sa.String(16), sa.ForeignKey("delivery_point.id"), nullable=False),
        sa.Column("customer", sa.String(16), nullable=False),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("received_at", sa.String(40), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("reasons", sa.String(120), nullable=False),
        sa.Column("photos", sa.String(400), nullable=False),
        sa.Column("interim", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.String(20), nullable=True),
        sa.Column("next_start", sa.Date(), nullable=True),
        sa.Column("next_end", sa.Date(), nullable=True),
    )
    op.create_index("self_reading_by_status", "self_reading", ["status", "number"])
    op.create_index(
        "self_reading_of_day",
        "self_reading",
        ["point", "day"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_table(
        "self_reading_index",
        sa.Column("number", sa.String(20), sa.ForeignKey("self_reading.number"), primary_key=True),
        sa.Column("register", sa.String(8), primary_key=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=True),
    )
    op.create_table(
        "self_reading_numbering",
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
    )
