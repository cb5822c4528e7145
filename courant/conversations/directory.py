"""Which conversation belongs to which address, on which channel."""

from __future__ import annotations

import sqlalchemy as sa
from ulid import ULID

from courant.conversations.models import conversations, files, identities, opt_outs, secrets, task_marks, tasks
from courant.conversations.part import Part

_KEY_LENGTH = 64


class Directory(Part):
    """Conversations and the addresses that lead to them."""

    def conversation_for(self, channel: str, address: str) -> str:
        """Return the conversation of an address (phone number, session, mail thread), opened when there is none."""
        key = self.address_key(channel, address)
        known = self._find(channel, key)
        return known or self._open(channel, key, address)

    def find_conversation(self, channel: str, address: str) -> str | None:
        """Return the conversation of an address, None when there is none."""
        return self._find(channel, self.address_key(channel, address))

    def exists(self, conversation: str) -> bool:
        """Tell whether a conversation has this id."""
        return self._column(conversation, conversations.c.id) is not None

    def is_open(self, conversation: str) -> bool:
        """Tell whether a conversation exists and was not ended by the customer."""
        row = self._column(conversation, conversations.c.closed_at)
        return row is not None and row[0] is None

    def channel_of(self, conversation: str) -> str | None:
        """Return the channel of a conversation, None when there is no such conversation."""
        row = self._column(conversation, conversations.c.channel)
        return None if row is None else str(row[0])

    def address_of(self, conversation: str) -> str | None:
        """Return the address to deliver to, None once the conversation is closed."""
        row = self._column(conversation, conversations.c.address_sealed)
        return None if row is None or row[0] is None else self.sealer.open(row[0])

    def address_key_of(self, conversation: str) -> str | None:
        """Return the hashed address of a conversation, None once it is closed."""
        row = self._column(conversation, conversations.c.address_key)
        return None if row is None else row[0]

    def address_key(self, channel: str, address: str) -> str:
        """Return the keyed hash under which an address is known; it may be logged."""
        return self.sealer.fingerprint(channel, address)[:_KEY_LENGTH]

    def close(self, conversation: str) -> None:
        """End a conversation at the customer's wish: address, identity, secrets, files and open task are forgotten.

        The transcript stays for its retention period; nobody can reach it any more through the channel.
        """
        names = ("address_key", "address_sealed", "secret_kind", "secret_until", "asked_field", "asked_kind")
        gone = dict.fromkeys(names)
        with self.database.write() as connection:
            self._lock(connection, conversation)
            for table in (identities, secrets, tasks, task_marks, files):
                connection.execute(sa.delete(table).where(table.c.conversation == conversation))
            connection.execute(sa.update(files).where(files.c.also_in == conversation).values(also_in=None))
            connection.execute(
                sa.update(conversations)
                .where(conversations.c.id == conversation)
                .values(closed_at=self.clock(), danger=None, **gone)
            )

    def opt_out(self, channel: str, address: str) -> None:
        """Record that nothing may be sent to this address any more unless it asks."""
        values = {"channel": channel, "address_key": self.address_key(channel, address), "at": self.clock()}
        with self.database.write() as connection:
            self.database.insert_if_absent(connection, opt_outs, values)

    def opt_in(self, channel: str, address: str) -> None:
        """Undo `opt_out`."""
        with self.database.write() as connection:
            connection.execute(sa.delete(opt_outs).where(*self._opt_out_key(channel, address)))

    def opted_out(self, channel: str, address: str) -> bool:
        """Tell whether this address asked to be left alone."""
        query = sa.select(opt_outs.c.at).where(*self._opt_out_key(channel, address))
        with self.database.read() as connection:
            return connection.execute(query).first() is not None

    def _opt_out_key(self, channel: str, address: str) -> tuple[object, object]:
        key = self.address_key(channel, address)
        return (opt_outs.c.channel == channel, opt_outs.c.address_key == key)

    def _find(self, channel: str, key: str) -> str | None:
        query = sa.select(conversations.c.id).where(
            conversations.c.channel == channel, conversations.c.address_key == key
        )
        with self.database.read() as connection:
            found: str | None = connection.execute(query).scalar_one_or_none()
        return found

    def _open(self, channel: str, key: str, address: str) -> str:
        row = {
            "id": str(ULID()).lower(),
            "channel": channel,
            "address_key": key,
            "address_sealed": self.sealer.seal(address),
            "created_at": self.clock(),
        }
        with self.database.write() as connection:
            inserted = self.database.insert_if_absent(connection, conversations, row)
        # Somebody else may have opened it between the look and the write.
        return str(row["id"]) if inserted else self.conversation_for(channel, address)
