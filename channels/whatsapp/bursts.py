"""Bursts: several short messages, or the photos of an album, are one message for who answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from channels.whatsapp.content import Content
from channels.whatsapp.events import IncomingMessage
from courant.conversations import KeptEvent, Stage


@dataclass(frozen=True)
class Heard:
    """A kept message of a known sender, and what it says.

    Attributes:
        event: how it is kept.
        message: how it came.
        content: what it says.
        instead_of: the message whose place it takes, when it is a change of one that waited.
    """

    event: KeptEvent
    message: IncomingMessage
    content: Content
    instead_of: Heard | None = None

    @property
    def place(self) -> tuple[datetime, int]:
        """Its place in the order in which things were sent."""
        return (self.message.at, self.event.seq) if self.instead_of is None else self.instead_of.place

    @property
    def words(self) -> str:
        """What of it is words; none when they went ahead of the photo."""
        return "" if self.event.stage is Stage.PHOTO else self.content.text

    @property
    def photo(self) -> str | None:
        """Media id of its photo; none while the words go ahead."""
        return None if self.event.stage is Stage.WORDS else self.content.photo


_ENDS_A_SENTENCE = (".", "!", "?", "…", "\n")


def joined(parts: Iterable[str]) -> str:
    """Return what somebody wrote in several messages as one text.

    People cut a sentence into messages (« ça sent », « le gaz »): it must be read as one. Two sentences stay two,
    and two numbers do not become one.
    """
    whole = ""
    for part in filter(None, parts):
        apart = whole.endswith(_ENDS_A_SENTENCE) or (whole[-1:].isdigit() and part[0].isdigit())
        whole += ("" if not whole else "\n" if apart else " ") + part
    return whole


Flush = Callable[[str, list[Heard]], None]


@dataclass
class _Burst:
    """What one sender has written in the last seconds."""

    since: float
    waiting: list[Heard] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None


class Bursts:
    """Holds the messages of each sender until there is a pause."""

    def __init__(self, flush: Flush, longest: float) -> None:
        """Hand bursts over by `flush`, in the order of sending, after `longest` seconds at most."""
        self._flush = flush
        self._longest = longest
        self._bursts: dict[str, _Burst] = {}

    def add(self, sender: str, heard: Heard, pause: float) -> None:
        """Add a message; the burst is over when none follows within `pause` seconds, at once when that is none."""
        loop = asyncio.get_running_loop()
        burst = self._bursts.setdefault(sender, _Burst(loop.time()))
        burst.waiting.append(heard)
        if burst.timer is not None:
            burst.timer.cancel()
        when = min(loop.time() + pause, burst.since + self._longest)
        if pause <= 0 or when <= loop.time():
            self.end(sender)
        else:
            burst.timer = loop.call_at(when, self.end, sender)

    def words(self, sender: str) -> str:
        """Return what a sender has written so far in the burst that is going on."""
        return joined(one.words for one in in_order(self._waiting(sender)))

    def withdraw(self, sender: str, message_id: str) -> Heard | None:
        """Take a message back out of its burst; None when it is not there any more."""
        waiting = self._waiting(sender)
        found = next((one for one in waiting if one.event.key == message_id), None)
        if found is not None:
            waiting.remove(found)
        return found

    def end(self, sender: str) -> None:
        """Hand over what a sender has written."""
        burst = self._bursts.pop(sender, None)
        if burst is None:
            return
        if burst.timer is not None:
            burst.timer.cancel()
        if burst.waiting:
            self._flush(sender, in_order(burst.waiting))

    def close(self) -> None:
        """Forget what waits: it is kept in the store and will be taken up at the next start."""
        for burst in self._bursts.values():
            if burst.timer is not None:
                burst.timer.cancel()
        self._bursts.clear()

    def _waiting(self, sender: str) -> list[Heard]:
        burst = self._bursts.get(sender)
        return [] if burst is None else burst.waiting


def in_order(heard: Iterable[Heard]) -> list[Heard]:
    """Return messages in the order in which they were sent, as far as Meta's seconds tell it."""
    return sorted(heard, key=lambda one: one.place)


def together(events: Iterable[KeptEvent]) -> Iterable[Sequence[KeptEvent]]:
    """Return events one by one, but those of one message for the door together."""
    groups: dict[object, list[KeptEvent]] = {}
    for event in events:
        groups.setdefault(event.seq if event.piece is None else event.piece, []).append(event)
    return groups.values()
