"""Messages that the assistant does not read (a voice note), and messages that their author changed or took back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ulid import ULID

from courant.conversations.models import files, inbox, outbox
from courant.conversations.models import whatsapp_events as events
from courant.conversations.part import Part
from courant.conversations.records import Author, Received


@dataclass(frozen=True)
class Told:
    """A message as it stands in the transcript, and the words of it that came with one event (`seq`)."""

    inbox_id: str
    text: str
    words: str | None
    seq: int


@dataclass(frozen=True)
class Handed:
    """A message that the conversation has already.

    Attributes:
        inbox_id: its id.
        answered: its answers are in the transcript.
        photos: how many came with it.
    """

    inbox_id: str
    answered: bool
    photos: int


class WhatsappNotes(Part):
    """What is kept without being answered by the assistant."""

    def whatsapp_note(self, conversation: str, channel: str, message_id: str, text: str) -> Received:
        """Put something in the transcript that no turn will answer; the same message again changes nothing."""
        now, inbox_id = self.clock(), str(ULID()).lower()
        row = {"id": inbox_id, "conversation": conversation, "channel": channel, "message_id": message_id}
        with self.database.write() as connection:
            values = {**row, "text": text, "received_at": now, "handled_at": now}
            if self.database.insert_if_absent(connection, inbox, values):
                number = self._next_number(connection, conversation)
                connection.execute(sa.insert(outbox).values(**self._entry_of(row, number, text)))
                return Received(inbox_id, duplicate=False, number=number)
            return self._note_kept_before(connection, conversation, message_id)

    def whatsapp_handed(self, conversation: str, message_id: str) -> Handed | None:
        """Return what a conversation has under an id, None when nothing came under it."""
        query = sa.select(inbox.c.id, inbox.c.handled_at, inbox.c.attachments).where(
            inbox.c.conversation == conversation, inbox.c.message_id == message_id
        )
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else Handed(row.id, row.handled_at is not None, len(row.attachments or ()))

    def whatsapp_told(self, conversation: str, phone_number_id: str, key: str) -> Told | None:
        """Return the message that an event of this conversation became part of, None when the door never had it."""
        query = (
            sa.select(inbox.c.id, inbox.c.text, events.c.sealed, events.c.seq)
            .join(events, sa.and_(events.c.piece == inbox.c.message_id, events.c.conversation == inbox.c.conversation))
            .where(
                events.c.phone_number_id == phone_number_id,
                events.c.key == key,
                events.c.handled_at.is_not(None),
                inbox.c.conversation == conversation,
            )
        )
        with self.database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        words = self.sealer.open_json(row.sealed).get("words") if row.sealed else None
        return Told(row.id, row.text, words, row.seq)

    def whatsapp_rewrite(self, inbox_id: str, text: str, erase_files: bool = False) -> None:
        """Replace what a message says in inbox and transcript; with `erase_files`, its photos and place go too."""
        mine = (outbox.c.inbox_id == inbox_id, outbox.c.author == Author.CUSTOMER.value)
        with self.database.write() as connection:
            body = connection.execute(sa.select(outbox.c.body).where(*mine)).scalar_one()
            values: dict[str, Any] = {"text": text}
            changed = {**body, "text": text}
            if erase_files:
                self._erase_files(connection, body)
                values |= {"attachments": None, "location": None}
                changed["attachments"] = []
            connection.execute(sa.update(inbox).where(inbox.c.id == inbox_id).values(**values))
            connection.execute(sa.update(outbox).where(*mine).values(body=changed))

    @staticmethod
    def _erase_files(connection: Any, body: Any) -> None:
        ids = [one["id"] for one in body.get("attachments", ())]
        connection.execute(sa.delete(files).where(files.c.id.in_(ids)))

    def _entry_of(self, row: dict[str, Any], number: int, text: str) -> dict[str, Any]:
        return {
            "conversation": row["conversation"],
            "number": number,
            "author": Author.CUSTOMER.value,
            "inbox_id": row["id"],
            "client_id": row["message_id"],
            "body": {"text": text, "attachments": []},
            "created_at": self.clock(),
        }

    @staticmethod
    def _note_kept_before(connection: Any, conversation: str, message_id: str) -> Received:
        query = (
            sa.select(inbox.c.id, outbox.c.number)
            .join(outbox, sa.and_(outbox.c.inbox_id == inbox.c.id, outbox.c.author == Author.CUSTOMER.value))
            .where(inbox.c.conversation == conversation, inbox.c.message_id == message_id)
        )
        row = connection.execute(query).one()
        return Received(row.id, duplicate=True, number=row.number)
