"""Circuit breaker: after repeated failures, fail at once for a while instead of making everybody wait."""

from __future__ import annotations

import time
from collections.abc import Callable


class CircuitBreaker:
    """Counts consecutive failures of one service.

    Args:
        threshold: Consecutive failures that open the circuit.
        pause: Seconds during which calls fail at once; then one trial call goes through.
        clock: Monotonic clock in seconds, replaceable in tests.
    """

    def __init__(self, threshold: int = 5, pause: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._threshold = threshold
        self._pause = pause
        self._clock = clock
        self._failures = 0
        self._opened_at: float | None = None
        self._trial_running = False

    def allows(self) -> bool:
        """Whether a call may go through now; when half open, only the first asker gets a yes."""
        if self._opened_at is None:
            return True
        if self._trial_running or self._clock() - self._opened_at < self._pause:
            return False
        self._trial_running = True
        return True

    def succeeded(self) -> None:
        """The service answered: close the circuit."""
        self._failures = 0
        self._opened_at = None
        self._trial_running = False

    def failed(self) -> None:
        """The service failed: open the circuit at the threshold, or again after a failed trial."""
        self._failures += 1
        if self._trial_running or self._failures >= self._threshold:
            self._opened_at = self._clock()
        self._trial_running = False
