"""Who a customer has proved to be. Nothing else in the project decides access.

What merges, and what does not. Identity belongs to one conversation, that is, to one channel and address. A customer
verified on a second channel gets the same customer number there: the task left open in the other conversation can be
taken up again (`task_elsewhere`), transcripts and outboxes stay apart. On a shared device, identity ends with its own
expiry, with `revoke`, or with `close` (« effacer la conversation »); a new session starts from nothing.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from courant.conversations.models import conversations, identities
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

    def grant(self, conversation: str, level: int, customer: str, token: str, expires_at: datetime) -> None:
        """Record what the identity service granted; it replaces what was granted before."""
        values = {
            "conversation": conversation,
            "level": int(level),
            "customer": customer,
            "token_sealed": self.sealer.seal(token),
            "expires_at": expires_at,
        }
        known = conversations.c.id == conversation
        with self.database.write() as connection:
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
