"""A task that was begun in one conversation and goes on in another one of the same verified customer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from courant.conversations.models import conversations, files, task_marks, tasks
from courant.conversations.records import Identity, Task
from courant.conversations.tasks import Mark, Tasks
from courant.packs import Access


class TaskMoves(Tasks):
    """Finds tasks left open elsewhere, moves them, and remembers what was declined."""

    def task_elsewhere(
        self,
        conversation: str,
        known: Identity,
        since: datetime,
        forms: Collection[str] | None = None,
        run: str | None = None,
        declined: bool = False,
    ) -> Task | None:
        """Return the latest task that a customer left open in another conversation and may take up in this one.

        Only for the verified: its answers hold what is hidden from everybody else. Not one that was declined here, or
        that is being ended.

        Args:
            conversation: where the customer writes now.
            known: who they have proved to be there.
            since: older tasks are left alone.
            forms: the forms that may be taken up, by default all.
            run: the one task that is looked for, by default any.
            declined: whether one that was declined here is found too: the customer asks for it.
        """
        if known.customer is None or known.level < Access.VERIFIED:
            return None
        query = (
            _movable(known)
            .where(tasks.c.conversation != conversation, tasks.c.saved_at > since)
            .order_by(tasks.c.saved_at.desc())
            .limit(1)
        )
        if not declined:
            query = query.where(~_declined(conversation))
        if forms is not None:
            query = query.where(tasks.c.form.in_(list(forms)))
        if run is not None:
            query = query.where(tasks.c.run == run)
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else self._task(row)

    def claim_task(self, conversation: str, known: Identity, task: Task) -> Task | None:
        """Move a task into this conversation; None when somebody else was faster, or it is ended or being ended.

        One transaction: of two conversations that want it, and of one that wants it and one that ends it, only one
        succeeds. The pictures that belong to it become readable here.
        """
        other = task.conversation
        with self.database.write() as connection:
            self._lock(connection, conversation, other)
            wanted = _movable(known).where(tasks.c.conversation == other, tasks.c.run == task.run)
            row = connection.execute(wanted).mappings().first()
            if row is None or other == conversation or known.level < Access.VERIFIED:
                return None
            moved = self._task(row)
            kept = {column.name: row[column.name] for column in tasks.columns}
            connection.execute(sa.delete(tasks).where(tasks.c.conversation.in_((conversation, other))))
            connection.execute(sa.insert(tasks).values(**{**kept, "conversation": conversation}))
            here = (task_marks.c.conversation == conversation, task_marks.c.run == task.run)
            connection.execute(sa.delete(task_marks).where(*here))
            self._set_mark(connection, other, task.run, Mark.MOVED, conversation)
            pictures = (files.c.id.in_(list(_texts(moved.slots))), _theirs(other))
            connection.execute(sa.update(files).where(*pictures).values(also_in=conversation))
        return moved

    def decline_task(self, conversation: str, run: str) -> None:
        """Remember that a task was declined in this conversation; it stays open where it is."""
        with self.database.write() as connection:
            self._lock(connection, conversation)
            self._set_mark(connection, conversation, run, Mark.DECLINED)

    def decline_like(self, conversation: str, known: Identity, form: str) -> None:
        """Remember that a form has been ended here: what was begun of it elsewhere is most likely the same thing."""
        same = _movable(known).where(tasks.c.form == form, tasks.c.conversation != conversation)
        with self.database.write() as connection:
            self._lock(connection, conversation)
            for row in connection.execute(same).mappings().all() if known.customer else ():
                self._set_mark(connection, conversation, row["run"], Mark.DECLINED)

    def moved_to(self, conversation: str, run: str) -> str | None:
        """Return the channel on which a task of this conversation goes on, None when it has not moved."""
        query = (
            sa.select(conversations.c.channel)
            .join(task_marks, task_marks.c.moved_to == conversations.c.id)
            .where(task_marks.c.conversation == conversation, task_marks.c.run == run)
            .where(task_marks.c.mark == Mark.MOVED.value)
        )
        with self.database.read() as connection:
            found: str | None = connection.execute(query).scalar_one_or_none()
        return found

    def _set_mark(self, connection: Any, conversation: str, run: str | None, mark: Mark, to: str | None = None) -> None:
        values = {"conversation": conversation, "run": run, "mark": mark.value, "moved_to": to}
        old = [task_marks.c[name] == values[name] for name in ("conversation", "run", "mark")]
        connection.execute(sa.delete(task_marks).where(*old))
        connection.execute(sa.insert(task_marks).values(**values))


def _movable(known: Identity) -> Any:
    """Tasks of a customer whose end has not begun."""
    marked = sa.and_(task_marks.c.conversation == tasks.c.conversation, task_marks.c.run == tasks.c.run)
    ending = sa.select(task_marks.c.run).where(marked, task_marks.c.mark == Mark.ENDING.value).exists()
    return (
        sa.select(tasks, conversations.c.channel)
        .join(conversations, conversations.c.id == tasks.c.conversation)
        .where(tasks.c.customer == known.customer, tasks.c.run.isnot(None), ~ending)
    )


def _declined(conversation: str) -> Any:
    here = sa.and_(task_marks.c.conversation == conversation, task_marks.c.run == tasks.c.run)
    return sa.select(task_marks.c.run).where(here, task_marks.c.mark == Mark.DECLINED.value).exists()


def _theirs(conversation: str) -> Any:
    return sa.or_(files.c.conversation == conversation, files.c.also_in == conversation)


def _texts(value: Any) -> Iterator[str]:
    """Every text in the answers of a form: those that are ids of pictures name what has to be readable."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
