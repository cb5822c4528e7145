"""What customers thought of a conversation, for the measures."""

from __future__ import annotations

import sqlalchemy as sa

from courant.conversations.models import satisfactions
from courant.conversations.part import Part


class Satisfactions(Part):
    """One note a message, whatever is replayed."""

    def record_satisfaction(self, conversation: str, note: int, comment: str, message_id: str) -> None:
        """Keep a note from 1 to 5 and a comment (sealed: customers write anything there)."""
        values = {
            "message_id": message_id,
            "conversation": conversation,
            "note": note,
            "comment_sealed": self.sealer.seal(comment) if comment else None,
            "at": self.clock(),
        }
        with self.database.write() as connection:
            self.database.insert_if_absent(connection, satisfactions, values)

    def satisfaction(self, conversation: str) -> list[tuple[int, str]]:
        """Notes and comments of a conversation, oldest first."""
        query = (
            sa.select(satisfactions.c.note, satisfactions.c.comment_sealed)
            .where(satisfactions.c.conversation == conversation)
            .order_by(satisfactions.c.at)
        )
        with self.database.read() as connection:
            rows = connection.execute(query).all()
        return [(row[0], self.sealer.open(row[1]) if row[1] else "") for row in rows]
