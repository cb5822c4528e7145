"""Satisfaction: the note and comment that close a conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "conversation_satisfaction",
        sa.Column("message_id", sa.String(32), primary_key=True),
        sa.Column("conversation", sa.String(32), sa.ForeignKey("conversation.id"), nullable=False),
        sa.Column("note", sa.Integer, nullable=False),
        sa.Column("comment_sealed", sa.Text),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("conversation_satisfaction")
