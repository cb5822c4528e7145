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
    sa.Column("asked_field", sa.String(128)),
    sa.Column("asked_kind", sa.String(32)),
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
    sa.Column("not_before", Instant),
    sa.Column("attachments", sa.JSON(none_as_null=True)),
    sa.Column("location", sa.JSON(none_as_null=True)),
    sa.Column("event", sa.JSON(none_as_null=True)),
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
    # Since when what is written in the conversation is this customer's.
    sa.Column("since", Instant),
    sa.Index("ix_conversation_identity_customer", "customer"),
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
    # The message that opened the form; who answered, and with which level.
    sa.Column("run", ID),
    sa.Column("customer", sa.String(64)),
    sa.Column("level", sa.Integer, nullable=False, server_default="0"),
    sa.Index("ix_conversation_task_customer", "customer"),
)

# What became of a task in a conversation: it moved to another one, it is being ended here, it was declined here.
task_marks = sa.Table(
    "conversation_task_mark",
    metadata,
    _conversation_key(primary_key=True),
    sa.Column("run", ID, primary_key=True),
    sa.Column("mark", sa.String(16), primary_key=True),
    sa.Column("moved_to", ID),
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

files = sa.Table(
    "conversation_file",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    _conversation_key(nullable=False, index=True),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    # Another conversation that may read it: the one that took up the task which it belongs to.
    sa.Column("also_in", ID),
)

alerts = sa.Table(
    "conversation_alert",
    metadata,
    sa.Column("id", ID, primary_key=True),
    _conversation_key(nullable=False, index=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("summary_sealed", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("not_before", Instant),
    sa.Column("filed_at", Instant),
    sa.Column("ticket", sa.String(64)),
    sa.Index("ix_conversation_alert_filed_at", "filed_at"),
)

# What Meta delivered, kept before it is acknowledged; content goes when it is handled, the key stays against retries.
whatsapp_events = sa.Table(
    "whatsapp_event",
    metadata,
    sa.Column("seq", BIG, primary_key=True, autoincrement=True),
    sa.Column("phone_number_id", sa.String(64), nullable=False),
    sa.Column("key", sa.String(255), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("sealed", sa.Text),
    sa.Column("sent_at", Instant, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("conversation", ID),
    sa.Column("piece", sa.String(255)),
    sa.Column("stage", sa.String(8), nullable=False, server_default="whole"),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("not_before", Instant),
    sa.Column("handled_at", Instant),
    sa.UniqueConstraint("phone_number_id", "key"),
    sa.Index("ix_whatsapp_event_handled_at", "handled_at"),
)

# A person on WhatsApp: the address of the conversation is the id here, whatever numbers and names come and go.
whatsapp_senders = sa.Table(
    "whatsapp_sender",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("phone_sealed", sa.Text),
    sa.Column("user_sealed", sa.Text),
    sa.Column("username_sealed", sa.Text),
    sa.Column("last_message_at", Instant),
    sa.Column("created_at", Instant, nullable=False),
)

whatsapp_identifiers = sa.Table(
    "whatsapp_identifier",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("sender", ID, sa.ForeignKey("whatsapp_sender.id"), nullable=False, index=True),
    sa.Column("seen_at", Instant, nullable=False),
)

# Messages to a provider, each written down before the call; `part` -1 is the template that announces an entry.
deliveries = sa.Table(
    "conversation_delivery",
    metadata,
    sa.Column("seq", BIG, primary_key=True, autoincrement=True),
    sa.Column("id", ID, nullable=False, unique=True),
    _conversation_key(nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("plain", sa.Boolean, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("message_id", sa.String(255)),
    sa.Column("not_before", Instant),
    sa.Column("error", sa.Integer),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("reported_at", Instant),
    sa.UniqueConstraint("conversation", "number", "part"),
    sa.Index("ix_conversation_delivery_message_id", "message_id"),
    sa.Index("ix_conversation_delivery_state", "state"),
)

delivery_cursors = sa.Table(
    "conversation_delivery_cursor",
    metadata,
    _conversation_key(primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    # The customer's last message when the window was refused, and when it was announced that something waits.
    sa.Column("window_refused_for", Instant),
    sa.Column("announced_for", Instant),
)
