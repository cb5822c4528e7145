"""The demo outbox: where every outgoing SMS, mail and WhatsApp message of demo mode ends up.

It is a database of its own (``var/outbox.sqlite3`` or the schema ``outbox``), so that every process can
write to it and the gateway can show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, delete, insert, select, text
from sqlalchemy.engine import Connection

from backends.kernel.clock import Clock, instant, stamp, system_clock
from backends.kernel.config import Config
from backends.kernel.database import Database, open_database, serialise
from backends.kernel.messages import Channel, HttpMessenger, Message, Messenger

NAME = "outbox"
KEPT = 1000
_metadata = MetaData()
_table = Table(
    "demo_message",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("channel", String(16), nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("purpose", String(64), nullable=False),
    Column("sent_at", String(40), nullable=False),
)


@dataclass(frozen=True)
class SentMessage:
    """A message of the demo outbox, as it is shown."""

    channel: Channel
    to: str
    subject: str
    text: str
    purpose: str
    sent_at: datetime


class DemoOutbox:
    """Keeps messages instead of sending them; the newest ``KEPT`` stay.

    Args:
        database: Where they are kept; its table is made on first use.
        clock: Dates the messages.
    """

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self.database = database
        self._clock = clock
        self._prepared = False

    def send(self, message: Message) -> None:
        """Keep a message."""
        row = {
            "channel": message.channel,
            "recipient": message.to,
            "subject": message.subject,
            "text": message.text,
            "purpose": message.purpose,
            "sent_at": stamp(self._clock()),
        }
        self._prepare()
        self.database.write_now(lambda connection: _keep(connection, row))

    def newest(self, limit: int) -> list[SentMessage]:
        """Return the newest messages, newest first."""
        self._prepare()
        query = select(_table).order_by(_table.c.id.desc()).limit(limit)
        rows = self.database.read_now(lambda connection: connection.execute(query).all())
        return [
            SentMessage(row.channel, row.recipient, row.subject, row.text, row.purpose, instant(row.sent_at))
            for row in rows
        ]

    def _prepare(self) -> None:
        if not self._prepared:
            self.database.write_now(self._create)
            self._prepared = True

    def _create(self, connection: Connection) -> None:
        serialise(connection, NAME)
        if not self.database.is_sqlite:
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{self.database.context}"'))
        _metadata.create_all(connection)


def demo_outbox(config: Config, clock: Clock = system_clock) -> DemoOutbox:
    """Open the demo outbox of a configuration."""
    return DemoOutbox(open_database(NAME, config), clock)


def messenger_for(config: Config, clock: Clock = system_clock) -> Messenger:
    """Return who takes outgoing messages: the demo outbox, or the provider behind ``MESSAGES_URL``."""
    if config.demo or config.messages_url is None:
        return demo_outbox(config, clock)
    return HttpMessenger(config.messages_url, config.service_key)


def _keep(connection: Connection, row: dict[str, str]) -> None:
    number = connection.execute(insert(_table).values(row)).inserted_primary_key[0]
    connection.execute(delete(_table).where(_table.c.id <= number - KEPT))
