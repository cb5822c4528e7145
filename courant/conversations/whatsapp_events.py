"""What WhatsApp delivered: kept before it is acknowledged, once, until the door has it; then only its id stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import sqlalchemy as sa

from courant.conversations.models import whatsapp_events as events
from courant.conversations.part import Part

# Values of one question: databases allow some hundreds or thousands.
MOST_AT_ONCE = 500
# Meta delivers again for seven days; an id that is still known then is a duplicate.
KEPT_DAYS = 8


class Stage(str, Enum):
    """How far a message with a photo has come: its words are never held back by a download."""

    WHOLE = "whole"
    WORDS = "words"
    PHOTO = "photo"


@dataclass(frozen=True)
class RawEvent:
    """A message or a status as it came.

    Attributes:
        phone_number_id: the number of ours that it was sent to.
        key: what makes it this one and no other: the id of the message, or the id, word and moment of a status.
        kind: `message` or `status`.
        content: plain JSON values; encrypted in the database.
        sent_at: when it was sent, by Meta's clock.
    """

    phone_number_id: str
    key: str
    kind: str
    content: Mapping[str, Any] = field(repr=False)
    sent_at: datetime


@dataclass(frozen=True)
class KeptEvent(RawEvent):
    """An event that waits.

    Attributes:
        seq: its place in the order of arrival.
        piece: the message for the door that it was made part of, None when it is still free.
        stage: what of it that message takes.
        tries: how many times its photo could not be fetched.
        received_at: when it came.
    """

    seq: int
    piece: str | None
    stage: Stage
    tries: int
    received_at: datetime


class WhatsappEvents(Part):
    """The raw events."""

    def whatsapp_keep(self, raw: Iterable[RawEvent]) -> list[KeptEvent]:
        """Keep events in one transaction; return those that had not come before, in the order of arrival."""
        rows = [self._raw_row(one) for one in raw]
        with self.database.write() as connection:
            self.database.insert_all_absent(connection, events, rows)
            kept = [row for some in _shares(rows) for row in self._just_kept(connection, some)]
        return [self._waiting_event(row) for row in sorted(kept, key=lambda row: row["seq"])]

    def whatsapp_due(self) -> list[int]:
        """Return the places of the events that wait and are due, in the order of arrival."""
        due = sa.or_(events.c.not_before.is_(None), events.c.not_before <= self.clock())
        query = sa.select(events.c.seq).where(events.c.handled_at.is_(None), due).order_by(events.c.seq)
        with self.database.read() as connection:
            return [row[0] for row in connection.execute(query)]

    def whatsapp_waiting(self, seqs: Sequence[int]) -> list[KeptEvent]:
        """Return which events of the first of these places wait, in the order of arrival; a message is never cut."""
        asked = events.c.seq.in_(seqs[:MOST_AT_ONCE])
        together = events.c.piece.in_(sa.select(events.c.piece).where(asked, events.c.piece.is_not(None)))
        query = sa.select(events).where(events.c.handled_at.is_(None), sa.or_(asked, together)).order_by(events.c.seq)
        with self.database.read() as connection:
            return [self._waiting_event(row) for row in connection.execute(query).mappings()]

    def whatsapp_assign(self, seqs: Sequence[int], piece: str, conversation: str) -> list[int]:
        """Make free events part of one message for the door; return those that no other process took meanwhile."""
        waiting = (events.c.seq.in_(seqs), events.c.handled_at.is_(None))
        mine = sa.select(events.c.seq).where(*waiting, events.c.piece == piece)
        with self.database.write() as connection:
            statement = (
                sa.update(events)
                .where(*waiting, events.c.piece.is_(None))
                .values(piece=piece, conversation=conversation)
            )
            connection.execute(statement)
            return [row[0] for row in connection.execute(mine.order_by(events.c.seq))]

    def whatsapp_words_first(self, seqs: Sequence[int]) -> None:
        """Note that the message takes only the words of these: their photos cannot be fetched now."""
        waiting = (events.c.seq.in_(seqs), events.c.stage == Stage.WHOLE.value)
        self._change_raw(*waiting, stage=Stage.WORDS.value)

    def whatsapp_photo_later(self, seqs: Sequence[int], until: datetime) -> None:
        """Let photos wait, whose words are told: they will be messages of their own."""
        self._change_raw(
            events.c.seq.in_(seqs), stage=Stage.PHOTO.value, piece=None, not_before=until, tries=events.c.tries + 1
        )

    def whatsapp_done(self, words: Mapping[int, str]) -> None:
        """Record that the door has these events; what is left of each is the masked words that it became."""
        now, silent = self.clock(), [seq for seq, said in words.items() if not said]
        with self.database.write() as connection:
            if silent:
                gone = sa.update(events).where(events.c.seq.in_(silent))
                connection.execute(gone.values(handled_at=now, sealed=None))
            for seq, said in words.items():
                if said:
                    values = {"handled_at": now, "sealed": self.sealer.seal_json({"words": said})}
                    connection.execute(sa.update(events).where(events.c.seq == seq).values(**values))

    def whatsapp_event(self, phone_number_id: str, key: str) -> KeptEvent | None:
        """Return an event whether it waits or not, None when it never came; once handled, it bears its words only."""
        query = sa.select(events).where(events.c.phone_number_id == phone_number_id, events.c.key == key)
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else self._waiting_event(row)

    def whatsapp_postpone(self, seqs: Sequence[int], until: datetime, *, counts: bool = True) -> None:
        """Let events wait that could not be handled; without `counts`, what they wait for is no failure of theirs."""
        self._change_raw(events.c.seq.in_(seqs), not_before=until, tries=events.c.tries + int(counts))

    def whatsapp_purge(self) -> int:
        """Forget handled events that Meta does not deliver any more; return how many."""
        before = self.clock() - timedelta(days=KEPT_DAYS)
        with self.database.write() as connection:
            return int(connection.execute(sa.delete(events).where(events.c.handled_at <= before)).rowcount)

    def _change_raw(self, *where: Any, **values: Any) -> None:
        with self.database.write() as connection:
            connection.execute(sa.update(events).where(*where).values(**values))

    def _raw_row(self, one: RawEvent) -> dict[str, Any]:
        return {
            "phone_number_id": one.phone_number_id,
            "key": one.key,
            "kind": one.kind,
            # Escaped: half a character, which phones do send, is no UTF-8.
            "sealed": self.sealer.seal(json.dumps(one.content)),
            "sent_at": one.sent_at,
            "received_at": self.clock(),
        }

    @staticmethod
    def _just_kept(connection: Any, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Return which of these rows stand in the table: no two are sealed alike, one of before is another."""
        mine = {row["sealed"] for row in rows}
        names = {name: {row[name] for row in rows} for name in ("phone_number_id", "key")}
        query = sa.select(events).where(*(events.c[name].in_(known) for name, known in names.items()))
        return [row for row in connection.execute(query).mappings() if row["sealed"] in mine]

    def _waiting_event(self, row: Any) -> KeptEvent:
        return KeptEvent(
            phone_number_id=row["phone_number_id"],
            key=row["key"],
            kind=row["kind"],
            content={} if row["sealed"] is None else self.sealer.open_json(row["sealed"]),
            sent_at=row["sent_at"],
            seq=row["seq"],
            piece=row["piece"],
            stage=Stage(row["stage"]),
            tries=row["tries"],
            received_at=row["received_at"],
        )


def _shares(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    return (rows[start : start + MOST_AT_ONCE] for start in range(0, len(rows), MOST_AT_ONCE))
