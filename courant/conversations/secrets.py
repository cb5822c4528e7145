"""One-time codes that customers type: expected, taken out of the text, sealed, deleted."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from courant.conversations.models import conversations, identities, secrets
from courant.conversations.part import Part
from courant.conversations.records import ExpectedSecret


class Secrets(Part):
    """Secrets expected and received; none of them is ever in a text or a log."""

    def expect_secret(self, conversation: str, kind: str | None, until: datetime | None = None) -> None:
        """Announce that the next messages may carry a secret, until a moment; `kind` None ends it."""
        if kind is not None and until is None:
            raise ValueError("an expected secret needs an end")
        self._update(conversation, secret_kind=kind, secret_until=until if kind else None)

    def expected_secret(self, conversation: str) -> ExpectedSecret | None:
        """Return the secret that is expected now."""
        row = self._column(conversation, conversations.c.secret_kind, conversations.c.secret_until)
        if row is None or row[0] is None or row[1] <= self.clock():
            return None
        return ExpectedSecret(row[0], row[1])

    def sealed_secret(self, conversation: str, message_id: str) -> str | None:
        """Return the secret that came with a message (its inbox id).

        It can be read again until the message is handled, so that a repeated turn finds it; then it is deleted.
        """
        query = sa.select(secrets.c.sealed).where(
            secrets.c.inbox_id == message_id,
            secrets.c.conversation == conversation,
            secrets.c.expires_at > self.clock(),
        )
        with self.database.read() as connection:
            sealed = connection.execute(query).scalar_one_or_none()
        return None if sealed is None else self.sealer.open(sealed)

    def purge_expired(self) -> int:
        """Delete expired secrets and access tokens; return how many rows went."""
        now = self.clock()
        with self.database.write() as connection:
            return sum(
                connection.execute(sa.delete(table).where(table.c.expires_at <= now)).rowcount
                for table in (secrets, identities)
            )
