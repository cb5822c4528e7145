"""Who a customer has proved to be. Nothing else in the project decides access.

What merges, and what does not. Identity belongs to one conversation, that is, to one channel and address; it never
passes to another one. A customer verified on a second channel gets the same customer number there, and with it two
things of their other conversations:

- the task left open, which is offered and moves when they accept (`task_moves.py`);
- for a representative, what they said there lately while they were known, with no more than the level that they have
  here (`recent.py`).

Transcripts, outboxes and levels stay apart. On a shared device, identity ends with its own expiry, with `revoke`, or
with `close` (« effacer la conversation »); a new session starts from nothing, and another customer who is recognised in
the same conversation finds nothing of the one before.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from courant.conversations.models import conversations, identities, inbox
from courant.conversations.part import Part
from courant.conversations.records import Identity


class Identities(Part):
    """Access levels granted by the identity service, with their end."""

    def identity(self, conversation: str, at: datetime) -> Identity:
        """Return who the customer is at a moment; level 0 when unknown or expired."""
        query = sa.select(identities).where(identities.c.conversation == conversation)
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        if row is None or row["expires_at"] <= at:
            return Identity()
        token = self.sealer.open(row["token_sealed"])
        return Identity(row["level"], row["customer"], token, row["expires_at"])

    def grant(
        self,
        conversation: str,
        level: int,
        customer: str,
        token: str,
        expires_at: datetime,
        opened_by: str | None = None,
    ) -> None:
        """Record what the identity service granted; it replaces what was granted before.

        Args:
            conversation: conversation id.
            level: 1 identified, 2 verified.
            customer: customer number.
            token: what back ends are called with.
            expires_at: when the level ends.
            opened_by: the message that led to identity: from it on, what is written here is this customer's.
        """
        values = {
            "conversation": conversation,
            "level": int(level),
            "customer": customer,
            "token_sealed": self.sealer.seal(token),
            "expires_at": expires_at,
        }
        known = conversations.c.id == conversation
        with self.database.write() as connection:
            values["since"] = self._since(connection, conversation, customer, opened_by)
            connection.execute(sa.delete(identities).where(identities.c.conversation == conversation))
            connection.execute(sa.insert(identities).values(**values))
            connection.execute(sa.update(conversations).where(known).values(customer=customer))

    def revoke(self, conversation: str) -> None:
        """Forget who the customer is."""
        with self.database.write() as connection:
            connection.execute(sa.delete(identities).where(identities.c.conversation == conversation))

    def known_customer(self, conversation: str) -> str | None:
        """Return the customer number identified last in this conversation, even when its access has expired."""
        row = self._column(conversation, conversations.c.customer)
        return None if row is None else row[0]

    def _since(self, connection: Any, conversation: str, customer: str, opened_by: str | None) -> datetime:
        """A higher level of somebody known goes on from where they became known."""
        query = sa.select(identities.c.since).where(
            identities.c.conversation == conversation,
            identities.c.customer == customer,
            identities.c.expires_at > self.clock(),
        )
        request = sa.select(inbox.c.received_at).where(inbox.c.id == opened_by)
        known = connection.execute(query).scalar_one_or_none() or connection.execute(request).scalar_one_or_none()
        return known or self.clock()
