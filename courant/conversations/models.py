"""Tables of the conversation store. Migrations build them; a test compares both."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa

from courant.clock import PARIS

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


class Instant(sa.types.TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 has no type hints
    """An aware moment: kept in UTC, given back in the Paris time zone."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Turn an aware moment into naive UTC; a naive one is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give a stored moment its zone back."""
        return None if value is None else value.replace(tzinfo=timezone.utc).astimezone(PARIS)


ID = sa.String(32)
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _conversation_key(**kwargs: Any) -> sa.Column:
    return sa.Column("conversation", ID, sa.ForeignKey("conversation.id"), **kwargs)


conversations = sa.Table(
    "conversation",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("address_key", sa.String(64)),
    sa.Column("address_sealed", sa.Text),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("closed_at", Instant),
    sa.Column("last_number", sa.Integer, nullable=False, server_default="0"),
    sa.Column("customer", sa.String(64)),
    sa.Column("agent", sa.String(128)),
    sa.Column("danger", sa.String(32)),
    sa.Column("secret_kind", sa.String(32)),
    sa.Column("secret_until", Instant),
    sa.UniqueConstraint("channel", "address_key"),
    sa.Index("ix_conversation_customer", "customer"),
)

inbox = sa.Table(
    "conversation_inbox",
    metadata,
    sa.Column("seq", BIG, primary_key=True, autoincrement=True),
    sa.Column("id", ID, nullable=False, unique=True),
    _conversation_key(nullable=False),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("message_id", sa.String(255), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("button", ID),
    sa.Column("masked", sa.String(16)),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("handled_at", Instant),
    sa.Column("holder", sa.String(128)),
    sa.UniqueConstraint("conversation", "message_id"),
    sa.Index("ix_conversation_inbox_handled_at", "handled_at"),
)

outbox = sa.Table(
    "conversation_outbox",
    metadata,
    sa.Column("seq", BIG, primary_key=True, autoincrement=True),
    _conversation_key(nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("author", sa.String(16), nullable=False),
    sa.Column("name", sa.String(128)),
    sa.Column("inbox_id", ID),
    sa.Column("ordinal", sa.Integer),
    sa.Column("client_id", sa.String(255)),
    sa.Column("response", sa.String(128)),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.UniqueConstraint("conversation", "number"),
    sa.UniqueConstraint("inbox_id", "ordinal"),
    sa.Index("ix_conversation_outbox_created_at", "created_at"),
)

buttons = sa.Table(
    "conversation_button",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _conversation_key(nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
)

identities = sa.Table(
    "conversation_identity",
    metadata,
    _conversation_key(primary_key=True),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("customer", sa.String(64), nullable=False),
    sa.Column("token_sealed", sa.Text, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

secrets = sa.Table(
    "conversation_secret",
    metadata,
    sa.Column("inbox_id", ID, primary_key=True),
    _conversation_key(nullable=False, index=True),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

tasks = sa.Table(
    "conversation_task",
    metadata,
    _conversation_key(primary_key=True),
    sa.Column("form", sa.String(128), nullable=False),
    sa.Column("slots_sealed", sa.Text, nullable=False),
    sa.Column("requested", sa.String(128)),
    sa.Column("saved_at", Instant, nullable=False),
)

opt_outs = sa.Table(
    "conversation_opt_out",
    metadata,
    sa.Column("channel", sa.String(32), primary_key=True),
    sa.Column("address_key", sa.String(64), primary_key=True),
    sa.Column("at", Instant, nullable=False),
)

satisfactions = sa.Table(
    "conversation_satisfaction",
    metadata,
    sa.Column("message_id", ID, primary_key=True),
    _conversation_key(nullable=False),
    sa.Column("note", sa.Integer, nullable=False),
    sa.Column("comment_sealed", sa.Text),
    sa.Column("at", Instant, nullable=False),
)
