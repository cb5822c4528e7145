"""Telling the door something, and reading what it answered."""

from __future__ import annotations

from itertools import count

from channels.door import Door
from channels.incoming import Accepted, Incoming
from channels.texts import PRESENTATION
from courant.conversations import ConversationStore

numbers = count()


async def tell(door: Door, text: str = "", button: str | None = None, message_id: str | None = None) -> Accepted:
    incoming = Incoming("texte", "camille", message_id or f"m{next(numbers)}", text, button)
    accepted = await door.accept(incoming)
    await accepted.answered()
    return accepted


def answers(store: ConversationStore, accepted: Accepted) -> list[str]:
    """What was answered, without the presentation."""
    found = store.answers_to(accepted.inbox_id or "")
    return [entry.text for entry in found if entry.response != PRESENTATION]
