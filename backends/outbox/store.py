"""Writing and reading the demo outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from backends.kernel.clock import Clock, instant, stamp
from backends.kernel.database import Database
from backends.kernel.messages import Channel, Message
from backends.outbox.tables import MESSAGE


@dataclass(frozen=True)
class Sent:
    """A message of the outbox."""

    id: int
    at: datetime
    channel: Channel
    to: str
    subject: str
    text: str
    purpose: str


class DemoMessenger:
    """A provider that sends nothing: messages are kept in the demo outbox.

    Args:
        database: Database of the outbox.
        clock: Gives the time of each message.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def send(self, message: Message) -> None:
        """Keep a message."""
        at = self._clock()
        self._database.write_now(lambda connection: keep(connection, message, at))


def keep(connection: Connection, message: Message, at: datetime) -> None:
    """Add a message to the outbox."""
    row = {
        "at": stamp(at),
        "channel": message.channel,
        "recipient": message.to,
        "subject": message.subject,
        "text": message.text,
        "purpose": message.purpose,
    }
    connection.execute(insert(MESSAGE).values(row))


def latest(connection: Connection, limit: int) -> list[Sent]:
    """Return the last messages, newest first."""
    query = select(MESSAGE).order_by(MESSAGE.c.id.desc()).limit(limit)
    return [
        Sent(m["id"], instant(m["at"]), m["channel"], m["recipient"], m["subject"], m["text"], m["purpose"])
        for m in connection.execute(query).mappings()
    ]
