"""Messages that answer nothing (reminders, triggered intents): Rasa says them straight into the outbox."""

from __future__ import annotations

from channels.collector import Collector
from channels.hub import Hub
from channels.speaker import Speaker
from channels.texts import project_texts
from courant.conversations import OutMessage, open_store
from courant.settings import settings


def outlet(channel: str) -> Collector:
    """Return an output channel whose recipient is a conversation id; streams notice through the outbox."""

    def say(conversation: str, message: OutMessage) -> None:
        Speaker(open_store(settings()), Hub(), project_texts()).say(conversation, message)

    return Collector(channel, say)
