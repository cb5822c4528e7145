"""Order: the messages of one conversation are answered one after the other; conversations do not wait for others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

logger = structlog.get_logger(__name__)

Work = Callable[[], Awaitable[None]]


class Lanes:
    """One queue per conversation, made of tasks that each wait for the one before."""

    def __init__(self) -> None:
        """Begin with no lane."""
        self._last: dict[str, asyncio.Task[None]] = {}
        # The loop keeps only weak references to tasks: without this set a turn could be collected half-way.
        self._running: set[asyncio.Task[None]] = set()

    def submit(self, lane: str, work: Work) -> asyncio.Task[None]:
        """Add work at the end of a lane; what it raises is logged and does not stop the lane."""
        task = asyncio.get_running_loop().create_task(self._after(self._last.get(lane), work))
        self._last[lane] = task
        self._running.add(task)
        task.add_done_callback(lambda done: self._forget(lane, done))
        return task

    async def drain(self, seconds: float) -> bool:
        """Wait for all work to end, at most so long; tell whether everything ended."""
        if not self._running:
            return True
        _, pending = await asyncio.wait(set(self._running), timeout=seconds)
        return not pending

    @staticmethod
    async def _after(previous: asyncio.Task[None] | None, work: Work) -> None:
        if previous is not None:
            await asyncio.wait({previous})
        try:
            await work()
        except Exception:
            logger.exception("channels.lanes.work.failed")

    def _forget(self, lane: str, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if self._last.get(lane) is task:
            del self._last[lane]
