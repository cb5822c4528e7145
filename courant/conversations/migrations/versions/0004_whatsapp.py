"""What WhatsApp delivered and who wrote it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.String(32)
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _create_events()
    _create_senders()


def _create_events() -> None:
    op.create_table(
        "whatsapp_event",
        sa.Column("seq", BIG, primary_key=True, autoincrement=True),
        sa.Column("phone_number_id", sa.String(64), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sealed", sa.Text),
        sa.Column("sent_at", sa.DateTime, nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("conversation", ID),
        sa.Column("piece", sa.String(255)),
        sa.Column("stage", sa.String(8), nullable=False, server_default="whole"),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("not_before", sa.DateTime),
        sa.Column("handled_at", sa.DateTime),
        sa.UniqueConstraint("phone_number_id", "key"),
    )
    op.create_index("ix_whatsapp_event_handled_at", "whatsapp_event", ["handled_at"])


def _create_senders() -> None:
    op.create_table(
        "whatsapp_sender",
        sa.Column("id", ID, primary_key=True),
        sa.Column("phone_sealed", sa.Text),
        sa.Column("user_sealed", sa.Text),
        sa.Column("username_sealed", sa.Text),
        sa.Column("last_message_at", sa.DateTime),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "whatsapp_identifier",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sender", ID, sa.ForeignKey("whatsapp_sender.id"), nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_whatsapp_identifier_sender", "whatsapp_identifier", ["sender"])


def downgrade() -> None:
    """Drop them; what they held is lost."""
    for name in ("identifier", "sender", "event"):
        op.drop_table(f"whatsapp_{name}")
