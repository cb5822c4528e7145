"""Sees to it that the safety answer comes soon, however long the assistant takes and whatever it is busy with."""

from __future__ import annotations

import asyncio

import structlog

from channels.turns import Turns
from courant.conversations import Inbound

logger = structlog.get_logger(__name__)

# The assistant answers sooner when it can, and knows more than the door.
PATIENCE_SECONDS = 0.75


class Guard:
    """Gives the safety answer itself when a danger was not answered in time; the turn then leaves it out."""

    def __init__(self, turns: Turns, patience: float = PATIENCE_SECONDS) -> None:
        """Watch over the turns of messages."""
        self._turns = turns
        self._patience = patience
        self._running: set[asyncio.Task[None]] = set()

    def watch(self, inbound: Inbound, kind: str) -> asyncio.Task[None]:
        """Watch over the turn of a message that tells of a danger; what is returned ends when it has its answer."""
        task = asyncio.get_running_loop().create_task(self._watch(inbound, kind))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def close(self) -> None:
        """Stop watching: what is not answered is taken up at the next start."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _watch(self, inbound: Inbound, kind: str) -> None:
        await asyncio.sleep(self._patience)
        try:
            if await self._turns.warn_meanwhile(inbound, kind):
                logger.warning("channels.guard.danger.answered_ahead", conversation=inbound.conversation, kind=kind)
        except Exception:
            logger.exception("channels.guard.danger.not_answered", conversation=inbound.conversation)
