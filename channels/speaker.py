"""Says something to a customer: outbox first, then whoever watches."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from channels.alarm import Alarm
from channels.hub import Hub
from channels.texts import Texts, danger_change
from courant.conversations import Author, ConversationStore, OutMessage

NATIONAL: Mapping[str, str] = MappingProxyType({})


class Speaker:
    """The only way out: keeps the danger state, adds its reminder, numbers each message, wakes the streams."""

    def __init__(self, store: ConversationStore, hub: Hub, texts: Texts, alarm: Alarm | None = None) -> None:
        """Speak through a store and a hub; the alarm is woken when a danger begins."""
        self._texts = texts
        self._store = store
        self._hub = hub
        self._alarm = alarm

    def say(
        self,
        conversation: str,
        message: OutMessage,
        inbox_id: str | None = None,
        ordinal: int | None = None,
        numbers: Mapping[str, str] = NATIONAL,
    ) -> int:
        """Post a message of the assistant and return its number.

        Args:
            conversation: where to say it.
            message: what to say.
            inbox_id: message that it answers.
            ordinal: place among the answers; the same place twice is said once.
            numbers: emergency numbers of the commune, by slot; the national ones by default.
        """
        changes, kind = danger_change(message.response)
        if changes:
            self._danger(conversation, kind, inbox_id)
        whole = self._texts.with_reminder(message, self._store.danger(conversation), numbers)
        number = self._store.post(conversation, inbox_id, Author.ASSISTANT, whole, ordinal=ordinal)
        self._hub.wake(conversation)
        return number

    def _danger(self, conversation: str, kind: str | None, inbox_id: str | None) -> None:
        said = self._store.text_of(inbox_id) if kind and inbox_id else None
        if self._store.set_danger(conversation, kind, said or "") and self._alarm is not None:
            self._alarm.wake()
