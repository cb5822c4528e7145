"""One turn: a kept message goes through the assistant and every answer comes out once, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import structlog
from rasa.core.channels.channel import UserMessage

from channels.collector import Collector
from channels.hub import Hub
from channels.masking import CARD, only_masked
from channels.rebuild import answers_in
from channels.speaker import Speaker
from channels.texts import INCIDENT, MASKED_CARD, PRESENTATION, Texts, tells_of_danger
from courant.conversations import ConversationStore, Inbound, OutMessage

logger = structlog.get_logger(__name__)

Handle = Callable[[UserMessage], Awaitable[Any]]
EventsOf = Callable[[str], Awaitable[list[Any]]]
KindOfDanger = Callable[[str], "str | None"]

TURN_SECONDS = 60.0
# Time for the "typing" event to leave before the model keeps the loop busy.
YIELD_SECONDS = 0.01


class Place(IntEnum):
    """Places among the answers to a message; the assistant's own count from 0, the door's stand around them."""

    PRESENTATION = -2
    MASKED_CARD = -1
    FIRST_ANSWER = 0
    DANGER = 1000
    INCIDENT = 1001
    LATE_PRESENTATION = 1002


@dataclass(frozen=True)
class Assistant:
    """Rasa as the door sees it: it handles a message, and remembers what it did."""

    handle: Handle
    events_of: EventsOf


class Turns:
    """Runs turns. A turn may be run again after a stop: the customer sees each answer once."""

    def __init__(
        self,
        store: ConversationStore,
        hub: Hub,
        texts: Texts,
        assistant: Assistant,
        danger_in: KindOfDanger,
        seconds: float = TURN_SECONDS,
    ) -> None:
        """Bring together what a turn needs; `seconds` is how long the assistant may take."""
        self._store = store
        self._hub = hub
        self._texts = texts
        self._assistant = assistant
        self._danger_in = danger_in
        self._seconds = seconds
        self._speaker = Speaker(store, hub, texts)

    async def run(self, inbound: Inbound, again: bool = False) -> None:
        """Answer one message and mark it handled.

        Args:
            inbound: the message.
            again: its turn may have run before, in a process that stopped.
        """
        kind = self._danger_in(inbound.text)
        if kind is None:
            self._introduce(inbound, Place.PRESENTATION)
        if inbound.masked == CARD:
            self._say(inbound, self._texts.message(MASKED_CARD), Place.MASKED_CARD)
        if self._store.taken_over(inbound.conversation):
            self._warn(inbound, kind)
        elif inbound.masked is None or not only_masked(inbound.text):
            await self._converse(inbound, kind, again)
        self._introduce(inbound, Place.LATE_PRESENTATION)
        self._store.mark_handled(inbound.inbox_id)

    def warn_only(self, inbound: Inbound, kind: str) -> None:
        """Give the safety answer to a message without asking the assistant, and mark it handled."""
        self._warn(inbound, kind)
        self._store.mark_handled(inbound.inbox_id)

    async def _converse(self, inbound: Inbound, kind: str | None, again: bool) -> None:
        failed = False
        try:
            if not (again and await self._rebuild(inbound)):
                await self._ask(inbound)
        except Exception:
            logger.exception("channels.turns.turn.failed", incident=_incident(inbound))
            failed = True
        if failed or not self._answered(inbound):
            self._excuse(inbound, kind)

    async def _ask(self, inbound: Inbound) -> None:
        place = Place.FIRST_ANSWER.value

        def say(_recipient: str, message: OutMessage) -> None:
            nonlocal place
            self._say(inbound, message, place)
            place += 1

        message = self._user_message(inbound, Collector(inbound.channel, say))
        with self._hub.typing(inbound.conversation):
            await asyncio.sleep(YIELD_SECONDS)
            await asyncio.wait_for(self._assistant.handle(message), self._seconds)

    async def _rebuild(self, inbound: Inbound) -> bool:
        answers = answers_in(await self._assistant.events_of(inbound.conversation), inbound.inbox_id)
        if answers is None:
            return False
        for place, message in enumerate(answers, Place.FIRST_ANSWER.value):
            self._say(inbound, message, place)
        return True

    def _user_message(self, inbound: Inbound, output: Collector) -> UserMessage:
        metadata = {
            "message_id": inbound.inbox_id,
            "channel": inbound.channel,
            "address": self._store.address_key_of(inbound.conversation),
        }
        return UserMessage(
            text=self._command(inbound),
            output_channel=output,
            sender_id=inbound.conversation,
            input_channel=inbound.channel,
            message_id=inbound.inbox_id,
            metadata=metadata,
        )

    def _command(self, inbound: Inbound) -> str:
        payload = inbound.button and self._store.button_payload(inbound.conversation, inbound.button)
        return payload or inbound.text

    def _introduce(self, inbound: Inbound, place: Place) -> None:
        if not self._store.said(inbound.conversation, PRESENTATION):
            self._say(inbound, self._texts.message(PRESENTATION), place)

    def _excuse(self, inbound: Inbound, kind: str | None) -> None:
        number = _incident(inbound)
        logger.error("channels.turns.turn.excused", incident=number, conversation=inbound.conversation)
        if not self._warned(inbound):
            self._warn(inbound, kind)
        self._say(inbound, self._texts.message(INCIDENT, incident=number), Place.INCIDENT)

    def _warn(self, inbound: Inbound, kind: str | None) -> None:
        answer = None if kind is None else self._texts.danger(kind)
        if answer is not None:
            self._say(inbound, answer, Place.DANGER)

    def _answered(self, inbound: Inbound) -> bool:
        own = {PRESENTATION, MASKED_CARD}
        return any(entry.response not in own for entry in self._store.answers_to(inbound.inbox_id))

    def _warned(self, inbound: Inbound) -> bool:
        return any(tells_of_danger(entry.response) for entry in self._store.answers_to(inbound.inbox_id))

    def _say(self, inbound: Inbound, message: OutMessage, place: int) -> None:
        self._speaker.say(inbound.conversation, message, inbound.inbox_id, int(place))


def _incident(inbound: Inbound) -> str:
    """Return the incident number that the customer reads and the log holds; a repeated turn has the same one."""
    return inbound.inbox_id[-8:].upper()
