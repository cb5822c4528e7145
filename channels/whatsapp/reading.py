"""Read marks and « typing »: shown as soon as somebody's message is taken up, and never waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from channels.whatsapp.bursts import Heard
from channels.whatsapp.errors import GraphProblem
from channels.whatsapp.media_in import MediaSource
from courant.conversations import ConversationStore, Stage

logger = structlog.get_logger(__name__)

CHANNEL = "whatsapp"


class ReadMarks:
    """Tells Meta what was read."""

    def __init__(self, store: ConversationStore, source: MediaSource) -> None:
        """Tell through a source."""
        self._store = store
        self._source = source
        self._running: set[asyncio.Task[None]] = set()

    def show(self, sender: str, burst: Sequence[Heard]) -> None:
        """Mark a burst as read by its last message; « typing » only when the assistant leads."""
        last = burst[-1]
        if last.event.stage is not Stage.WHOLE or last.event.tries:
            return
        conversation = self._store.find_conversation(CHANNEL, sender)
        led = conversation is not None and self._store.taken_over(conversation) is not None
        task = asyncio.get_running_loop().create_task(self._mark(last.event.key, typing=not led))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Give up what is still on its way."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _mark(self, message_id: str, typing: bool) -> None:
        try:
            await self._source.mark_read(message_id, typing)
        except GraphProblem as problem:
            logger.info("channels.whatsapp.reading.not_marked", reason=str(problem))
