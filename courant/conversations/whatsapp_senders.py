"""Who writes on WhatsApp: one person, whatever phone number, business-scoped id (BSUID) or user name a message bears.

Meta's ids outlive numbers: a number that comes with another BSUID than before has changed hands, unless Meta announced
the change. Its new holder is somebody else, and must not find the conversation of the one before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ulid import ULID

from courant.conversations.models import conversations
from courant.conversations.models import whatsapp_identifiers as identifiers
from courant.conversations.models import whatsapp_senders as senders
from courant.conversations.part import Part

CHANNEL = "whatsapp"
PHONE, USER, PARENT = "phone", "user", "parent"
ONE_SECOND, SHORTLY = timedelta(seconds=1), timedelta(microseconds=1)


@dataclass(frozen=True)
class WhatsappContact:
    """What a message tells of its sender.

    Attributes:
        phone: digits with country code, without a plus sign.
        user_id: business-scoped id of the person.
        parent_id: the same for a group of businesses.
        username: name that the person shows instead of the number.
    """

    phone: str | None = field(default=None, repr=False)
    user_id: str | None = field(default=None, repr=False)
    parent_id: str | None = field(default=None, repr=False)
    username: str | None = field(default=None, repr=False)

    def identifiers(self) -> list[tuple[str, str]]:
        """Return what can be looked up, the surest first."""
        found = [(USER, self.user_id), (PARENT, self.parent_id), (PHONE, self.phone)]
        return [(kind, value) for kind, value in found if value]


@dataclass(frozen=True)
class Recipient:
    """Where to send: to the phone when it is known, else to the business-scoped id."""

    phone: str | None = field(repr=False)
    user_id: str | None = field(repr=False)


class WhatsappSenders(Part):
    """People and their identifiers."""

    def whatsapp_sender(self, contact: WhatsappContact) -> str | None:
        """Return the id of a person, a new one when nothing of them is known; None for a contact without any id."""
        if not contact.identifiers():
            return None
        with self.database.read() as connection:
            met = self._met_before(connection, contact)
        if met is not None:
            return met
        with self.database.write() as connection:
            found = self._known_sender(connection, contact)
            if found is None:
                return self._met_first(connection, contact)
            self._learn(connection, found, contact)
        return found

    def whatsapp_changed(self, before: WhatsappContact, after: WhatsappContact) -> str | None:
        """Follow somebody to a new number or id, as Meta announced it; None when nobody knows them."""
        with self.database.write() as connection:
            found = self._first_known(connection, before.identifiers())
            if found is not None:
                self._learn(connection, found, after)
        return found

    def whatsapp_recipient(self, conversation: str) -> Recipient | None:
        """Return where to send what a conversation says; None for another channel, and once it is closed."""
        row = self._sender_of(conversation)
        if row is None:
            return None
        return Recipient(*(self.sealer.open(one) if one else None for one in (row.phone_sealed, row.user_sealed)))

    def whatsapp_last_message(self, conversation: str) -> datetime | None:
        """Return when the customer wrote last, by Meta's clock: the service window is open for 24 hours from then."""
        row = self._sender_of(conversation)
        moment: datetime | None = None if row is None else row.last_message_at
        return moment

    def whatsapp_wrote(self, sender: str, at: datetime) -> None:
        """Record that somebody wrote; an older message than the last one changes nothing.

        Meta counts in seconds: another message of the same second is a later one all the same.
        """
        mine, last = senders.c.id == sender, senders.c.last_message_at
        with self.database.write() as connection:
            newer = sa.update(senders).where(mine, sa.or_(last.is_(None), last < at)).values(last_message_at=at)
            if connection.execute(newer).rowcount == 0:
                known = connection.execute(sa.select(last).where(mine)).scalar_one_or_none()
                if known is not None and known < at + ONE_SECOND:
                    later = sa.update(senders).where(mine).values(last_message_at=known + SHORTLY)
                    connection.execute(later)

    def _sender_of(self, conversation: str) -> Any:
        query = sa.select(conversations.c.address_sealed).where(
            conversations.c.id == conversation, conversations.c.channel == CHANNEL
        )
        with self.database.read() as connection:
            sealed = connection.execute(query).scalar_one_or_none()
            if sealed is None:
                return None
            return connection.execute(sa.select(senders).where(senders.c.id == self.sealer.open(sealed))).first()

    def _known_sender(self, connection: Any, contact: WhatsappContact) -> str | None:
        sure = [one for one in contact.identifiers() if one[0] != PHONE]
        found = self._first_known(connection, sure)
        if found is not None or not contact.phone:
            return found
        holder = self._owner(connection, PHONE, contact.phone)
        if holder and contact.user_id and self._has(connection, holder, USER):
            return None  # the number has changed hands
        return holder

    def _met_before(self, connection: Any, contact: WhatsappContact) -> str | None:
        """Return who bears all that a contact tells, when nothing of it is new; the usual case needs no write."""
        keys = {self._key(kind, value) for kind, value in contact.identifiers()}
        found = connection.execute(sa.select(identifiers.c.sender).where(identifiers.c.key.in_(keys))).scalars().all()
        return str(found[0]) if len(found) == len(keys) and len(set(found)) == 1 else None

    def _first_known(self, connection: Any, known: list[tuple[str, str]]) -> str | None:
        owners = (self._owner(connection, kind, value) for kind, value in known)
        return next((owner for owner in owners if owner is not None), None)

    def _owner(self, connection: Any, kind: str, value: str) -> str | None:
        query = sa.select(identifiers.c.sender).where(identifiers.c.key == self._key(kind, value))
        owner: str | None = connection.execute(query).scalar_one_or_none()
        return owner

    @staticmethod
    def _has(connection: Any, sender: str, kind: str) -> bool:
        query = sa.select(identifiers.c.key).where(identifiers.c.sender == sender, identifiers.c.kind == kind)
        return connection.execute(query.limit(1)).first() is not None

    def _met_first(self, connection: Any, contact: WhatsappContact) -> str:
        now, sender = self.clock(), str(ULID()).lower()
        connection.execute(sa.insert(senders).values(id=sender, created_at=now, **self._sealed(contact)))
        (kind, value), *others = contact.identifiers()
        row = {"key": self._key(kind, value), "kind": kind, "sender": sender, "seen_at": now}
        if not self.database.insert_if_absent(connection, identifiers, row):
            # Another process has met the same person at the same moment.
            sender = self._known_sender(connection, contact) or sender
            self._learn(connection, sender, contact)
            return sender
        for kind, value in others:
            self._point(connection, kind, value, sender)
        return sender

    def _learn(self, connection: Any, sender: str, contact: WhatsappContact) -> None:
        for kind, value in contact.identifiers():
            self._point(connection, kind, value, sender)
        values = self._sealed(contact)
        if values:
            connection.execute(sa.update(senders).where(senders.c.id == sender).values(**values))

    def _sealed(self, contact: WhatsappContact) -> dict[str, str]:
        told = {"phone": contact.phone, "user": contact.user_id, "username": contact.username}
        return {f"{name}_sealed": self.sealer.seal(value) for name, value in told.items() if value}

    def _point(self, connection: Any, kind: str, value: str, sender: str) -> None:
        row = {"key": self._key(kind, value), "kind": kind, "sender": sender, "seen_at": self.clock()}
        before = self._owner(connection, kind, value)
        if before is None:
            self.database.insert_if_absent(connection, identifiers, row)
            return
        mine = sa.update(identifiers).where(identifiers.c.key == row["key"])
        connection.execute(mine.values(sender=sender, seen_at=row["seen_at"]))
        if before != sender and kind == PHONE:
            # Answers still on their way to the one before must not reach the new holder.
            connection.execute(sa.update(senders).where(senders.c.id == before).values(phone_sealed=None))

    def _key(self, kind: str, value: str) -> str:
        return self.sealer.fingerprint(CHANNEL, kind, value)
