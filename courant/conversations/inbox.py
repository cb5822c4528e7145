"""The inbox: messages and system events are kept before they are acknowledged, once, until they are answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ulid import ULID

from courant.conversations.models import conversations, inbox, outbox, secrets
from courant.conversations.part import Part, UnknownConversation
from courant.conversations.records import Attachment, Author, Inbound, Location, Received, SystemEvent

SECRET_MINUTES = 10


class Inbox(Part):
    """Messages received from customers, and events received from systems of record."""

    def receive(
        self,
        conversation: str,
        channel: str,
        message_id: str,
        text: str,
        button: str | None = None,
        secret: str | None = None,
        masked: str | None = None,
        holder: str | None = None,
        attachments: Sequence[Attachment] = (),
        location: Location | None = None,
    ) -> Received:
        """Keep a message durably and give it its place in the transcript.

        Args:
            conversation: conversation id.
            channel: channel that delivers it.
            message_id: the channel's own id of the message; a second message with this id is a duplicate.
            text: what the customer said, already masked; for a button, its title.
            button: id of the button that was pressed.
            secret: a one-time code taken out of the text; sealed until the message is handled, or until
                `expected_secret` ends.
            masked: what was taken out of the text and has to be explained (`carte`).
            holder: name of the process that answers it at once, so that no other one takes it meanwhile.
            attachments: files that came with it, kept before with `keep_file`.
            location: place that the customer shared.

        Raises:
            UnknownConversation: when there is no such conversation.
        """
        row = {
            "id": str(ULID()).lower(),
            "conversation": conversation,
            "channel": channel,
            "message_id": message_id,
            "text": text,
            "button": button,
            "masked": masked,
            "received_at": self.clock(),
            "holder": holder,
            "attachments": [asdict(one) for one in attachments] or None,
            "location": None if location is None else asdict(location),
        }
        return self._placed(row, secret) or self._already(conversation, message_id)

    def _placed(self, row: dict[str, Any], secret: str | None) -> Received | None:
        """Keep a message with its place in the transcript and its secret; None when it had come before."""
        with self.database.write() as connection:
            number = self._next_number(connection, row["conversation"])
            if not self.database.insert_if_absent(connection, inbox, row):
                connection.rollback()
                return None
            connection.execute(sa.insert(outbox).values(**self._line(row, number)))
            if secret is not None:
                self._seal(connection, row, secret)
        return Received(row["id"], duplicate=False, number=number)

    def receive_event(self, conversation: str, event: SystemEvent, holder: str | None = None) -> Received:
        """Keep a system event durably, once; it has no place in the transcript, only its answer has.

        Args:
            conversation: conversation id.
            event: what happened; a second event with this id is a duplicate.
            holder: name of the process that tells it at once.

        Raises:
            UnknownConversation: when there is no such conversation.
        """
        channel = self._column(conversation, conversations.c.channel)
        if channel is None:
            raise UnknownConversation(conversation)
        row = {
            "id": str(ULID()).lower(),
            "conversation": conversation,
            "channel": channel[0],
            # A keyed hash: no message of a customer can bear this id.
            "message_id": self.sealer.fingerprint("event", event.id),
            "text": "",
            "received_at": self.clock(),
            "holder": holder,
            "event": {**asdict(event), "at": event.at.isoformat()},
        }
        with self.database.write() as connection:
            if self.database.insert_if_absent(connection, inbox, row):
                return Received(str(row["id"]), duplicate=False, number=0)
        query = sa.select(inbox.c.id).where(
            inbox.c.conversation == conversation, inbox.c.message_id == row["message_id"]
        )
        with self.database.read() as connection:
            return Received(connection.execute(query).scalar_one(), duplicate=True, number=0)

    def postpone(self, inbox_id: str, until: datetime) -> None:
        """Let an event that could not be told wait until a moment."""
        statement = sa.update(inbox).where(inbox.c.id == inbox_id).values(not_before=until)
        with self.database.write() as connection:
            connection.execute(statement)

    def waits_behind(self, inbox_id: str) -> bool:
        """Tell whether an earlier event of the same conversation has not been told yet."""
        mine = sa.select(inbox.c.seq, inbox.c.conversation).where(inbox.c.id == inbox_id).subquery()
        query = sa.select(inbox.c.id).where(
            inbox.c.conversation == mine.c.conversation,
            inbox.c.seq < mine.c.seq,
            inbox.c.handled_at.is_(None),
            inbox.c.event.is_not(None),
        )
        with self.database.read() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def unhandled(self, conversation: str | None = None) -> list[Inbound]:
        """Return what waits for its answer and is due, oldest first, of one conversation or of all."""
        due = sa.or_(inbox.c.not_before.is_(None), inbox.c.not_before <= self.clock())
        query = sa.select(inbox).where(inbox.c.handled_at.is_(None), due).order_by(inbox.c.seq)
        if conversation is not None:
            query = query.where(inbox.c.conversation == conversation)
        with self.database.read() as connection:
            return [_inbound(row) for row in connection.execute(query).mappings()]

    def waiting(self, inbox_id: str) -> Inbound | None:
        """Return what is kept under an id, None when there is nothing or when it has been handled."""
        query = sa.select(inbox).where(inbox.c.id == inbox_id, inbox.c.handled_at.is_(None))
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _inbound(row)

    def text_of(self, inbox_id: str) -> str | None:
        """Return what a kept message says, None when there is no such message."""
        query = sa.select(inbox.c.text).where(inbox.c.id == inbox_id)
        with self.database.read() as connection:
            text: str | None = connection.execute(query).scalar_one_or_none()
        return text

    def hold(self, inbox_id: str, holder: str, instead_of: str | None = None) -> bool:
        """Take a message for one process to answer.

        Args:
            inbox_id: the message.
            holder: name of this process, unique among processes and restarts.
            instead_of: holder that is known to be gone; None takes only what nobody holds.

        Returns:
            False when another process holds it, or when it has been handled.
        """
        free = inbox.c.holder.is_(None)
        if instead_of is not None:
            free = sa.or_(free, inbox.c.holder == instead_of)
        statement = (
            sa.update(inbox).where(inbox.c.id == inbox_id, inbox.c.handled_at.is_(None), free).values(holder=holder)
        )
        with self.database.write() as connection:
            return bool(connection.execute(statement).rowcount == 1)

    def holder_of(self, inbox_id: str) -> str | None:
        """Return the process that took a message, None when nobody did."""
        query = sa.select(inbox.c.holder).where(inbox.c.id == inbox_id)
        with self.database.read() as connection:
            holder: str | None = connection.execute(query).scalar_one_or_none()
        return holder

    def mark_handled(self, inbox_id: str) -> None:
        """Record that a message has its answers in the outbox; its secret is deleted."""
        done = sa.update(inbox).where(inbox.c.id == inbox_id).values(handled_at=self.clock(), holder=None)
        with self.database.write() as connection:
            connection.execute(done)
            connection.execute(sa.delete(secrets).where(secrets.c.inbox_id == inbox_id))

    def _already(self, conversation: str, message_id: str) -> Received:
        query = (
            sa.select(inbox.c.id, outbox.c.number)
            .join(outbox, sa.and_(outbox.c.inbox_id == inbox.c.id, outbox.c.ordinal.is_(None)))
            .where(inbox.c.conversation == conversation, inbox.c.message_id == message_id)
        )
        with self.database.read() as connection:
            row = connection.execute(query).one()
        return Received(row.id, duplicate=True, number=row.number)

    def _line(self, row: dict[str, Any], number: int) -> dict[str, Any]:
        return {
            "conversation": row["conversation"],
            "number": number,
            "author": Author.CUSTOMER.value,
            "inbox_id": row["id"],
            "client_id": row["message_id"],
            "body": {"text": row["text"], "attachments": row["attachments"] or []},
            "created_at": row["received_at"],
        }

    def _seal(self, connection: Any, row: dict[str, Any], secret: str) -> None:
        until = connection.execute(
            sa.select(conversations.c.secret_until).where(conversations.c.id == row["conversation"])
        ).scalar_one()
        values = {
            "inbox_id": row["id"],
            "conversation": row["conversation"],
            "sealed": self.sealer.seal(secret),
            "expires_at": until or row["received_at"] + timedelta(minutes=SECRET_MINUTES),
        }
        connection.execute(sa.insert(secrets).values(**values))


def _inbound(row: Any) -> Inbound:
    return Inbound(
        inbox_id=row["id"],
        conversation=row["conversation"],
        channel=row["channel"],
        message_id=row["message_id"],
        text=row["text"],
        button=row["button"],
        received_at=row["received_at"],
        masked=row["masked"],
        attachments=tuple(Attachment(**one) for one in row["attachments"] or ()),
        location=None if row["location"] is None else Location(**row["location"]),
        event=None if row["event"] is None else _event(row["event"]),
    )


def _event(kept: dict[str, Any]) -> SystemEvent:
    return SystemEvent(kept["id"], kept["kind"], datetime.fromisoformat(kept["at"]), kept["data"])
