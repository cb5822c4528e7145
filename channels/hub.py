"""Wake-ups inside one process: who watches a conversation is told that something is new in it.

The outbox stays the truth. A watcher that misses a wake-up, or is woken for nothing, loses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Watcher:
    """One open stream on a conversation."""

    def __init__(self) -> None:
        """Begin quiet."""
        self._news = asyncio.Event()
        self.typing = False
        self.closing = False

    async def wait(self, seconds: float) -> bool:
        """Wait for news, at most so long; tell whether there is any."""
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self._news.clear()
        return True

    def wake(self) -> None:
        """Announce news."""
        self._news.set()


class Hub:
    """All open streams of this process, by conversation."""

    def __init__(self) -> None:
        """Begin with no watcher."""
        self._watchers: dict[str, set[Watcher]] = {}
        self._typing: set[str] = set()
        self._listeners: list[Callable[[str], None]] = []

    def listen(self, listener: Callable[[str], None]) -> None:
        """Tell a channel that sends by itself of each conversation whose outbox has something new."""
        self._listeners.append(listener)

    @contextmanager
    def watch(self, conversation: str) -> Iterator[Watcher]:
        """Watch a conversation for as long as the context lasts."""
        watcher = Watcher()
        watcher.typing = conversation in self._typing
        self._watchers.setdefault(conversation, set()).add(watcher)
        try:
            yield watcher
        finally:
            self._watchers[conversation].discard(watcher)
            if not self._watchers[conversation]:
                del self._watchers[conversation]

    @property
    def watched(self) -> frozenset[str]:
        """Conversations that somebody watches."""
        return frozenset(self._watchers)

    def wake(self, conversation: str) -> None:
        """Tell the watchers of a conversation, and who listens to all, that its outbox has something new."""
        for watcher in self._watchers.get(conversation, ()):
            watcher.wake()
        for listener in self._listeners:
            listener(conversation)

    @contextmanager
    def typing(self, conversation: str) -> Iterator[None]:
        """Show that an answer is being prepared for as long as the context lasts."""
        self._set_typing(conversation, True)
        try:
            yield
        finally:
            self._set_typing(conversation, False)

    def end(self, conversation: str) -> None:
        """Ask the watchers of a conversation to leave: it was closed."""
        for watcher in self._watchers.get(conversation, ()):
            watcher.closing = True
            watcher.wake()

    def close(self) -> None:
        """Ask every watcher to leave: the process stops."""
        for conversation in self._watchers:
            self.end(conversation)

    def _set_typing(self, conversation: str, typing: bool) -> None:
        (self._typing.add if typing else self._typing.discard)(conversation)
        for watcher in self._watchers.get(conversation, ()):
            watcher.typing = typing
            watcher.wake()
