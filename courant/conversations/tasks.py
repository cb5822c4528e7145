"""The form that a customer left open, so that it can be offered again the next day or on another channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from courant.conversations.models import conversations, tasks
from courant.conversations.part import Part
from courant.conversations.records import Task


class Tasks(Part):
    """One open task a conversation."""

    def save_task(self, conversation: str, form: str, slots: Mapping[str, Any], requested: str | None = None) -> None:
        """Keep how far a form has come; slots must be JSON values. It replaces the task kept before."""
        values = {
            "conversation": conversation,
            "form": form,
            "slots_sealed": self.sealer.seal_json(dict(slots)),
            "requested": requested,
            "saved_at": self.clock(),
        }
        with self.database.write() as connection:
            connection.execute(sa.delete(tasks).where(tasks.c.conversation == conversation))
            connection.execute(sa.insert(tasks).values(**values))

    def open_task(self, conversation: str) -> Task | None:
        """Return the task left open in this conversation."""
        return self._task(sa.select(tasks).where(tasks.c.conversation == conversation))

    def task_elsewhere(self, conversation: str, customer: str) -> Task | None:
        """Return the latest task that this customer left open in another conversation.

        Call it only for a verified customer: the answers in it are theirs.
        """
        query = (
            sa.select(tasks)
            .join(conversations, conversations.c.id == tasks.c.conversation)
            .where(conversations.c.customer == customer, tasks.c.conversation != conversation)
            .order_by(tasks.c.saved_at.desc())
            .limit(1)
        )
        return self._task(query)

    def close_task(self, conversation: str) -> None:
        """Forget the open task: finished or given up."""
        with self.database.write() as connection:
            connection.execute(sa.delete(tasks).where(tasks.c.conversation == conversation))

    def _task(self, query: Any) -> Task | None:
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        slots = self.sealer.open_json(row["slots_sealed"])
        return Task(row["form"], slots, row["requested"], row["saved_at"])
