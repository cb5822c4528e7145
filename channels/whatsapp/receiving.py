"""From the webhook to whom it concerns: kept first, taken up between webhooks, a danger at once, again after a stop."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import structlog

from channels.door import Door
from channels.whatsapp.backlog import Backlog
from channels.whatsapp.config import WhatsappConfig
from channels.whatsapp.courtesy import Courtesy
from channels.whatsapp.hearing import Hearing
from channels.whatsapp.journal import Journal
from channels.whatsapp.media_in import MediaSource
from channels.whatsapp.outward import Outward
from courant.conversations import KeptEvent, RawEvent
from courant.conversations.whatsapp_events import MOST_AT_ONCE

logger = structlog.get_logger(__name__)

SWEEP_SECONDS = 2.0
SOON_SECONDS = 0.1  # when a sweep could not take up everything
PURGE_EVERY = 1_800  # sweeps: an hour
# Messages of one round, before webhooks have their turn again; statuses, which cost far less; messages to look into.
AT_ONCE, OTHERS_AT_ONCE, LOOK_AT_ONCE = 4, 50, 8
STOP_SECONDS = 5.0


class Receiver:
    """Keeps what the webhook brings, and takes it up: at once, and again after a failure or a restart."""

    def __init__(self, door: Door, source: MediaSource, outward: Outward, config: WhatsappConfig) -> None:
        """Receive for a door.

        Args:
            door: where messages go.
            source: where photos are fetched.
            outward: who is told what became of our messages, and knows how they looked.
            config: pauses, and the number of ours.
        """
        self._store = door.store
        self._courtesy = Courtesy()
        self._in_hand: set[int] = set()
        self._hearing = Hearing(door, source, outward, config, self._courtesy, self._in_hand)
        self._journal = Journal(door.store, self.arrived)
        self._backlog = Backlog()
        self._worker: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def counts(self) -> Counter[str]:
        """How often something was not answered, by reason."""
        return self._hearing.counts

    def now(self) -> datetime:
        """Return the time of the store."""
        return self._store.clock()

    def start(self) -> None:
        """Take up what a stopped process left, and from now on what has to be tried again."""
        self._keeper = asyncio.get_running_loop().create_task(self._keep())

    async def stop(self) -> None:
        """Let what is being handed over finish; the rest is taken up at the next start."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        self._backlog.clear()
        if not await self._hearing.close(STOP_SECONDS):
            logger.warning("channels.whatsapp.receiving.unfinished")

    async def keep(self, raw: Sequence[RawEvent]) -> int:
        """Return once the events of a webhook are committed, with how many of them had not come before.

        Raises:
            Exception: whatever the store failed with; nothing of this webhook is kept then.
        """
        self._courtesy.webhook()
        return await self._journal.keep(raw)

    def arrived(self, events: Sequence[KeptEvent]) -> None:
        """Take up events that are kept; returns before anything is read."""
        new = [event for event in events if event.seq not in self._in_hand]
        self._in_hand.update(event.seq for event in new)
        self._backlog.add(new)
        loop = asyncio.get_running_loop()
        if self._watch is None or self._watch.done():
            self._watch = loop.create_task(self._look())
        if self._worker is None or self._worker.done():
            self._worker = loop.create_task(self._work_off())

    def sweep(self) -> int:
        """Take up what waits and what this process does not work on, the first of it; return how many events wait."""
        left = [seq for seq in self._store.whatsapp_due() if seq not in self._in_hand]
        if left:
            self.arrived(self._store.whatsapp_waiting(left))
        return len(left)

    async def _look(self) -> None:
        """Whoever tells of a danger waits behind nobody."""
        while self._backlog.has_unread:
            self._hearing.messages(self._backlog.dangers(LOOK_AT_ONCE))
            await asyncio.sleep(0)

    async def _work_off(self) -> None:
        while self._backlog:
            await self._courtesy.pause()
            await self._look()  # of what is taken up now, a danger must not be cut off from what comes after it
            messages, others = self._backlog.messages(AT_ONCE), self._backlog.others(OTHERS_AT_ONCE)
            if messages:
                self._hearing.messages(messages)
            if others:
                self._hearing.others(others)

    async def _keep(self) -> None:
        rounds = 0
        while True:
            try:
                more = self.sweep() > MOST_AT_ONCE
                if rounds % PURGE_EVERY == 0:
                    self._store.whatsapp_purge()
            except Exception:
                logger.exception("channels.whatsapp.receiving.sweep_failed")
                more = False
            rounds += 1
            await asyncio.sleep(SOON_SECONDS if more else SWEEP_SECONDS)
