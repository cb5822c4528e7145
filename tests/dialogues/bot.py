"""A customer at the keyboard: says things through the door and reads the answers."""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from backends.outbox.store import Sent
from channels.door import Door
from channels.incoming import Incoming
from courant.conversations import Entry, Location

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

    def __init__(
        self, door: Door, outbox: Callable[[], Awaitable[list[Sent]]], address: str = "", channel: str = CHANNEL
    ) -> None:
        self.door = door
        self.channel = channel
        self.address = address or f"test-{uuid.uuid4().hex}"
        self._outbox = outbox

    @property
    def conversation(self) -> str:
        """Id of the conversation."""
        return self.door.store.conversation_for(self.channel, self.address)

    async def say(self, text: str, message_id: str = "") -> Answer:
        """Type something; a turn without any answer is a failure of the assistant."""
        return await self._send(Incoming(self.channel, self.address, message_id or uuid.uuid4().hex, text=text))

    async def press(self, title: str, answer: Answer) -> Answer:
        """Press a button of an answer."""
        button = answer.buttons[title]
        return await self._send(Incoming(self.channel, self.address, uuid.uuid4().hex, button=button))

    async def send_place(self, latitude: float, longitude: float) -> Answer:
        """Share a position, as phones and browsers do."""
        place = Location(latitude, longitude)
        return await self._send(Incoming(self.channel, self.address, uuid.uuid4().hex, location=place))

    async def send_photo(self, content: bytes = b"a picture", text: str = "") -> Answer:
        """Send a picture that the channel has cleaned, maybe with words."""
        kept = self.door.store.keep_file(self.conversation, "image/jpeg", content)
        return await self._send(Incoming(self.channel, self.address, uuid.uuid4().hex, text, attachments=(kept,)))

    async def identify(self, number: str = "10000001", fact: str = "69003") -> Answer:
        """Give the two facts that the identity form asks."""
        await self.say(number)
        return await self.say(fact)

    async def verify(self, number: str = "10000001", fact: str = "69003") -> Answer:
        """Give the two facts, choose where the code goes if asked, type the code received."""
        return await self.give_code(await self.identify(number, fact))

    async def give_code(self, answer: Answer) -> Answer:
        """Choose where the code goes if that is asked, and type it; what needs no code goes on by itself."""
        if "utter_ask_identite_canal" in answer.responses:
            first = next(title for title, _ in answer.buttons.items())
            answer = await self.press(first, answer)
        return await self.say(await self.code()) if "utter_ask_identite_code" in answer.responses else answer

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
