"""The door: the one path that every customer message takes, whatever its channel.

neutralise → mask → limit → inbox (durable, once) → acknowledge → order within the conversation → turn → outbox.
A channel verifies the sender before, and renders and delivers the outbox after.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import structlog

from channels import photos
from channels.alarm import Alarm
from channels.assistant import Assistant
from channels.guard import Guard
from channels.hub import Hub
from channels.incoming import Accepted, Incoming, UnknownButton, UnknownFile, UnknownKind, UnreachableConversation
from channels.lanes import Lanes
from channels.limits import Window
from channels.masking import POINTS, mask
from channels.neutral import neutralise
from channels.presence import Presence
from channels.speaker import Speaker
from channels.tellings import Tellings
from channels.texts import PRESENTATION, TOO_FAST, Texts
from channels.turns import KindOfDanger, Turns
from courant.conversations import Asked, Attachment, ConversationStore, Inbound, Received, SystemEvent
from courant.danger import CRITICAL, assess
from courant.french.parsers.labels import is_offered_energy

logger = structlog.get_logger(__name__)

MESSAGES_ALLOWED = 20
SECONDS_OF_LIMIT = 10.0
NOTHING_TOLD: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class _Reading:
    """A message made safe to keep."""

    text: str = field(repr=False)
    danger: str | None
    button: str | None = None
    masked: str | None = None
    secret: str | None = field(default=None, repr=False)


class Door:
    """Accepts messages, answers them in order, takes up again what a stopped process left."""

    def __init__(
        self,
        store: ConversationStore,
        texts: Texts,
        assistant: Assistant,
        danger_in: KindOfDanger,
        presence: Presence | None = None,
        told_by: Mapping[str, str] = NOTHING_TOLD,
        alarm: Alarm | None = None,
    ) -> None:
        """Open a door in front of an assistant.

        Args:
            store: where conversations are kept.
            texts: what the door says by itself.
            assistant: who answers.
            danger_in: finds the kind of danger that a text tells of, None when it tells of none.
            presence: name of this process and knowledge of the others.
            told_by: action that tells each kind of system event.
            alarm: calls a person when a danger begins.
        """
        self.store = store
        self.texts = texts
        self.hub = Hub()
        self.presence = presence or Presence.of_this_process()
        self._kind_of_danger = danger_in
        self._alarm = alarm
        self._speaker = Speaker(store, self.hub, texts, alarm)
        self._turns = Turns(store, self.hub, texts, self._speaker, assistant, self._danger_in)
        self._guard = Guard(self._turns)
        self._tellings = Tellings(store, self._speaker, assistant, told_by)
        self._lanes = Lanes()
        self._limits: dict[str, Window] = {}
        self._notices: dict[str, Window] = {}
        self._here: set[str] = set()

    def limit(self, channel: str, count: int, seconds: float = SECONDS_OF_LIMIT) -> None:
        """Set how many messages a conversation of a channel may send in so many seconds."""
        self._limits[channel] = Window(count, seconds)
        self._notices[channel] = Window(1, seconds)

    def open(self, channel: str, address: str) -> str:
        """Return the conversation of an address, in which the assistant has introduced itself."""
        conversation = self.store.conversation_for(channel, address)
        if not self.store.said(conversation, PRESENTATION):
            self._speaker.say(conversation, self.texts.message(PRESENTATION))
        return conversation

    async def accept(self, incoming: Incoming) -> Accepted:
        """Keep a message and have it answered; returns before the answer.

        Raises:
            UnknownButton: the button was not issued in this conversation.
        """
        conversation = self.store.conversation_for(incoming.channel, incoming.address)
        reading = self._read(conversation, incoming)
        wait = self._wait(conversation, incoming.channel)
        if wait and reading.danger is None:
            return self._refuse(conversation, incoming.channel, wait)
        received = self.store.receive(
            conversation,
            incoming.channel,
            incoming.message_id,
            reading.text,
            button=reading.button,
            secret=reading.secret,
            masked=reading.masked,
            holder=self.presence.name,
            attachments=incoming.attachments,
            location=incoming.location,
        )
        self.hub.wake(conversation)
        return self._accepted(conversation, incoming, reading, received, over_limit=bool(wait))

    async def keep_photo(self, conversation: str, content: bytes) -> Attachment:
        """Clean and keep a photo that a later message will bring.

        Raises:
            BadPhoto: it is no photo that can be read.
        """
        return self.store.keep_file(conversation, photos.KIND, await photos.clean(content))

    def kept_file(self, conversation: str, file: str) -> Attachment:
        """Return a file that was kept in this conversation.

        Raises:
            UnknownFile: none has this id here.
        """
        found = self.store.attachment(conversation, file)
        if found is None:
            raise UnknownFile(file)
        return found

    async def notify(self, conversation: str, event: SystemEvent) -> Accepted:
        """Keep a system event and have it told in its turn; returns before it is told.

        Raises:
            UnknownKind: no pack subscribes to this kind.
            UnreachableConversation: there is no such conversation, or the customer has ended it.
        """
        if event.kind not in self._tellings.actions:
            raise UnknownKind(event.kind)
        if not self.store.is_open(conversation):
            raise UnreachableConversation(conversation)
        received = self.store.receive_event(conversation, event, holder=self.presence.name)
        if received.duplicate:
            return Accepted(conversation, received.number, received.inbox_id, duplicate=True)
        inbound = self.store.waiting(received.inbox_id)
        turn = None if inbound is None else self._submit(inbound)
        return Accepted(conversation, received.number, received.inbox_id, turn=turn)

    async def file_alerts(self) -> None:
        """Try again to call a person for dangers whose ticket could not be filed."""
        if self._alarm is not None:
            self._alarm.wake()
            await self._alarm.settled()

    async def resume(self) -> int:
        """Take up what waits for an answer and that no living process holds; return how many.

        Whoever told of a danger comes first, alone until the safety answer is given: the turns of a crowd keep the
        process busy. The safety answer to what another process holds is given too: whoever gives it, it is said once.
        """
        left = [one for one in self.store.unhandled() if one.inbox_id not in self._here]
        dangers = [(one, kind) for one in left if (kind := self._danger_in(one.conversation, one.text))]
        endangered = {one.conversation for one, _ in dangers}
        count = sum(self._take_up(one) for one in left if one.conversation in endangered)
        watches = [self._guard.watch(one, kind) for one, kind in dangers]
        if watches:
            await asyncio.wait(watches)
        count += sum(self._take_up(one) for one in left if one.conversation not in endangered)
        if count:
            logger.info("channels.door.messages.resumed", count=count)
        return count

    async def close(self, seconds: float = 10.0) -> None:
        """End the streams and let running turns finish."""
        self.hub.close()
        await self._guard.close()
        if not await self._lanes.drain(seconds):
            logger.warning("channels.door.turns.unfinished")
        if self._alarm is not None:
            await self._alarm.settled()

    def _read(self, conversation: str, incoming: Incoming) -> _Reading:
        if incoming.button is not None:
            title = self.store.button_title(conversation, incoming.button)
            if title is None:
                raise UnknownButton(incoming.button)
            return _Reading(title, self._danger_in(conversation, title), button=incoming.button)
        if not incoming.text and (incoming.attachments or incoming.location):
            return _Reading(self.texts.content(len(incoming.attachments), incoming.location is not None), None)
        asked, expected = self.store.asked(conversation), self.store.expected_secret(conversation)
        masked = mask(neutralise(incoming.text), expected, asked is not None and asked.kind in POINTS)
        return _Reading(masked.text, self._danger(masked.text, asked), masked=masked.kind, secret=masked.secret)

    def _danger_in(self, conversation: str, text: str) -> str | None:
        return self._danger(text, self.store.asked(conversation))

    def _danger(self, text: str, asked: Asked | None) -> str | None:
        """Find a danger; « le gaz » where a form offers energies or meters is an answer, as for the assistant."""
        if asked is not None and is_offered_energy(text, asked.field, asked.kind) and assess(text).name != CRITICAL:
            return None
        return self._kind_of_danger(text)

    def _wait(self, conversation: str, channel: str) -> float:
        if channel not in self._limits:
            self.limit(channel, MESSAGES_ALLOWED)
        return self._limits[channel].wait(conversation)

    def _refuse(self, conversation: str, channel: str, wait: float) -> Accepted:
        if self._notices[channel].wait(conversation) == 0:
            self._speaker.say(conversation, self.texts.message(TOO_FAST))
        return Accepted(conversation, self.store.last_number(conversation), retry_after=wait)

    def _accepted(
        self, conversation: str, incoming: Incoming, reading: _Reading, received: Received, over_limit: bool
    ) -> Accepted:
        number, inbox_id = received.number, received.inbox_id
        if received.duplicate:
            return Accepted(conversation, number, inbox_id, duplicate=True)
        inbound = Inbound(
            inbox_id=inbox_id,
            conversation=conversation,
            channel=incoming.channel,
            message_id=incoming.message_id,
            text=reading.text,
            button=reading.button,
            received_at=self.store.clock(),
            masked=reading.masked,
            attachments=incoming.attachments,
            location=incoming.location,
        )
        if over_limit and reading.danger and self.store.danger(conversation):
            # Told once through the assistant; a flood gets the safety answer only.
            self._turns.warn(inbound, reading.danger)
            return Accepted(conversation, number, inbox_id, turn=self._submit(inbound, only_warn=reading.danger))
        if reading.danger:
            self._guard.watch(inbound, reading.danger)
        return Accepted(conversation, number, inbox_id, turn=self._submit(inbound))

    def _submit(self, inbound: Inbound, again: bool = False, only_warn: str | None = None) -> asyncio.Task[None]:
        self._here.add(inbound.inbox_id)

        async def work() -> None:
            try:
                if only_warn is not None:
                    await self._turns.warn_only(inbound, only_warn)
                elif inbound.event is None:
                    await self._turns.run(inbound, again)
                else:
                    await self._tellings.run(inbound, again)
            finally:
                self._here.discard(inbound.inbox_id)

        return self._lanes.submit(inbound.conversation, work)

    def _take_up(self, inbound: Inbound) -> bool:
        holder = self.store.holder_of(inbound.inbox_id)
        if holder is not None and self.presence.may_be_alive(holder, inbound.received_at, self.store.clock()):
            return False
        taken = self.store.hold(inbound.inbox_id, self.presence.name, instead_of=holder)
        if taken:
            self._submit(inbound, again=True)
        return taken
