"""Outages, tickets, followers, mass switch, storms, outgoing calls, keyed writes and audit."""

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
    _outages()
    _areas()
    _tickets()
    _small_tables()
    _outgoing()
    _journal()
    forbid_changes(op.get_bind(), "audit")


def _outages() -> None:
    op.create_table(
        "source",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("energy", sa.String(12), primary_key=True),
        sa.Column("synced_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "outage",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("number", sa.String(20), nullable=False, unique=True),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("source_at", sa.String(40), nullable=False),
        sa.Column("distributor", sa.String(80), nullable=False),
        sa.Column("energy", sa.String(12), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("customers", sa.Integer),
        sa.Column("started_at", sa.String(40), nullable=False),
        sa.Column("estimated_restoration", sa.String(40)),
        sa.Column("restored_at", sa.String(40)),
        sa.UniqueConstraint("source", "reference", name="outage_of_source"),
    )
    op.create_index("ix_outage_status", "outage", ["status"])


def _areas() -> None:
    op.create_table(
        "outage_area",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("outage_id", sa.Integer, sa.ForeignKey("outage.id"), nullable=False),
        sa.Column("insee", sa.String(5)),
        sa.Column("commune", sa.String(80)),
        sa.Column("department", sa.String(3)),
        sa.Column("postcode", sa.String(5)),
        sa.Column("street", sa.String(120)),
        sa.Column("delivery_point", sa.String(16)),
        sa.Column("latitude", sa.String(12)),
        sa.Column("longitude", sa.String(12)),
        sa.Column("radius_m", sa.Integer),
    )
    op.create_index("ix_outage_area_outage_id", "outage_area", ["outage_id"])
    op.create_table(
        "outage_step",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("outage_id", sa.Integer, sa.ForeignKey("outage.id"), nullable=False),
        sa.Column("source_at", sa.String(40), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("estimated_restoration", sa.String(40)),
        sa.Column("customers", sa.Integer),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_outage_step_outage_id", "outage_step", ["outage_id"])


def _tickets() -> None:
    op.create_table(
        "outage_ticket",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("number", sa.String(20), nullable=False, unique=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("energy", sa.String(12), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("extent", sa.String(10), nullable=False),
        sa.Column("street", sa.String(120)),
        sa.Column("postcode", sa.String(5)),
        sa.Column("commune", sa.String(80)),
        sa.Column("department", sa.String(3)),
        sa.Column("insee", sa.String(5)),
        sa.Column("delivery_point", sa.String(16)),
        sa.Column("latitude", sa.String(12)),
        sa.Column("longitude", sa.String(12)),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("contact", sa.String(320)),
        sa.Column("photo", sa.String(200)),
        sa.Column("recipient", sa.String(120), nullable=False),
        sa.Column("customer", sa.String(32)),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("outage_id", sa.Integer, sa.ForeignKey("outage.id")),
        sa.Column("updates", sa.Boolean, nullable=False),
        sa.Column("secret_digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("updated_at", sa.String(40), nullable=False),
    )
    op.create_index("outage_ticket_of_customer", "outage_ticket", ["customer", "id"])
    op.create_index("ix_outage_ticket_conversation", "outage_ticket", ["conversation"])
    op.create_index("ix_outage_ticket_outage_id", "outage_ticket", ["outage_id"])
    op.create_table(
        "outage_ticket_step",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("ticket_id", sa.Integer, sa.ForeignKey("outage_ticket.id"), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_outage_ticket_step_ticket_id", "outage_ticket_step", ["ticket_id"])


def _small_tables() -> None:
    op.create_table(
        "outage_numbering",
        sa.Column("series", sa.String(1), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "outage_follower",
        sa.Column("outage_id", sa.Integer, sa.ForeignKey("outage.id"), primary_key=True, autoincrement=False),
        sa.Column("conversation", sa.String(200), primary_key=True),
        sa.Column("since", sa.String(40), nullable=False),
    )
    op.create_table(
        "mass_outage",
        sa.Column("scope", sa.String(12), primary_key=True),
        sa.Column("value", sa.String(5), primary_key=True),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_table(
        "storm",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("phenomenon", sa.String(20), nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("department", sa.String(3), nullable=False),
        sa.Column("begins_at", sa.String(40), nullable=False),
        sa.Column("ends_at", sa.String(40)),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("source_at", sa.String(40), nullable=False),
    )
    op.create_index("ix_storm_department", "storm", ["department"])


def _outgoing() -> None:
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("uid", sa.String(40), nullable=False, unique=True),
        sa.Column("destination", sa.String(24), nullable=False),
        sa.Column("lane", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("due_at", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claimed_until", sa.String(40)),
        sa.Column("done_at", sa.String(40)),
        sa.Column("outcome", sa.String(12)),
    )
    op.create_index("outgoing_due", "outgoing", ["destination", "done_at", "due_at"])


def _journal() -> None:
    op.create_table(
        "keyed_write",
        sa.Column("caller", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
    )


def downgrade() -> None:
    """Refuse: going back would lose tickets and the audit trail."""
    raise NotImplementedError("restore a backup instead")
