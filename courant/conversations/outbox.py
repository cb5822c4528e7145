"""The outbox: each answer is numbered and kept before it is delivered; it is also the transcript."""

from __future__ import annotations

import secrets as random_source
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from courant.conversations.messages import IssuedButton, OutMessage, issued_buttons_of, links_of
from courant.conversations.models import buttons, outbox
from courant.conversations.part import Part
from courant.conversations.records import Attachment, Author, Entry

_BUTTON_BYTES = 9


class Outbox(Part):
    """Numbered entries of each conversation: what customer, assistant and agents said."""

    def post(
        self,
        conversation: str,
        inbox_id: str | None,
        author: Author | str,
        message: OutMessage,
        *,
        ordinal: int | None = None,
        name: str | None = None,
    ) -> int:
        """Add a message to a conversation and issue its buttons.

        Args:
            conversation: conversation id.
            inbox_id: customer message that it answers, None for a message of our own accord.
            author: the assistant or an agent.
            message: what is said.
            ordinal: place among the answers to `inbox_id`. A second post with the same place changes nothing,
                which makes a repeated turn safe.
            name: first name of the agent.

        Returns:
            The number of the message in the conversation (of the first one, for a repeated post).

        Raises:
            UnknownConversation: when there is no such conversation.
        """
        issued = tuple(IssuedButton(random_source.token_urlsafe(_BUTTON_BYTES), b.title) for b in message.buttons)
        with self.database.write() as connection:
            already = self._posted(connection, inbox_id, ordinal)
            if already is not None:
                return already
            number = self._next_number(connection, conversation)
            values = {
                "conversation": conversation,
                "number": number,
                "author": Author(author).value,
                "name": name,
                "inbox_id": inbox_id,
                "ordinal": ordinal,
                "response": message.response,
                "body": message.body(issued),
                "created_at": self.clock(),
            }
            connection.execute(sa.insert(outbox).values(**values))
            self._issue(connection, conversation, message, issued)
        return number

    def messages_after(self, conversation: str, number: int = 0, limit: int | None = None) -> list[Entry]:
        """Return the transcript after an entry, oldest first; the customer's own messages are in it."""
        query = self._entries(conversation).where(outbox.c.number > number).order_by(outbox.c.number)
        with self.database.read() as connection:
            return [_entry(row) for row in connection.execute(query.limit(limit)).mappings()]

    def answers_to(self, inbox_id: str) -> list[Entry]:
        """Return what was answered to one message, oldest first."""
        query = (
            sa.select(outbox)
            .where(outbox.c.inbox_id == inbox_id, outbox.c.author != Author.CUSTOMER.value)
            .order_by(outbox.c.number)
        )
        with self.database.read() as connection:
            return [_entry(row) for row in connection.execute(query).mappings()]

    def said(self, conversation: str, response: str) -> bool:
        """Tell whether a response (`utter_…`) was already given in this conversation."""
        query = sa.select(outbox.c.seq).where(outbox.c.conversation == conversation, outbox.c.response == response)
        with self.database.read() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def last_number(self, conversation: str) -> int:
        """Return the number of the latest entry, 0 when nothing was said yet."""
        query = sa.select(sa.func.max(outbox.c.number)).where(outbox.c.conversation == conversation)
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one() or 0)

    def latest_numbers(self, since: datetime) -> dict[str, int]:
        """Return conversation -> latest number for those that got an entry since a moment.

        This is how one process notices what another wrote.
        """
        query = (
            sa.select(outbox.c.conversation, sa.func.max(outbox.c.number))
            .where(outbox.c.created_at >= since)
            .group_by(outbox.c.conversation)
        )
        with self.database.read() as connection:
            return {row[0]: int(row[1]) for row in connection.execute(query)}

    def button_payload(self, conversation: str, button_id: str) -> str | None:
        """Return what a button stands for, None when it was not issued in this conversation."""
        return self._button(buttons.c.payload, conversation, button_id)

    def button_title(self, conversation: str, button_id: str) -> str | None:
        """Return the words on a button, None when it was not issued in this conversation."""
        return self._button(buttons.c.title, conversation, button_id)

    def _button(self, column: Any, conversation: str, button_id: str) -> str | None:
        query = sa.select(column).where(buttons.c.id == button_id, buttons.c.conversation == conversation)
        with self.database.read() as connection:
            found: str | None = connection.execute(query).scalar_one_or_none()
        return found

    @staticmethod
    def _entries(conversation: str) -> Any:
        return sa.select(outbox).where(outbox.c.conversation == conversation)

    @staticmethod
    def _posted(connection: Any, inbox_id: str | None, ordinal: int | None) -> int | None:
        if inbox_id is None or ordinal is None:
            return None
        query = sa.select(outbox.c.number).where(outbox.c.inbox_id == inbox_id, outbox.c.ordinal == ordinal)
        number: int | None = connection.execute(query).scalar_one_or_none()
        return number

    @staticmethod
    def _issue(connection: Any, conversation: str, message: OutMessage, issued: tuple[IssuedButton, ...]) -> None:
        rows = [
            {"id": kept.id, "conversation": conversation, "title": button.title, "payload": button.payload}
            for kept, button in zip(issued, message.buttons, strict=True)
        ]
        if rows:
            connection.execute(sa.insert(buttons), rows)


def _entry(row: Any) -> Entry:
    body = row["body"]
    return Entry(
        number=row["number"],
        author=Author(row["author"]),
        text=body.get("text", ""),
        at=row["created_at"],
        name=row["name"],
        inbox_id=row["inbox_id"],
        client_id=row["client_id"],
        buttons=issued_buttons_of(body),
        links=links_of(body),
        image=body.get("image"),
        image_alt=body.get("image_alt"),
        response=row["response"],
        asks=body.get("asks"),
        attachments=tuple(Attachment(**one) for one in body.get("attachments", ())),
    )
