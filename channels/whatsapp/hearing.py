"""What a message means: who wrote, what belongs together, what is a change of something, what nobody answers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from channels.door import Door
from channels.lanes import Lanes
from channels.startup import kind_of_danger
from channels.whatsapp.account import tell
from channels.whatsapp.bursts import Bursts, Heard, in_order, joined, together
from channels.whatsapp.changes import EDIT, REVOKE, UNKNOWN_TRIES, Changes, new_text_of, original_of, said_in
from channels.whatsapp.choices import Choices
from channels.whatsapp.config import WhatsappConfig
from channels.whatsapp.courtesy import Courtesy
from channels.whatsapp.envelope import identity, previous
from channels.whatsapp.events import STATUS, IncomingMessage
from channels.whatsapp.failing import Failures
from channels.whatsapp.handing import CHANNEL, Handing
from channels.whatsapp.keeping import message_of, reaction_of, status_of
from channels.whatsapp.media_in import MediaSource, Photos
from channels.whatsapp.outward import Outward
from channels.whatsapp.reading import ReadMarks
from channels.whatsapp.templates import READ_PAYLOAD
from courant.conversations import KeptEvent

logger = structlog.get_logger(__name__)

SYSTEM, REACTION = "system", "reaction"
SILENT = (SYSTEM, REACTION, REVOKE)


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
        self._changes = Changes(door, config.number.phone_number_id)
        self._marks = ReadMarks(door.store, source)
        self._bursts = Bursts(self._flush, config.longest)
        self._lanes = Lanes()
        self._courtesy = courtesy
        self._turns = asyncio.Semaphore(config.turns)
        photos, choices = Photos(door, source), Choices(door.store, outward.is_numbered)
        self._handing = Handing(door, photos, choices, self._marks, self._turn)
        self._in_hand = in_hand
        self._failures = Failures(door.store, in_hand, self._excuse)
        self.counts: Counter[str] = Counter()

    def messages(self, events: Sequence[KeptEvent]) -> None:
        """Take up messages, in the order of arrival."""
        for some in together(events):
            try:
                self._hear_all(some)
            except Exception:
                logger.exception("channels.whatsapp.hearing.event_failed", seq=some[0].seq)
                self._failures.later(some)

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
            self._failures.later([event])

    def _noted(self, event: KeptEvent) -> str:
        if event.kind != STATUS:
            return tell(event.content)
        self._outward.on_status(status_of(event))
        return ""

    def _hear_all(self, events: Sequence[KeptEvent]) -> None:
        """Take up one message, or those that were made one before a stop or a failure."""
        begun: dict[str, list[Heard]] = {}
        for event in events:
            self._hear(event, begun)
        for sender, heard in begun.items():
            self._flush(sender, in_order(heard))

    def _hear(self, event: KeptEvent, begun: dict[str, list[Heard]]) -> None:
        message = message_of(event)
        if message.type == SYSTEM:
            self._follow(message)
            return self._done(event)
        if message.type == REACTION:
            return self._drop(event, REACTION, reaction_of(message))
        sender = self._sender(message)
        if sender is None:
            return self._drop(event, "no_sender")
        if message.type in (EDIT, REVOKE) and event.piece is None:
            return self._change(sender, event, message)
        heard = Heard(event, message, said_in(message))
        if heard.content.button == READ_PAYLOAD:
            return self._release(sender, event, heard)
        if message.group and kind_of_danger(heard.words) is None:
            return self._drop(event, "group")  # an answer to all would tell others, one to each would intrude
        if event.piece is not None:
            begun.setdefault(sender, []).append(heard)
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

        # A danger stands in line behind nothing: no download, no crowd, and nothing that failed.
        lane = f"{sender}!" if urgent else sender
        self._submit(lane, events, lambda: self._handing.give(sender, burst, urgent), in_order=not urgent)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        async with self._turns:
            await self._courtesy.pause()
            yield

    def _change(self, sender: str, event: KeptEvent, message: IncomingMessage) -> None:
        original, text = original_of(message), new_text_of(message)
        waiting = self._bursts.withdraw(sender, original)
        changed = Heard(event, message, said_in(message))
        if waiting is not None:
            self._done(waiting.event)
            if message.type == REVOKE or not text:
                return self._done(event)
            return self._bursts.add(sender, replace(changed, instead_of=waiting), self._pause(sender, changed))
        conversation = self._store.conversation_for(CHANNEL, sender)
        urgent = message.type == EDIT and kind_of_danger(text) is not None

        async def work() -> None:
            if message.type == REVOKE:
                known = self._changes.erase(sender, conversation, original)
                return self._done(event) if known or event.tries >= UNKNOWN_TRIES else self._failures.again(event)
            known = self._changes.replace(conversation, original, text) if text else True
            if known and not urgent:
                return self._done(event)
            self._store.whatsapp_wrote(sender, message.at)
            await self._handing.give(sender, [changed], urgent)

        in_order = message.type == EDIT and not urgent  # what is taken back is not answered first
        self._submit(f"{sender}!" if urgent else sender, [event], work, in_order)

    def _submit(
        self, lane: str, events: Sequence[KeptEvent], work: Callable[[], Awaitable[None]], in_order: bool
    ) -> None:
        async def whole() -> None:
            try:
                if not (in_order and self._failures.put_behind(events)):
                    await work()
            except Exception:
                logger.exception("channels.whatsapp.receiving.work_failed")
                self._failures.later(events)
            finally:
                self._in_hand.difference_update(event.seq for event in events)

        self._lanes.submit(lane, whole)

    def _excuse(self, events: Sequence[KeptEvent]) -> None:
        messages = [message_of(event) for event in events]
        sender = self._store.whatsapp_sender(messages[0].contact)
        if sender is not None and messages[0].type not in SILENT:
            said = joined(said_in(message).text for message in messages)
            self._handing.excuse(sender, events[0].piece or events[0].key, kind_of_danger(said))

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
