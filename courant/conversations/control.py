"""Who leads a conversation (the assistant or a person), and whether a danger is running."""

from __future__ import annotations

import sqlalchemy as sa
from ulid import ULID

from courant.conversations.models import alerts, conversations
from courant.conversations.part import Part, UnknownConversation


class Control(Part):
    """Takeover by an agent, and danger not over yet."""

    def take_over(self, conversation: str, agent: str) -> None:
        """Hand the conversation to an agent: the assistant keeps silent, except on danger."""
        self._update(conversation, agent=agent)

    def release(self, conversation: str) -> None:
        """Hand the conversation back to the assistant."""
        self._update(conversation, agent=None)

    def taken_over(self, conversation: str) -> str | None:
        """Return the agent who leads the conversation, None when it is the assistant."""
        row = self._column(conversation, conversations.c.agent)
        return None if row is None else row[0]

    def set_danger(self, conversation: str, kind: str | None, summary: str = "") -> bool:
        """Record a danger that is not over (`gaz`, `incendie`…); None when the customer is safe.

        The first word of a danger raises one alert, in the same transaction: until the customer is safe, whatever
        else they write belongs to the same danger.

        Args:
            conversation: conversation id.
            kind: kind of danger, None when it is over.
            summary: what the customer wrote, for the person who is called.

        Returns:
            Whether an alert was raised.
        """
        known = conversations.c.id == conversation
        with self.database.write() as connection:
            calm = sa.and_(known, conversations.c.danger.is_(None))
            begins = kind and connection.execute(sa.update(conversations).where(calm).values(danger=kind)).rowcount
            if begins:
                connection.execute(sa.insert(alerts).values(**self._alert(conversation, str(kind), summary)))
                return True
            if connection.execute(sa.update(conversations).where(known).values(danger=kind)).rowcount == 0:
                raise UnknownConversation(conversation)
        return False

    def danger(self, conversation: str) -> str | None:
        """Return the kind of the danger that is not over, None when there is none."""
        row = self._column(conversation, conversations.c.danger)
        return None if row is None else row[0]

    def _alert(self, conversation: str, kind: str, summary: str) -> dict[str, object]:
        return {
            "id": str(ULID()).lower(),
            "conversation": conversation,
            "kind": kind,
            "summary_sealed": self.sealer.seal(summary),
            "created_at": self.clock(),
        }
