"""The bills that a link for everything pays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "payment_link_bill",
        sa.Column("link_id", sa.Integer, sa.ForeignKey("payment_link.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("left_cents", sa.Integer, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
    )


def downgrade() -> None:
    """Refuse: pages that are open would no longer say what they ask money for."""
    raise NotImplementedError("restore a backup instead")
