"""Conversations, inbox, outbox, buttons, identities, secrets, tasks, opt-outs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(32)


def _sequence() -> sa.Column:
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("seq", kind, primary_key=True, autoincrement=True)


def _conversation(**kwargs: Any) -> sa.Column:
    return sa.Column("conversation", ID, sa.ForeignKey("conversation.id"), **kwargs)


def upgrade() -> None:
    """Create the tables."""
    _create_conversations()
    _create_boxes()
    _create_satellites()


def _create_conversations() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", ID, primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("address_key", sa.String(64)),
        sa.Column("address_sealed", sa.Text),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("closed_at", sa.DateTime),
        sa.Column("last_number", sa.Integer, nullable=False, server_default="0"),
        sa.Column("customer", sa.String(64)),
        sa.Column("agent", sa.String(128)),
        sa.Column("danger", sa.String(32)),
        sa.Column("secret_kind", sa.String(32)),
        sa.Column("secret_until", sa.DateTime),
        sa.UniqueConstraint("channel", "address_key"),
    )
    op.create_index("ix_conversation_customer", "conversation", ["customer"])


def _create_boxes() -> None:
    op.create_table(
        "conversation_inbox",
        _sequence(),
        sa.Column("id", ID, nullable=False, unique=True),
        _conversation(nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("message_id", sa.String(255), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("button", ID),
        sa.Column("masked", sa.String(16)),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("handled_at", sa.DateTime),
        sa.Column("holder", sa.String(128)),
        sa.UniqueConstraint("conversation", "message_id"),
    )
    op.create_index("ix_conversation_inbox_handled_at", "conversation_inbox", ["handled_at"])
    op.create_table(
        "conversation_outbox",
        _sequence(),
        _conversation(nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("author", sa.String(16), nullable=False),
        sa.Column("name", sa.String(128)),
        sa.Column("inbox_id", ID),
        sa.Column("ordinal", sa.Integer),
        sa.Column("client_id", sa.String(255)),
        sa.Column("response", sa.String(128)),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("conversation", "number"),
        sa.UniqueConstraint("inbox_id", "ordinal"),
    )
    op.create_index("ix_conversation_outbox_created_at", "conversation_outbox", ["created_at"])


def _create_satellites() -> None:
    op.create_table(
        "conversation_button",
        sa.Column("id", ID, primary_key=True),
        _conversation(nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
    )
    op.create_table(
        "conversation_identity",
        _conversation(primary_key=True),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("customer", sa.String(64), nullable=False),
        sa.Column("token_sealed", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "conversation_secret",
        sa.Column("inbox_id", ID, primary_key=True),
        _conversation(nullable=False, index=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "conversation_task",
        _conversation(primary_key=True),
        sa.Column("form", sa.String(128), nullable=False),
        sa.Column("slots_sealed", sa.Text, nullable=False),
        sa.Column("requested", sa.String(128)),
        sa.Column("saved_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "conversation_opt_out",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("address_key", sa.String(64), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables; what they held is lost."""
    for table in ("opt_out", "task", "secret", "identity", "button", "outbox", "inbox"):
        op.drop_table(f"conversation_{table}")
    op.drop_table("conversation")
