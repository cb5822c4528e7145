"""The question that a form has open: the door and the channels need it before Rasa reads the answer."""

from __future__ import annotations

from courant.conversations.models import conversations
from courant.conversations.part import Part
from courant.conversations.records import Asked


class Questions(Part):
    """One open question a conversation."""

    def ask(self, conversation: str, field: str, kind: str) -> None:
        """Record that a form waits for the value of a field."""
        if self._kept(conversation) != (field, kind):
            self._update(conversation, asked_field=field, asked_kind=kind)

    def ask_nothing(self, conversation: str) -> None:
        """Record that no form waits for an answer."""
        if self._kept(conversation) != (None, None):
            self._update(conversation, asked_field=None, asked_kind=None)

    def asked(self, conversation: str) -> Asked | None:
        """Return the open question, None when there is none."""
        field, kind = self._kept(conversation)
        return Asked(field, kind) if field and kind else None

    def _kept(self, conversation: str) -> tuple[str | None, str | None]:
        row = self._column(conversation, conversations.c.asked_field, conversations.c.asked_kind)
        return (None, None) if row is None else (row[0], row[1])
