"""Tells system events: once each, in the order in which they came, again after a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from channels.assistant import Assistant
from channels.rebuild import answers_in_event
from channels.speaker import Speaker
from courant.conversations import ConversationStore, Inbound, OutMessage

logger = structlog.get_logger(__name__)

TELLING_SECONDS = 30.0
SHORTEST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=10)
# Older news would only puzzle: by then the customer has asked, or a person has answered.
PATIENCE = timedelta(days=1)


@dataclass(frozen=True)
class Tellings:
    """Tells events through the assistant.

    Attributes:
        store: where conversations are kept.
        speaker: how the answers leave.
        assistant: who tells.
        actions: which action tells each kind of event.
    """

    store: ConversationStore
    speaker: Speaker
    assistant: Assistant
    actions: Mapping[str, str]

    async def run(self, inbound: Inbound, again: bool) -> None:
        """Tell one event and mark it handled, or let it wait when that is not possible now."""
        assert inbound.event is not None
        if self.store.waits_behind(inbound.inbox_id):
            self._later(inbound)
            return
        try:
            said = await self._said(inbound, again)
        except Exception:
            logger.exception("channels.tellings.event.failed", kind=inbound.event.kind, event_id=inbound.event.id)
            self._later(inbound)
            return
        for ordinal, message in enumerate(said):
            self.speaker.say(inbound.conversation, self._calm(inbound, message), inbound.inbox_id, ordinal)
        self.store.mark_handled(inbound.inbox_id)

    async def _said(self, inbound: Inbound, again: bool) -> list[OutMessage]:
        if again:
            events = await self.assistant.events_of(inbound.conversation)
            told = answers_in_event(events, inbound.inbox_id)
            if told is not None:
                return told
        assert inbound.event is not None
        telling = self.assistant.tell(inbound, self.actions[inbound.event.kind])
        return await asyncio.wait_for(telling, TELLING_SECONDS)

    def _calm(self, inbound: Inbound, message: OutMessage) -> OutMessage:
        """Nothing is offered while a danger runs or a person leads: the news alone."""
        store, conversation = self.store, inbound.conversation
        if store.danger(conversation) is None and store.taken_over(conversation) is None:
            return message
        return replace(message, buttons=())

    def _later(self, inbound: Inbound) -> None:
        now = self.store.clock()
        age = now - inbound.received_at
        if age > PATIENCE:
            logger.error("channels.tellings.event.given_up", inbox_id=inbound.inbox_id)
            self.store.mark_handled(inbound.inbox_id)
            return
        self.store.postpone(inbound.inbox_id, now + min(max(age / 2, SHORTEST_WAIT), LONGEST_WAIT))
