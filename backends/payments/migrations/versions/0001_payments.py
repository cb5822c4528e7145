"""Payment links, their steps and allocations, provider notifications, outgoing calls, keyed writes and audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from backends.kernel.append_only import forbid_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_PAYABLE = sa.text("status IN ('ouvert', 'en_cours')")


def upgrade() -> None:
    """Make the tables."""
    _links()
    _parts_of_links()
    _provider()
    _outgoing()
    _journal()
    forbid_changes(op.get_bind(), "audit")


def _links() -> None:
    op.create_table(
        "payment_link",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("reference", sa.String(20), nullable=False, unique=True),
        sa.Column("customer", sa.String(16), nullable=False),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("bill_number", sa.String(20)),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("refusal", sa.String(24)),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("expires_at", sa.String(40), nullable=False),
        sa.Column("updated_at", sa.String(40), nullable=False),
        sa.Column("accepted_at", sa.String(40)),
    )
    op.create_index("payment_link_of_customer", "payment_link", ["customer", "id"])
    op.create_index(
        "payment_link_payable",
        "payment_link",
        ["customer"],
        unique=True,
        sqlite_where=_PAYABLE,
        postgresql_where=_PAYABLE,
    )
    op.create_table(
        "payment_numbering",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
    )


def _parts_of_links() -> None:
    op.create_table(
        "payment_step",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("link_id", sa.Integer, sa.ForeignKey("payment_link.id"), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
    )
    op.create_index("ix_payment_step_link_id", "payment_step", ["link_id"])
    op.create_table(
        "payment_allocation",
        sa.Column("link_id", sa.Integer, sa.ForeignKey("payment_link.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("bill_number", sa.String(20)),
        sa.Column("amount_cents", sa.Integer, nullable=False),
    )


def _provider() -> None:
    op.create_table(
        "provider_notification",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("received_at", sa.String(40), nullable=False),
        sa.Column("effect", sa.String(20), nullable=False),
    )


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
    """Refuse: going back would lose payments and the audit trail."""
    raise NotImplementedError("restore a backup instead")
