"""What a customer said lately in their other conversations, for the person who takes this one over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from courant.conversations.models import conversations, identities, inbox, outbox
from courant.conversations.part import Part
from courant.conversations.records import Author, Identity


@dataclass(frozen=True)
class Said:
    """One line of another conversation."""

    channel: str
    author: Author
    text: str
    at: datetime


class Recent(Part):
    """Other conversations of the same verified customer."""

    def said_elsewhere(
        self,
        conversation: str,
        known: Identity,
        between: tuple[datetime, datetime],
        limit: int,
        authors: Collection[Author] = (Author.CUSTOMER,),
    ) -> list[Said]:
        """Return what was said last in other conversations while this customer was known there, oldest first.

        Not what others wrote there, before or after them, nor where they had proved more than here.

        Args:
            conversation: the conversation that is left out.
            known: who the customer has proved to be in it.
            between: first and last moment.
            limit: how many lines at most.
            authors: whose lines.
        """
        if known.customer is None:
            return []
        here = sa.and_(identities.c.customer == known.customer, identities.c.level <= int(known.level))
        query = (
            sa.select(conversations.c.channel, outbox.c.author, outbox.c.body, outbox.c.created_at)
            .join(identities, identities.c.conversation == outbox.c.conversation)
            .join(conversations, conversations.c.id == outbox.c.conversation)
            .where(here, outbox.c.conversation != conversation, outbox.c.created_at.between(*between))
            .where(outbox.c.created_at >= identities.c.since, outbox.c.created_at < identities.c.expires_at)
            .where(outbox.c.author.in_([one.value for one in authors]))
            .order_by(outbox.c.seq.desc())
            .limit(limit)
        )
        with self.database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return [_said(row) for row in reversed(rows)]

    def received_at(self, message: str) -> datetime | None:
        """Return when a message came, by its inbox id, in whatever conversation."""
        with self.database.read() as connection:
            found: datetime | None = connection.execute(
                sa.select(inbox.c.received_at).where(inbox.c.id == message)
            ).scalar_one_or_none()
        return found


def _said(row: Any) -> Said:
    return Said(row["channel"], Author(row["author"]), row["body"].get("text", ""), row["created_at"])
