"""What was kept and not yet taken up: first come, first served, but for whoever tells of a danger."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice

import structlog

from channels.startup import kind_of_danger
from channels.whatsapp.bursts import joined
from channels.whatsapp.changes import EDIT, new_text_of
from channels.whatsapp.content import content_of
from channels.whatsapp.events import MESSAGE, IncomingMessage
from channels.whatsapp.keeping import message_of
from courant.conversations import KeptEvent

logger = structlog.get_logger(__name__)

# A danger may be cut into so many messages (« ça sent », « le gaz »).
MOST_PARTS = 4


class Backlog:
    """Messages of customers, and beside them everything else: statuses are many, and cost little together."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._messages: dict[int, KeptEvent] = {}
        self._others: deque[KeptEvent] = deque()
        self._unread: deque[KeptEvent] = deque()
        self._words: dict[str, dict[int, str]] = {}
        self._authors: dict[int, str] = {}

    def __bool__(self) -> bool:
        """Tell whether anything waits."""
        return bool(self._messages or self._others)

    @property
    def has_unread(self) -> bool:
        """Nobody has looked yet whether the last ones tell of a danger."""
        return bool(self._unread)

    def add(self, events: Iterable[KeptEvent]) -> None:
        """Add events in the order of arrival."""
        for event in events:
            if event.kind == MESSAGE:
                self._messages[event.seq] = event
                self._unread.append(event)
            else:
                self._others.append(event)

    def dangers(self, most: int) -> list[KeptEvent]:
        """Read the next few, and take out all that waits of those who tell of a danger in them."""
        found: list[KeptEvent] = []
        for _ in range(min(most, len(self._unread))):
            event = self._unread.popleft()
            if event.seq in self._messages:
                found += self._taken(self._look_into(event))
        return found

    def messages(self, most: int) -> list[KeptEvent]:
        """Take out the first messages."""
        return self._taken(list(islice(self._messages, most)))

    def others(self, most: int) -> list[KeptEvent]:
        """Take out the first of what is no message."""
        return [self._others.popleft() for _ in range(min(most, len(self._others)))]

    def clear(self) -> None:
        """Forget what waits: the store holds it."""
        for kept in (self._messages, self._others, self._unread, self._words, self._authors):
            kept.clear()

    def _look_into(self, event: KeptEvent) -> Sequence[int]:
        try:
            return self._endangered(event)
        except Exception:
            logger.exception("channels.whatsapp.backlog.look_failed", seq=event.seq)  # it is taken up in its turn
            return ()

    def _endangered(self, event: KeptEvent) -> Sequence[int]:
        """All messages of this one's author, when with it they tell of a danger."""
        message = message_of(event)
        author = str(message.contact.identifiers()[:1])
        words = self._words.setdefault(author, {})
        words[event.seq] = _words_of(message)
        self._authors[event.seq] = author
        told = joined(list(words.values())[-MOST_PARTS:]) if words[event.seq] else ""
        return list(words) if told and kind_of_danger(told) is not None else ()

    def _taken(self, some: Sequence[int]) -> list[KeptEvent]:
        seqs = self._whole(some)
        for seq in seqs:
            author = self._authors.pop(seq, "")
            words = self._words.get(author, {})
            words.pop(seq, None)
            if not words:
                self._words.pop(author, None)
        return [self._messages.pop(seq) for seq in seqs]

    def _whole(self, some: Sequence[int]) -> list[int]:
        """These, and all that was made one message with them: the door takes a message once, and whole."""
        pieces = {self._messages[seq].piece for seq in some} - {None}
        if not pieces:
            return list(some)
        asked = set(some)
        return [seq for seq, event in self._messages.items() if seq in asked or event.piece in pieces]


def _words_of(message: IncomingMessage) -> str:
    return new_text_of(message) if message.type == EDIT else content_of(message.type, message.raw).text
