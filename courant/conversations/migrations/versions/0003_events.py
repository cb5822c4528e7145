"""System events, attachments and places in the inbox; the open question; files; danger alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.String(32)


def upgrade() -> None:
    """Add the columns, create the tables."""
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("asked_field", sa.String(128)))
        table.add_column(sa.Column("asked_kind", sa.String(32)))
    with op.batch_alter_table("conversation_inbox") as table:
        table.add_column(sa.Column("not_before", sa.DateTime))
        for name in ("attachments", "location", "event"):
            table.add_column(sa.Column(name, sa.JSON))
    _create_files()
    _create_alerts()


def _conversation(**kwargs: bool) -> sa.Column:
    return sa.Column("conversation", ID, sa.ForeignKey("conversation.id"), **kwargs)


def _create_files() -> None:
    op.create_table(
        "conversation_file",
        sa.Column("id", sa.String(64), primary_key=True),
        _conversation(nullable=False, index=True),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )


def _create_alerts() -> None:
    op.create_table(
        "conversation_alert",
        sa.Column("id", ID, primary_key=True),
        _conversation(nullable=False, index=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("summary_sealed", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("not_before", sa.DateTime),
        sa.Column("filed_at", sa.DateTime),
        sa.Column("ticket", sa.String(64)),
    )
    op.create_index("ix_conversation_alert_filed_at", "conversation_alert", ["filed_at"])


def downgrade() -> None:
    """Drop them; what they held is lost."""
    for name in ("alert", "file"):
        op.drop_table(f"conversation_{name}")
    with op.batch_alter_table("conversation_inbox") as table:
        for name in ("event", "location", "attachments", "not_before"):
            table.drop_column(name)
    with op.batch_alter_table("conversation") as table:
        table.drop_column("asked_kind")
        table.drop_column("asked_field")
