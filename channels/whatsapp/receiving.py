"""From the webhook to the door: who wrote, in which order, what belongs together, what a stop left behind."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import structlog

from channels.door import Door
from channels.lanes import Lanes
from channels.startup import kind_of_danger
from channels.whatsapp.bursts import Bursts, Heard, in_order, joined
from channels.whatsapp.changes import EDIT, REVOKE, Changes, new_text_of, original_of
from channels.whatsapp.choices import Choices
from channels.whatsapp.config import WhatsappConfig
from channels.whatsapp.content import Content, content_of
from channels.whatsapp.courtesy import Courtesy
from channels.whatsapp.envelope import identity, previous
from channels.whatsapp.events import STATUS, IncomingMessage, StatusUpdate
from channels.whatsapp.handing import CHANNEL, Handing
from channels.whatsapp.keeping import message_of, status_of
from channels.whatsapp.media_in import MediaSource, Photos
from channels.whatsapp.reading import ReadMarks
from channels.whatsapp.templates import READ_PAYLOAD
from courant.conversations import Entry, KeptEvent

logger = structlog.get_logger(__name__)

SYSTEM, REACTION = "system", "reaction"
SWEEP_SECONDS = 2.0
PURGE_EVERY = 1_800  # sweeps: an hour
# Events of one round, before webhooks have their turn again.
AT_ONCE = 4
# What fails is tried again, for as long as it takes: after 10 s, then ever later, up to 10 minutes.
RETRY = timedelta(seconds=10)
MOST_DOUBLINGS = 6
STOP_SECONDS = 5.0


class Outward(Protocol):
    """The other half: who sends our messages, and follows what becomes of them."""

    @abstractmethod
    def on_status(self, update: StatusUpdate) -> None:
        """Take note of a status."""

    @abstractmethod
    def is_numbered(self, entry: Entry) -> bool:
        """Tell whether the choices of an entry were shown as numbers."""

    @abstractmethod
    def wake(self, conversation: str) -> None:
        """Say that a conversation may have something to send."""


class Receiver:
    """Takes up what the webhook kept, at once and again after a failure or a restart."""

    def __init__(self, door: Door, source: MediaSource, outward: Outward, config: WhatsappConfig) -> None:
        """Receive for a door.

        Args:
            door: where messages go.
            source: where photos are fetched.
            outward: who is told what became of our messages, and knows how they looked.
            config: pauses, and the number of ours.
        """
        self._store = door.store
        self._outward = outward
        self._config = config
        self._handing = Handing(door, Photos(door, source), Choices(door.store, outward.is_numbered))
        self._changes = Changes(door, config.number.phone_number_id)
        self._marks = ReadMarks(door.store, source)
        self._bursts = Bursts(self._flush, config.longest)
        self._lanes = Lanes()
        self._courtesy = Courtesy()
        self._turns = asyncio.Semaphore(config.turns)
        self._in_hand: set[int] = set()
        self._line: deque[int] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None
        self.counts: Counter[str] = Counter()

    def start(self) -> None:
        """Take up what a stopped process left, and from now on what has to be tried again."""
        self._keeper = asyncio.get_running_loop().create_task(self._keep())

    async def stop(self) -> None:
        """Let what is being handed over finish; the rest is taken up at the next start."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        self._line.clear()
        self._bursts.close()
        if not await self._lanes.drain(STOP_SECONDS):
            logger.warning("channels.whatsapp.receiving.unfinished")
        await self._marks.close()

    def arrived(self, seqs: Sequence[int]) -> None:
        """Take up events that were just kept; returns before anything is read."""
        self._courtesy.webhook()
        self._in_hand.update(seqs)
        self._line.extend(seqs)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.get_running_loop().create_task(self._work_off())

    def sweep(self) -> int:
        """Take up what waits and what this process does not work on; return how many events."""
        left = [seq for seq in self._store.whatsapp_due() if seq not in self._in_hand]
        if left:
            self.arrived(left)
        return len(left)

    async def _work_off(self) -> None:
        while self._line:
            await self._courtesy.pause()
            self._take_up([self._line.popleft() for _ in range(min(AT_ONCE, len(self._line)))])

    async def _keep(self) -> None:
        rounds = 0
        while True:
            try:
                self.sweep()
                if rounds % PURGE_EVERY == 0:
                    self._store.whatsapp_purge()
            except Exception:
                logger.exception("channels.whatsapp.receiving.sweep_failed")
            rounds += 1
            await asyncio.sleep(SWEEP_SECONDS)

    def _take_up(self, seqs: Sequence[int]) -> None:
        waiting = self._store.whatsapp_waiting(seqs)
        self._in_hand -= set(seqs) - {event.seq for event in waiting}
        begun: dict[tuple[str, str], list[Heard]] = {}
        for event in waiting:
            try:
                self._hear(event, begun)
            except Exception:
                logger.exception("channels.whatsapp.receiving.event_failed", seq=event.seq)
                self._later([event])
        # Messages that were put together before a stop stay together, under the same name.
        for (sender, _), heard in begun.items():
            self._flush(sender, in_order(heard))

    def _hear(self, event: KeptEvent, begun: dict[tuple[str, str], list[Heard]]) -> None:
        if event.kind == STATUS:
            self._outward.on_status(status_of(event))
            return self._done(event)
        message = message_of(event)
        if message.type == SYSTEM:
            self._follow(message)
            return self._done(event)
        sender = None if message.type == REACTION else self._store.whatsapp_sender(message.contact)
        if sender is None:
            return self._drop(event, REACTION if message.type == REACTION else "no_sender")
        if message.type in (EDIT, REVOKE):
            return self._change(sender, event, message)
        self._store.whatsapp_wrote(sender, message.at)
        heard = Heard(event, message, content_of(message.type, message.raw))
        if heard.content.button == READ_PAYLOAD:
            return self._release(sender, event, heard)
        if message.group and kind_of_danger(heard.words) is None:
            return self._drop(event, "group")  # an answer to all would tell others, one to each would intrude
        if event.piece is not None:
            begun.setdefault((sender, event.piece), []).append(heard)
        else:
            self._bursts.add(sender, heard, self._pause(sender, heard))

    def _release(self, sender: str, event: KeptEvent, heard: Heard) -> None:
        """« Lire la réponse » under a template: what was held back leaves, nothing else is answered."""
        conversation = self._store.conversation_for(CHANNEL, sender)
        self._store.whatsapp_note(conversation, CHANNEL, heard.message.id, heard.words)
        self._done(event)
        self._outward.wake(conversation)

    def _pause(self, sender: str, heard: Heard) -> float:
        """Return for how long something more is waited for. A danger is not kept waiting, nor who pressed a button."""
        content = heard.content
        if content.button or content.location or heard.event.tries:
            return 0.0
        so_far = self._bursts.words(sender)
        if heard.words and kind_of_danger(joined((so_far, heard.words))):
            return 0.0
        return self._config.album if content.photo else self._config.quiet

    def _flush(self, sender: str, burst: list[Heard]) -> None:
        events = [one.event for one in burst]
        urgent = kind_of_danger(joined(one.words for one in burst)) is not None

        async def work() -> None:
            self._marks.show(sender, burst)
            accepted = await self._handing.give(sender, burst, urgent)
            if accepted is not None and not urgent:
                await accepted.answered()

        async def in_turn() -> None:
            async with self._turns:
                await self._courtesy.pause()
                await work()

        # A danger stands in line behind nothing: no download, and no crowd.
        self._submit(f"{sender}!" if urgent else sender, events, work if urgent else in_turn)

    def _change(self, sender: str, event: KeptEvent, message: IncomingMessage) -> None:
        original, text = original_of(message), new_text_of(message)
        waiting = self._bursts.withdraw(sender, original)
        changed = Heard(event, message, Content(text=text))
        if waiting is not None:
            self._done(waiting.event)
            if message.type == REVOKE or not text:
                return self._done(event)
            return self._bursts.add(sender, replace(changed, instead_of=waiting), self._pause(sender, changed))
        conversation = self._store.conversation_for(CHANNEL, sender)

        async def work() -> None:
            if message.type == REVOKE:
                self._changes.erase(conversation, original)
                return self._done(event)
            known = self._changes.replace(conversation, original, text) if text else True
            if not known or kind_of_danger(text):
                self._store.whatsapp_wrote(sender, message.at)
                await self._handing.give(sender, [changed])
                return
            self._done(event)

        self._submit(sender, [event], work)

    def _submit(self, lane: str, events: Sequence[KeptEvent], work: Callable[[], Awaitable[None]]) -> None:
        async def whole() -> None:
            try:
                await work()
            except Exception:
                logger.exception("channels.whatsapp.receiving.work_failed")
                self._later(events)
            finally:
                self._in_hand.difference_update(event.seq for event in events)

        self._lanes.submit(lane, whole)

    def _follow(self, message: IncomingMessage) -> None:
        after = identity(message.raw)
        before = previous(message.raw, message.contact)
        known = after.identifiers() and any(self._store.whatsapp_changed(one, after) for one in before)
        self.counts["identity_changed" if known else "identity_unknown"] += 1

    def _drop(self, event: KeptEvent, reason: str) -> None:
        self.counts[reason] += 1
        logger.info("channels.whatsapp.receiving.unanswered", reason=reason, total=self.counts[reason])
        self._done(event)

    def _done(self, event: KeptEvent) -> None:
        self._store.whatsapp_done({event.seq: ""})
        self._in_hand.discard(event.seq)

    def _later(self, events: Sequence[KeptEvent]) -> None:
        seqs = [event.seq for event in events]
        tries = max(event.tries for event in events)
        self._store.whatsapp_postpone(seqs, self._store.clock() + RETRY * 2 ** min(tries, MOST_DOUBLINGS))
        self._in_hand.difference_update(seqs)
