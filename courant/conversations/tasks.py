"""The form that a customer left open, so that it can be offered again the next day or on another channel."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import sqlalchemy as sa

from courant.conversations.models import conversations, task_marks, tasks
from courant.conversations.part import Part
from courant.conversations.records import Identity, Task


class Mark(str, Enum):
    """What became of a task in a conversation."""

    MOVED = "moved"
    ENDING = "ending"
    DECLINED = "declined"


class Tasks(Part):
    """One open task a conversation. Its `run` (the message that opened the form) tells it from other ones."""

    def save_task(
        self,
        conversation: str,
        form: str,
        slots: Mapping[str, Any],
        requested: str | None = None,
        *,
        run: str | None = None,
        owner: Identity | None = None,
    ) -> bool:
        """Keep how far a form has come; it replaces the task kept before. The level of a task never falls.

        Args:
            conversation: conversation id.
            form: name of the form.
            slots: JSON values.
            requested: the slot being asked.
            run: the message that opened the form.
            owner: who answered, as far as it is known; only theirs can be taken up elsewhere.

        Returns:
            False, and nothing is kept, when the task has moved to another conversation.
        """
        known = owner or Identity()
        values: dict[str, Any] = {
            "conversation": conversation,
            "form": form,
            "slots_sealed": self.sealer.seal_json(dict(slots)),
            "requested": requested,
            "saved_at": self.clock(),
            "run": run,
            "customer": known.customer,
        }
        with self.database.write() as connection:
            self._lock(connection, conversation)
            if self._has_moved(connection, conversation, run):
                return False
            values["level"] = max(int(known.level), self._level(connection, conversation, run))
            connection.execute(sa.delete(tasks).where(tasks.c.conversation == conversation))
            connection.execute(sa.insert(tasks).values(**values))
        return True

    def open_task(self, conversation: str) -> Task | None:
        """Return the task left open in this conversation."""
        with self.database.read() as connection:
            row = connection.execute(_tasks().where(tasks.c.conversation == conversation)).mappings().first()
        return None if row is None else self._task(row)

    def begin_end(self, conversation: str, run: str) -> bool:
        """Tell that a form is about to write; False when its task has moved, and then nothing may be written.

        From here on the task stays: if the end fails, what was lost may have been written, and only in this
        conversation does another try bear the same keys.
        """
        with self.database.write() as connection:
            self._lock(connection, conversation)
            if self._has_moved(connection, conversation, run):
                return False
            here = sa.select(tasks.c.run).where(tasks.c.conversation == conversation, tasks.c.run == run)
            if connection.execute(here).first() is not None:
                values = {"conversation": conversation, "run": run, "mark": Mark.ENDING.value}
                self.database.insert_if_absent(connection, task_marks, values)
        return True

    def close_task(self, conversation: str, form: str | None = None) -> None:
        """Forget the open task: finished or given up; with `form`, only a task of this form."""
        wanted = [tasks.c.conversation == conversation, *([tasks.c.form == form] if form else [])]
        ended = sa.select(tasks.c.run).where(*wanted).scalar_subquery()
        mine = (task_marks.c.conversation == conversation, task_marks.c.mark == Mark.ENDING.value)
        with self.database.write() as connection:
            self._lock(connection, conversation)
            connection.execute(sa.delete(task_marks).where(*mine, task_marks.c.run == ended))
            connection.execute(sa.delete(tasks).where(*wanted))

    def _task(self, row: Any) -> Task:
        return Task(
            form=row["form"],
            slots=self.sealer.open_json(row["slots_sealed"]),
            requested=row["requested"],
            saved_at=row["saved_at"],
            run=row["run"],
            conversation=row["conversation"],
            channel=row["channel"],
            customer=row["customer"],
            level=row["level"],
        )

    @staticmethod
    def _level(connection: Any, conversation: str, run: str | None) -> int:
        """Return the level that earlier answers of a task were given with."""
        kept = sa.select(tasks.c.level).where(tasks.c.conversation == conversation, tasks.c.run == run)
        return int(connection.execute(kept).scalar_one_or_none() or 0)

    @staticmethod
    def _has_moved(connection: Any, conversation: str, run: str | None) -> bool:
        query = sa.select(task_marks.c.mark).where(
            task_marks.c.conversation == conversation,
            task_marks.c.run == run,
            task_marks.c.mark == Mark.MOVED.value,
        )
        return connection.execute(query).first() is not None


def _tasks() -> Any:
    """Every task with the channel of its conversation."""
    return sa.select(tasks, conversations.c.channel).join(conversations, conversations.c.id == tasks.c.conversation)
