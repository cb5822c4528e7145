"""What a message means: who wrote, what belongs together, what is a change of something, what nobody answers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from channels.door import Door
from channels.lanes import Lanes
from channels.startup import kind_of_danger
from channels.whatsapp.account import tell
from channels.whatsapp.bursts import Bursts, Heard, in_order, joined
from channels.whatsapp.changes import EDIT, REVOKE, Changes, new_text_of, original_of
from channels.whatsapp.choices import Choices
from channels.whatsapp.config import WhatsappConfig
from channels.whatsapp.content import Content, content_of
from channels.whatsapp.courtesy import Courtesy
from channels.whatsapp.envelope import identity, previous
from channels.whatsapp.events import STATUS, IncomingMessage
from channels.whatsapp.handing import CHANNEL, Handing
from channels.whatsapp.keeping import message_of, reaction_of, status_of
from channels.whatsapp.media_in import MediaSource, Photos
from channels.whatsapp.outward import Outward
from channels.whatsapp.reading import ReadMarks
from channels.whatsapp.templates import READ_PAYLOAD
from courant.conversations import KeptEvent

logger = structlog.get_logger(__name__)

SYSTEM, REACTION = "system", "reaction"
# What fails is tried again, for as long as it takes: after 10 s, then ever later, up to 10 minutes.
RETRY = timedelta(seconds=10)
MOST_DOUBLINGS = 6


class Hearing:
    """Hands what was kept to whom it concerns; `in_hand` loses the places of what is over."""

    def __init__(
        self,
        door: Door,
        source: MediaSource,
        outward: Outward,
        config: WhatsappConfig,
        courtesy: Courtesy,
        in_hand: set[int],
    ) -> None:
        """Hear for a door.

        Args:
            door: where messages go.
            source: where photos are fetched.
            outward: who is told what became of our messages, and knows how they looked.
            config: pauses, and the number of ours.
            courtesy: what lets webhooks go first.
            in_hand: places of the events that this process works on.
        """
        self._store = door.store
        self._outward = outward
        self._config = config
        self._handing = Handing(door, Photos(door, source), Choices(door.store, outward.is_numbered))
        self._changes = Changes(door, config.number.phone_number_id)
        self._marks = ReadMarks(door.store, source)
        self._bursts = Bursts(self._flush, config.longest)
        self._lanes = Lanes()
        self._courtesy = courtesy
        self._turns = asyncio.Semaphore(config.turns)
        self._in_hand = in_hand
        self.counts: Counter[str] = Counter()

    def messages(self, events: Sequence[KeptEvent]) -> None:
        """Take up messages, in the order of arrival."""
        begun: dict[tuple[str, str], list[Heard]] = {}
        for event in events:
            try:
                self._hear(event, begun)
            except Exception:
                logger.exception("channels.whatsapp.hearing.event_failed", seq=event.seq)
                self._later([event])
        # Messages that were put together before a stop stay together, under the same name.
        for (sender, _), heard in begun.items():
            self._flush(sender, in_order(heard))

    def others(self, events: Sequence[KeptEvent]) -> None:
        """Take note of statuses and notices: in one transaction, or each in its own when one of them fails."""
        try:
            self._note(events)
        except Exception:
            logger.exception("channels.whatsapp.hearing.events_failed", count=len(events))
            for event in events:
                self._note_alone(event)

    async def close(self, seconds: float) -> bool:
        """Let what is being handed over finish, at most so long; tell whether it did."""
        self._bursts.close()
        ended = await self._lanes.drain(seconds)
        await self._marks.close()
        return ended

    def _note(self, events: Sequence[KeptEvent]) -> None:
        with self._store.together():
            told = {event.seq: self._noted(event) for event in events}
            self._store.whatsapp_done(told)
        self._in_hand.difference_update(told)

    def _note_alone(self, event: KeptEvent) -> None:
        try:
            self._note([event])
        except Exception:
            logger.exception("channels.whatsapp.hearing.event_failed", seq=event.seq)
            self._later([event])

    def _noted(self, event: KeptEvent) -> str:
        if event.kind != STATUS:
            return tell(event.content)
        self._outward.on_status(status_of(event))
        return ""

    def _hear(self, event: KeptEvent, begun: dict[tuple[str, str], list[Heard]]) -> None:
        message = message_of(event)
        if message.type == SYSTEM:
            self._follow(message)
            return self._done(event)
        if message.type == REACTION:
            return self._drop(event, REACTION, reaction_of(message))
        sender = self._sender(message)
        if sender is None:
            return self._drop(event, "no_sender")
        if message.type in (EDIT, REVOKE):
            return self._change(sender, event, message)
        heard = Heard(event, message, content_of(message.type, message.raw))
        if heard.content.button == READ_PAYLOAD:
            return self._release(sender, event, heard)
        if message.group and kind_of_danger(heard.words) is None:
            return self._drop(event, "group")  # an answer to all would tell others, one to each would intrude
        if event.piece is not None:
            begun.setdefault((sender, event.piece), []).append(heard)
        else:
            self._bursts.add(sender, heard, self._pause(sender, heard))

    def _sender(self, message: IncomingMessage) -> str | None:
        """Return who wrote, and remember when, unless it is only a change of something that they wrote before."""
        with self._store.together():
            sender = self._store.whatsapp_sender(message.contact)
            if sender is not None and message.type not in (EDIT, REVOKE):
                self._store.whatsapp_wrote(sender, message.at)
        return sender

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

    def _drop(self, event: KeptEvent, reason: str, remembered: str = "") -> None:
        self.counts[reason] += 1
        logger.info("channels.whatsapp.receiving.unanswered", reason=reason, total=self.counts[reason])
        self._done(event, remembered)

    def _done(self, event: KeptEvent, remembered: str = "") -> None:
        self._store.whatsapp_done({event.seq: remembered})
        self._in_hand.discard(event.seq)

    def _later(self, events: Sequence[KeptEvent]) -> None:
        seqs = [event.seq for event in events]
        tries = max(event.tries for event in events)
        self._store.whatsapp_postpone(seqs, self._store.clock() + RETRY * 2 ** min(tries, MOST_DOUBLINGS))
        self._in_hand.difference_update(seqs)
