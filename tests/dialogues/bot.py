"""A customer at the keyboard: says things through the door and reads the answers."""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from backends.outbox.store import Sent
from channels.door import Door
from channels.incoming import Incoming
from courant.conversations import Entry

CHANNEL = "texte"


@dataclass(frozen=True)
class Answer:
    """What a turn answered."""

    entries: tuple[Entry, ...]

    @property
    def text(self) -> str:
        """All texts of the turn, a line each, with plain spaces so that tests can be typed."""
        return plain("\n".join(entry.text for entry in self.entries))

    @property
    def responses(self) -> list[str]:
        """Names of the responses, in order."""
        return [entry.response or "" for entry in self.entries]

    @property
    def buttons(self) -> dict[str, str]:
        """Button ids by title, over the whole turn."""
        return {plain(button.title): button.id for entry in self.entries for button in entry.buttons}

    @property
    def links(self) -> dict[str, str]:
        """Addresses by title."""
        return {plain(link.title): link.url for entry in self.entries for link in entry.links}

    @property
    def images(self) -> list[str]:
        """Addresses of the pictures."""
        return [entry.image for entry in self.entries if entry.image]

    def __contains__(self, words: str) -> bool:
        return words in self.text


def plain(text: str) -> str:
    """The text with ordinary spaces and apostrophes."""
    for special in ("\u00a0", "\u202f", "\u2009"):
        text = text.replace(special, " ")
    return text.replace("\u2019", "'").replace("\u2212", "-")


class Customer:
    """One conversation, by default at a new address."""

    def __init__(self, door: Door, outbox: Callable[[], Awaitable[list[Sent]]], address: str = "") -> None:
        self.door = door
        self.address = address or f"test-{uuid.uuid4().hex}"
        self._outbox = outbox

    @property
    def conversation(self) -> str:
        """Id of the conversation."""
        return self.door.store.conversation_for(CHANNEL, self.address)

    async def say(self, text: str, message_id: str = "") -> Answer:
        """Type something; a turn without any answer is a failure of the assistant."""
        return await self._send(Incoming(CHANNEL, self.address, message_id or uuid.uuid4().hex, text=text))

    async def press(self, title: str, answer: Answer) -> Answer:
        """Press a button of an answer."""
        button = answer.buttons[title]
        return await self._send(Incoming(CHANNEL, self.address, uuid.uuid4().hex, button=button))

    async def identify(self, number: str = "10000001", fact: str = "69003") -> Answer:
        """Give the two facts that the identity form asks."""
        await self.say(number)
        return await self.say(fact)

    async def verify(self, number: str = "10000001", fact: str = "69003") -> Answer:
        """Give the two facts, choose where the code goes if asked, type the code received."""
        answer = await self.identify(number, fact)
        if "utter_ask_identite_canal" in answer.responses:
            first = next(title for title, _ in answer.buttons.items())
            await self.press(first, answer)
        return await self.say(await self.code())

    async def code(self) -> str:
        """The newest one-time code in the demo outbox."""
        for message in await self._outbox():
            found = re.search(r"\b(\d{6})\b", message.text)
            if found:
                return found[1]
        raise AssertionError("no code was sent")

    async def _send(self, incoming: Incoming) -> Answer:
        accepted = await self.door.accept(incoming)
        await accepted.answered()
        answer = Answer(tuple(self.door.store.answers_to(accepted.inbox_id or "")))
        assert answer.entries, f"silence after {incoming.text or incoming.button!r}"
        return answer
