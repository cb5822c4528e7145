"""Messages to providers that are not streamed, and up to where each conversation was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.String(32)
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "conversation_delivery",
        sa.Column("seq", BIG, primary_key=True, autoincrement=True),
        sa.Column("id", ID, nullable=False, unique=True),
        sa.Column("conversation", ID, sa.ForeignKey("conversation.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("plain", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("message_id", sa.String(255)),
        sa.Column("not_before", sa.DateTime),
        sa.Column("error", sa.Integer),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("reported_at", sa.DateTime),
        sa.UniqueConstraint("conversation", "number", "part"),
    )
    for column in ("message_id", "state"):
        op.create_index(f"ix_conversation_delivery_{column}", "conversation_delivery", [column])
    op.create_table(
        "conversation_delivery_cursor",
        sa.Column("conversation", ID, sa.ForeignKey("conversation.id"), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("window_refused_for", sa.DateTime),
        sa.Column("announced_for", sa.DateTime),
    )


def downgrade() -> None:
    """Drop them; what they held is lost."""
    op.drop_table("conversation_delivery_cursor")
    op.drop_table("conversation_delivery")
