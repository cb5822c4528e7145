"""What channels that send by themselves (WhatsApp) have delivered: each message is written down before it leaves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ulid import ULID

from courant.conversations.models import buttons, conversations, deliveries, delivery_cursors, outbox
from courant.conversations.parcels import TEMPLATE_PART, Parcel, ParcelState
from courant.conversations.part import Part

_ORDER = (
    ParcelState.SENDING,
    ParcelState.ACCEPTED,
    ParcelState.SENT,
    ParcelState.DELIVERED,
    ParcelState.READ,
)
_ENDED = (ParcelState.DELIVERED, ParcelState.READ, ParcelState.FAILED)
_UNFINISHED = tuple(state for state in ParcelState if state not in _ENDED)
_OPEN = (ParcelState.WAITING.value, ParcelState.SENDING.value)


class Deliveries(Part):
    """Parcels of each conversation, and up to which entry they were made."""

    def delivery_cursor(self, conversation: str) -> int:
        """Return the number of the last entry of which parcels were made, 0 for none."""
        row = self._cursor(conversation, delivery_cursors.c.number)
        return int(row[0]) if row else 0

    def plan_delivery(self, conversation: str, number: int, parts: int, urgent: bool = False) -> None:
        """Make the parcels of an entry, once, and move on to the next entry."""
        with self.database.write() as connection:
            for part in range(parts):
                self._add_parcel(connection, conversation, number, part, urgent)
            self._move_cursor(connection, conversation, number)

    def announce(self, conversation: str, number: int, last_message: datetime | None) -> bool:
        """Make the parcel of the template that announces an entry; tell whether it was the first since a message.

        Args:
            conversation: where something waits.
            number: the entry.
            last_message: when the customer wrote last, as the provider told. It is only compared with itself: the
                clocks of the provider are not ours, and count in seconds.
        """
        with self.database.write() as connection:
            self._move_cursor(connection, conversation, 0)
            mine = delivery_cursors.c.conversation == conversation
            known = connection.execute(sa.select(delivery_cursors.c.announced_for).where(mine)).scalar_one()
            if known is not None and known == (last_message or known):
                return False
            moment = last_message or self.clock()
            connection.execute(sa.update(delivery_cursors).where(mine).values(announced_for=moment))
            self._add_parcel(connection, conversation, number, TEMPLATE_PART, urgent=False)
        return True

    def open_parcels(self, conversation: str) -> list[Parcel]:
        """Return what is to be sent, what is held included: dangers first, then in order."""
        states = (*_OPEN, ParcelState.HELD.value)
        return self._parcels(
            deliveries.c.conversation == conversation, deliveries.c.state.in_(states), order=deliveries.c.urgent.desc()
        )

    def begin_sending(self, parcel: Parcel, lost_at: datetime) -> Parcel | None:
        """Write down that a call is about to be made; None when somebody else makes it.

        Args:
            parcel: what waits.
            lost_at: when the answer of this call is given up, also by a process that starts meanwhile.

        Returns:
            The parcel as it is sent, with the mark of this attempt.
        """
        values = {
            "state": ParcelState.SENDING.value,
            "attempts": parcel.attempts + 1,
            "message_id": None,
            "not_before": lost_at,
        }
        if not self._move_parcel(parcel.id, [ParcelState.WAITING], **values):
            return None
        return replace(parcel, state=ParcelState.SENDING, attempts=parcel.attempts + 1, message_id=None)

    def parcel_accepted(self, parcel: str, message_id: str) -> None:
        """Record the provider's id; nothing when a status has told it already."""
        self._move_parcel(
            parcel, [ParcelState.SENDING], state=ParcelState.ACCEPTED.value, message_id=message_id, not_before=None
        )

    def retry_parcel(
        self,
        parcel: str,
        not_before: datetime | None = None,
        error: int | None = None,
        *,
        plain: bool = False,
        counts: bool = True,
    ) -> None:
        """Let a parcel be tried again.

        Args:
            parcel: its id.
            not_before: from this moment on; None for at once.
            error: why the last try failed.
            plain: try its simple form from now on.
            counts: the last try was one of those that are allowed; a refusal for being too fast is none.
        """
        values: dict[str, Any] = {"state": ParcelState.WAITING.value, "not_before": not_before, "error": error}
        if plain:
            values["plain"] = True
        if not counts:
            values["attempts"] = deliveries.c.attempts - 1
        self._move_parcel(parcel, _UNFINISHED, **values)

    def expect_status(self, parcel: str, until: datetime) -> None:
        """Wait for a status of a message whose answer was lost, before it is sent once more."""
        self._move_parcel(parcel, [ParcelState.SENDING], not_before=until)

    def expect_statuses(self, until: datetime) -> None:
        """Wait for statuses of all calls whose answer nobody waits for any more: they come late after a stop."""
        late = (deliveries.c.state == ParcelState.SENDING.value, deliveries.c.not_before < until)
        with self.database.write() as connection:
            connection.execute(sa.update(deliveries).where(*late).values(not_before=until))

    def fail_parcel(self, parcel: str, error: int | None) -> None:
        """Give a parcel up."""
        self._move_parcel(parcel, _UNFINISHED, state=ParcelState.FAILED.value, error=error)

    def hold_parcels(self, conversation: str, parcel: str | None = None) -> None:
        """Keep what waits, and one that was refused, until the window opens; templates still go out."""
        free = sa.or_(deliveries.c.state == ParcelState.WAITING.value, deliveries.c.id == parcel)
        whose = (deliveries.c.conversation == conversation, deliveries.c.part != TEMPLATE_PART)
        values = {"state": ParcelState.HELD.value, "not_before": None}
        with self.database.write() as connection:
            connection.execute(sa.update(deliveries).where(*whose, free).values(**values))

    def release_parcels(self, conversation: str) -> None:
        """Let what was held go out."""
        whose = (deliveries.c.conversation == conversation, deliveries.c.state == ParcelState.HELD.value)
        with self.database.write() as connection:
            connection.execute(sa.update(deliveries).where(*whose).values(state=ParcelState.WAITING.value))

    def parcel_told(self, parcel: str, state: ParcelState, message_id: str) -> bool:
        """Move a parcel up to what a status tells; never down. Tell whether it moved."""
        below = _ORDER[: _ORDER.index(state)]
        return self._move_parcel(parcel, below, state=state.value, message_id=message_id, not_before=None)

    def parcel(self, parcel: str) -> Parcel | None:
        """Return a parcel by its id."""
        return next(iter(self._parcels(deliveries.c.id == parcel)), None)

    def parcel_of_message(self, message_id: str) -> Parcel | None:
        """Return the parcel that has become a message of the provider."""
        return next(iter(self._parcels(deliveries.c.message_id == message_id)), None)

    def parcels(self, conversation: str) -> list[Parcel]:
        """Return all parcels of a conversation in their order."""
        return self._parcels(deliveries.c.conversation == conversation)

    def sent_plainly(self, button: str, number: int) -> bool:
        """Tell whether an entry went out in its simple form; `button` is one that it offers."""
        whose = sa.select(buttons.c.conversation).where(buttons.c.id == button).scalar_subquery()
        query = sa.select(deliveries.c.id).where(
            deliveries.c.conversation == whose, deliveries.c.number == number, deliveries.c.plain
        )
        with self.database.read() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def conversations_to_deliver(self, channel: str, since: datetime | None = None) -> list[str]:
        """Return the conversations of a channel in which something is to be sent.

        Args:
            channel: name of the channel.
            since: look for new entries since this moment only, which spares reading all conversations.
        """
        behind = (
            sa.select(conversations.c.id)
            .outerjoin(delivery_cursors, delivery_cursors.c.conversation == conversations.c.id)
            .where(
                conversations.c.channel == channel,
                conversations.c.last_number > sa.func.coalesce(delivery_cursors.c.number, 0),
            )
        )
        if since is not None:
            recent = sa.select(outbox.c.conversation).where(outbox.c.created_at >= since)
            behind = behind.where(conversations.c.id.in_(recent))
        waiting = (
            sa.select(deliveries.c.conversation)
            .join(conversations, conversations.c.id == deliveries.c.conversation)
            .where(conversations.c.channel == channel, deliveries.c.state.in_(_OPEN))
        )
        with self.database.read() as connection:
            return [row[0] for row in connection.execute(sa.union(behind, waiting))]

    def refuse_window(self, conversation: str, last_message: datetime | None) -> None:
        """Record that the provider takes the window for closed, whatever we count, until another message comes."""
        with self.database.write() as connection:
            self._move_cursor(connection, conversation, 0)
            mine = delivery_cursors.c.conversation == conversation
            connection.execute(sa.update(delivery_cursors).where(mine).values(window_refused_for=last_message))

    def window_refused_for(self, conversation: str) -> datetime | None:
        """Return the customer's last message at the time when the provider refused the window."""
        row = self._cursor(conversation, delivery_cursors.c.window_refused_for)
        return row[0] if row else None

    def _cursor(self, conversation: str, column: Any) -> Any:
        with self.database.read() as connection:
            return connection.execute(sa.select(column).where(delivery_cursors.c.conversation == conversation)).first()

    def _move_cursor(self, connection: Any, conversation: str, number: int) -> None:
        behind = (delivery_cursors.c.conversation == conversation, delivery_cursors.c.number < number)
        moved = connection.execute(sa.update(delivery_cursors).where(*behind).values(number=number)).rowcount
        if not moved:  # none yet, or further already
            first = {"conversation": conversation, "number": number}
            self.database.insert_if_absent(connection, delivery_cursors, first)

    def _add_parcel(self, connection: Any, conversation: str, number: int, part: int, urgent: bool) -> None:
        values = {
            "id": str(ULID()).lower(),
            "conversation": conversation,
            "number": number,
            "part": part,
            "urgent": urgent,
            "state": ParcelState.WAITING.value,
            "plain": False,
            "attempts": 0,
            "created_at": self.clock(),
        }
        self.database.insert_if_absent(connection, deliveries, values)

    def _move_parcel(self, parcel: str, states: Collection[ParcelState], **values: Any) -> bool:
        whose = (deliveries.c.id == parcel, deliveries.c.state.in_([state.value for state in states]))
        with self.database.write() as connection:
            return bool(connection.execute(sa.update(deliveries).where(*whose).values(**values)).rowcount == 1)

    def _parcels(self, *which: Any, order: Any = None) -> list[Parcel]:
        columns = (deliveries.c.number, deliveries.c.part)
        query = sa.select(deliveries).where(*which).order_by(*(columns if order is None else (order, *columns)))
        with self.database.read() as connection:
            return [Parcel.of_row(row) for row in connection.execute(query).mappings()]
