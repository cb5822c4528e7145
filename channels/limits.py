"""Sliding windows: at most so many events of one kind, per key, in so many seconds."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_SWEEP_EVERY = 1000


class Window:
    """Counts events by key (a conversation, an address) over the last seconds, in this process."""

    def __init__(self, count: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow `count` events in any `seconds`; the clock is in seconds and only has to move forward."""
        self.count = count
        self.seconds = seconds
        self._clock = clock
        self._events: dict[str, deque[float]] = {}
        self._since_sweep = 0

    def wait(self, key: str) -> float:
        """Count an event; return 0 when it is allowed, else the seconds until one would be.

        A refused event is not counted: whoever keeps trying is let in as soon as the window has room.
        """
        now = self._clock()
        self._sweep(now)
        events = self._events.setdefault(key, deque())
        self._drop_old(events, now)
        if len(events) < self.count:
            events.append(now)
            return 0.0
        return max(events[0] + self.seconds - now, 0.01)

    def _drop_old(self, events: deque[float], now: float) -> None:
        while events and events[0] <= now - self.seconds:
            events.popleft()

    def _sweep(self, now: float) -> None:
        self._since_sweep += 1
        if self._since_sweep < _SWEEP_EVERY:
            return
        self._since_sweep = 0
        for events in self._events.values():
            self._drop_old(events, now)
        self._events = {key: events for key, events in self._events.items() if events}
