"""Keeps webhooks before they are acknowledged: all those of the same moment in one transaction."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from courant.conversations import ConversationStore, KeptEvent, RawEvent

logger = structlog.get_logger(__name__)

# Events of one transaction, so that no acknowledgement waits long for those of others.
MOST_AT_ONCE = 500
Arrived = Callable[[Sequence[KeptEvent]], None]


@dataclass(frozen=True)
class _Waiting:
    """A webhook whose answer waits for the commit; `kept` becomes how many of its events are new."""

    raw: Sequence[RawEvent]
    kept: asyncio.Future[int]


class Journal:
    """Writes down what comes.

    Committing takes longer than inserting. The webhooks that the network has brought at the same time are committed
    together, in the next pass of the loop: nobody waits for a clock, and a webhook that comes alone is not delayed.
    """

    def __init__(self, store: ConversationStore, arrived: Arrived) -> None:
        """Write into a store; `arrived` is told of what is new, after the acknowledgements."""
        self._store = store
        self._arrived = arrived
        self._line: deque[_Waiting] = deque()

    async def keep(self, raw: Sequence[RawEvent]) -> int:
        """Return once these events are committed, with how many of them had not come before.

        Raises:
            Exception: whatever the store failed with; nothing of this webhook is kept then.
        """
        if not raw:
            return 0
        loop = asyncio.get_running_loop()
        waiting = _Waiting(raw, loop.create_future())
        if not self._line:
            loop.call_soon(self._write)
        self._line.append(waiting)
        return await waiting.kept

    def _write(self) -> None:
        group = self._next_group()
        if self._line:
            asyncio.get_running_loop().call_soon(self._write)
        if not self._commit(group) and len(group) > 1:
            # One that cannot be kept must not refuse the others.
            for waiting in group:
                self._commit([waiting], last=True)

    def _next_group(self) -> list[_Waiting]:
        group = [self._line.popleft()]
        while self._line and sum(len(one.raw) for one in group) + len(self._line[0].raw) <= MOST_AT_ONCE:
            group.append(self._line.popleft())
        return group

    def _commit(self, group: Sequence[_Waiting], last: bool = False) -> bool:
        try:
            kept = self._store.whatsapp_keep([event for waiting in group for event in waiting.raw])
        except Exception as error:
            logger.exception("channels.whatsapp.journal.not_kept", webhooks=len(group))
            if last or len(group) == 1:
                _refuse(group, error)
            return False
        self._acknowledge(group, kept)
        return True

    def _acknowledge(self, group: Sequence[_Waiting], kept: Sequence[KeptEvent]) -> None:
        new = {(one.phone_number_id, one.key) for one in kept}
        for waiting in group:
            mine = {(one.phone_number_id, one.key) for one in waiting.raw} & new
            new -= mine  # the same event in two webhooks of a group is new in the first
            if not waiting.kept.done():
                waiting.kept.set_result(len(mine))
        if kept:
            asyncio.get_running_loop().call_soon(self._arrived, kept)


def _refuse(group: Sequence[_Waiting], error: Exception) -> None:
    for waiting in group:
        if not waiting.kept.done():
            waiting.kept.set_exception(error)
