"""Who leads a conversation (the assistant or a person), and whether a danger is running."""

from __future__ import annotations

from courant.conversations.models import conversations
from courant.conversations.part import Part


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

    def set_danger(self, conversation: str, kind: str | None) -> None:
        """Record a danger that is not over (`gaz`, `incendie`…); None when the customer is safe."""
        self._update(conversation, danger=kind)

    def danger(self, conversation: str) -> str | None:
        """Return the kind of the danger that is not over, None when there is none."""
        row = self._column(conversation, conversations.c.danger)
        return None if row is None else row[0]
