"""One turn: a kept message goes through the assistant and every answer comes out once, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

import structlog
from rasa.core.channels.channel import UserMessage

from channels.assistant import Assistant, Handle
from channels.collector import Collector
from channels.hub import Hub
from channels.masking import CARD, only_masked
from channels.rebuild import answers_in
from channels.speaker import Speaker
from channels.texts import INCIDENT, MASKED_CARD, PRESENTATION, Texts, danger_change, tells_of_danger
from courant.conversations import ConversationStore, Entry, Inbound, OutMessage

logger = structlog.get_logger(__name__)

__all__ = ["Assistant", "Handle", "KindOfDanger", "Turns"]

KindOfDanger = Callable[[str], "str | None"]
# Of a conversation and a text: what is an answer to its open question is none.
DangerIn = Callable[[str, str], "str | None"]

TURN_SECONDS = 60.0
# What the assistant is given of a photo or a place without a word: an answer, as the form that asked knows.
WITHOUT_WORDS = "/reponse_libre"
# Passes of the loop in which the "typing" event leaves before the model keeps it busy; nobody waits for a clock.
YIELDS = 10


class Place(IntEnum):
    """Places among the answers to a message; the assistant's own count from 0, the door's stand around them."""

    PRESENTATION = -2
    MASKED_CARD = -1
    FIRST_ANSWER = 0
    DANGER = 1000
    INCIDENT = 1001
    LATE_PRESENTATION = 1002
    DANGER_AGAIN = 1003


@dataclass
class Turns:
    """Runs turns. A turn may be run again after a stop: the customer sees each answer once.

    Attributes:
        store: where conversations are kept.
        hub: who watches them.
        texts: what the door says by itself.
        speaker: how the answers leave.
        assistant: who answers.
        danger_in: finds the kind of danger that a text tells of in a conversation.
        seconds: how long the assistant may take.
    """

    store: ConversationStore
    hub: Hub
    texts: Texts
    speaker: Speaker
    assistant: Assistant
    danger_in: DangerIn
    seconds: float = TURN_SECONDS

    async def run(self, inbound: Inbound, again: bool = False) -> None:
        """Answer one message and mark it handled.

        Args:
            inbound: the message.
            again: its turn may have run before, in a process that stopped.
        """
        kind = self.danger_in(inbound.conversation, inbound.text)
        await _Turn(self, inbound, kind, await self._numbers(inbound, kind)).run(again)
        self.store.mark_handled(inbound.inbox_id)

    def warn(self, inbound: Inbound, kind: str) -> None:
        """Give the safety answer to a message, unless it has been given and the danger is not over."""
        _Turn(self, inbound, kind, {}).warn()

    async def warn_only(self, inbound: Inbound, kind: str) -> None:
        """Mark a message handled that has got the safety answer and needs no other."""
        self.warn(inbound, kind)  # an earlier turn, which ended since, may have taken the danger for over
        self.store.mark_handled(inbound.inbox_id)

    async def warn_meanwhile(self, inbound: Inbound, kind: str) -> bool:
        """Give the safety answer to a message whose turn has not answered yet; tell whether it was given."""
        turn = _Turn(self, inbound, kind, await self._numbers(inbound, kind))
        if turn.is_answered():
            return False
        turn.warn()
        return True

    async def _numbers(self, inbound: Inbound, kind: str | None) -> dict[str, str]:
        """Return the emergency numbers of the customer's commune, when a danger makes them needed."""
        if kind is None and self.store.danger(inbound.conversation) is None:
            return {}
        try:
            slots = await self.assistant.slots_of(inbound.conversation)
        except Exception:
            # National numbers hold; safety waits for no tracker.
            logger.exception("channels.turns.slots.unreadable")
            return {}
        return {name: value for name, value in slots.items() if isinstance(value, str) and value}


@dataclass(frozen=True)
class _Turn:
    """The turn of one message."""

    tools: Turns
    inbound: Inbound
    kind: str | None
    numbers: Mapping[str, str]

    async def run(self, again: bool) -> None:
        """Say everything that answers the message, in order."""
        if self.kind is None:
            self._introduce(Place.PRESENTATION)
        if self.inbound.masked == CARD:
            self._say(self.tools.texts.message(MASKED_CARD), Place.MASKED_CARD)
        if self.tools.store.taken_over(self.inbound.conversation):
            self.warn()
        elif self.inbound.masked is None or not only_masked(self.inbound.text):
            await self._converse(again)
        if self.kind is not None:  # a danger is answered first
            self._introduce(Place.LATE_PRESENTATION)

    def warn(self) -> None:
        """Give the safety answer of the packs, when the message tells of a danger.

        Once it has left, it is given again only if an earlier turn that was slow took the danger for over since.
        """
        answer = None if self.kind is None else self.tools.texts.danger(self.kind, self.numbers)
        if answer is None:
            return
        told = [entry.response for entry in self._said() if tells_of_danger(entry.response)]
        if not told:
            self._say(answer, Place.DANGER)
        elif answer.response in told and not self._in_force(answer.response):
            self._say(answer, Place.DANGER_AGAIN)

    def is_answered(self) -> bool:
        """Tell whether the message has got an answer."""
        return any(_answers(entry.response) for entry in self._said())

    async def _converse(self, again: bool) -> None:
        failed = answered = False
        try:
            if not (again and await self._rebuild()):
                answered = await self._ask()
        except Exception:
            logger.exception("channels.turns.turn.failed", incident=self._incident)
            failed = True
        if failed or not (answered or self.is_answered()):
            self._excuse()

    async def _ask(self) -> bool:
        """Have the message handled; tell whether something was answered."""
        place, answered = Place.FIRST_ANSWER.value, False

        def say(_recipient: str, message: OutMessage) -> None:
            nonlocal place, answered
            self._answer(message, place)
            place, answered = place + 1, answered or _answers(message.response)

        message = self._user_message(Collector(self.inbound.channel, say))
        with self.tools.hub.typing(self.inbound.conversation):
            for _ in range(YIELDS):
                await asyncio.sleep(0)
            await asyncio.wait_for(self.tools.assistant.handle(message), self.tools.seconds)
        return answered

    async def _rebuild(self) -> bool:
        events = await self.tools.assistant.events_of(self.inbound.conversation)
        answers = answers_in(events, self.inbound.inbox_id)
        if answers is None:
            return False
        for place, message in enumerate(answers, Place.FIRST_ANSWER.value):
            self._answer(message, place)
        return True

    def _user_message(self, output: Collector) -> UserMessage:
        inbound = self.inbound
        metadata: dict[str, Any] = {
            "message_id": inbound.inbox_id,
            "channel": inbound.channel,
            "address": self.tools.store.address_key_of(inbound.conversation),
        }
        if inbound.attachments:
            metadata["attachments"] = [asdict(one) for one in inbound.attachments]
        if inbound.location is not None:
            metadata["location"] = asdict(inbound.location)
        return UserMessage(
            text=self._command(),
            output_channel=output,
            sender_id=inbound.conversation,
            input_channel=inbound.channel,
            message_id=inbound.inbox_id,
            metadata=metadata,
        )

    def _command(self) -> str:
        button = self.inbound.button
        payload = button and self.tools.store.button_payload(self.inbound.conversation, button)
        if payload is None and self.tools.texts.stands_for_content(self.inbound.text):
            return WITHOUT_WORDS
        return payload or self.inbound.text

    def _introduce(self, place: Place) -> None:
        if not self.tools.store.said(self.inbound.conversation, PRESENTATION):
            self._say(self.tools.texts.message(PRESENTATION), place)

    def _excuse(self) -> None:
        number = self._incident
        logger.error("channels.turns.turn.excused", incident=number, conversation=self.inbound.conversation)
        self.warn()
        self._say(self.tools.texts.message(INCIDENT, incident=number), Place.INCIDENT)

    def _answer(self, message: OutMessage, place: int) -> None:
        """Say an answer of the assistant, but not the safety answer that has left ahead of this turn and still holds.

        An earlier turn that was slow may have ended the danger since: then the last word would be that all is well.
        """
        ahead = tells_of_danger(message.response) and any(entry.text == message.text for entry in self._said())
        if not (ahead and self._in_force(message.response)):
            self._say(message, place)

    def _in_force(self, response: str | None) -> bool:
        """Tell whether the danger state is the one that a safety answer stands for."""
        return self.tools.store.danger(self.inbound.conversation) == danger_change(response)[1]

    def _said(self) -> list[Entry]:
        return self.tools.store.answers_to(self.inbound.inbox_id)

    @property
    def _incident(self) -> str:
        """Incident number that the customer reads and the log holds; a repeated turn has the same one."""
        return self.inbound.inbox_id[-8:].upper()

    def _say(self, message: OutMessage, place: int) -> None:
        self.tools.speaker.say(
            self.inbound.conversation, message, self.inbound.inbox_id, int(place), numbers=self.numbers
        )


def _answers(response: str | None) -> bool:
    """Whether a response answers what was asked; what the door says around it does not."""
    return response not in (PRESENTATION, MASKED_CARD)
