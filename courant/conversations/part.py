"""What the parts of the store share: database, keys, clock."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from courant.clock import Clock, paris_now
from courant.conversations.database import Database
from courant.conversations.models import conversations
from courant.conversations.sealing import Sealer


class UnknownConversation(LookupError):
    """No conversation has this id."""


@lru_cache(maxsize=64)
def _of_one(columns: tuple[Any, ...]) -> Any:
    """Return a query of columns of one conversation, made once: making it takes longer than running it."""
    return sa.select(*columns).where(conversations.c.id == sa.bindparam("conversation"))


class Part:
    """Base of the store's parts; each public method is one short transaction."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock = paris_now) -> None:
        """Keep what every part uses; the clock gives aware moments."""
        self.database = database
        self.sealer = sealer
        self.clock = clock

    def together(self) -> AbstractContextManager[None]:
        """Make one transaction of all that is read and written inside; nothing may be awaited there."""
        return self.database.together()

    def _update(self, conversation: str, **values: Any) -> None:
        statement = sa.update(conversations).where(conversations.c.id == conversation).values(**values)
        with self.database.write() as connection:
            if connection.execute(statement).rowcount == 0:
                raise UnknownConversation(conversation)

    def _column(self, conversation: str, *columns: Any) -> Any:
        with self.database.read() as connection:
            return connection.execute(_of_one(columns), {"conversation": conversation}).first()

    @staticmethod
    def _lock(connection: Any, *names: str) -> None:
        """Take the rows of conversations, always in the same order, before anything else of theirs: no deadlock.

        SQLite has one writer at a time and needs none of it.
        """
        rows = sa.select(conversations.c.id).where(conversations.c.id.in_(names)).order_by(conversations.c.id)
        connection.execute(rows.with_for_update(key_share=True)).all()

    @staticmethod
    def _next_number(connection: Any, conversation: str) -> int:
        # The update takes the row's lock, so two writers cannot be given the same number.
        advance = (
            sa.update(conversations)
            .where(conversations.c.id == conversation)
            .values(last_number=conversations.c.last_number + 1)
        )
        if connection.execute(advance).rowcount == 0:
            raise UnknownConversation(conversation)
        query = sa.select(conversations.c.last_number).where(conversations.c.id == conversation)
        return int(connection.execute(query).scalar_one())
