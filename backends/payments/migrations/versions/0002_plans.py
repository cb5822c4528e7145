"""Plans in instalments, their steps and bills, documents on file, postponed due dates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _plan()
    _parts_of_plans()
    _documents()
    _deferrals()


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("reference", sa.String(20), nullable=False, unique=True),
        sa.Column("customer", sa.String(16), nullable=False),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("total_cents", sa.Integer, nullable=False),
        sa.Column("instalments", sa.Integer, nullable=False),
        sa.Column("day_of_month", sa.Integer, nullable=False),
        sa.Column("means", sa.String(12), nullable=False),
        sa.Column("approval", sa.String(24)),
        sa.Column("refusal", sa.Text),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("updated_at", sa.String(40), nullable=False),
    )
    op.create_index("plan_of_customer", "plan", ["customer", "id"])
    op.create_table(
        "plan_numbering",
        sa.Column("prefix", sa.String(4), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
    )


def _parts_of_plans() -> None:
    op.create_table(
        "plan_instalment",
        sa.Column("plan_id", sa.Integer, sa.ForeignKey("plan.id"), primary_key=True),
        sa.Column("rank", sa.Integer, primary_key=True),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("received_on", sa.Date),
        sa.Column("payment", sa.String(64), unique=True),
    )
    op.create_table(
        "plan_bill",
        sa.Column("plan_id", sa.Integer, sa.ForeignKey("plan.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
    )
    op.create_table(
        "plan_step",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("plan_id", sa.Integer, sa.ForeignKey("plan.id"), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
    )
    op.create_index("ix_plan_step_plan_id", "plan_step", ["plan_id"])


def _documents() -> None:
    op.create_table(
        "plan_document",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("customer", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
    )
    op.create_index("ix_plan_document_customer", "plan_document", ["customer"])


def _deferrals() -> None:
    op.create_table(
        "deferral",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("reference", sa.String(20), nullable=False, unique=True),
        sa.Column("customer", sa.String(16), nullable=False),
        sa.Column("bill_number", sa.String(20), nullable=False),
        sa.Column("left_cents", sa.Integer, nullable=False),
        sa.Column("due_before", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
    )
    op.create_index("ix_deferral_customer", "deferral", ["customer"])


def downgrade() -> None:
    """Refuse: going back would lose plans that customers accepted."""
    raise NotImplementedError("restore a backup instead")
