"""An assistant that follows a script and remembers like Rasa: only at the end of a turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered

from channels.collector import to_out_message
from channels.event_turn import EVENT_SLOT
from courant.conversations import Inbound, OutMessage

Reply = dict[str, Any]
Script = Callable[[UserMessage], "Awaitable[None] | None"]


class ScriptedAgent:
    """Answers each text with the replies of its script: messages, exceptions to raise, coroutines to await."""

    def __init__(self, **script: Any) -> None:
        self.script: dict[str, list[Any]] = dict(script)
        self.heard: list[UserMessage] = []
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.trackers: dict[str, list[Any]] = {}
        self.slots: dict[str, Any] = {}
        self.dies_before_saying = False

    async def handle(self, message: UserMessage) -> None:
        """Run one turn."""
        self.heard.append(message)
        events: list[Any] = [UserUttered(message.text, message_id=message.message_id)]
        said = []
        for reply in self.script.get(message.text, [{"text": f"Vous dites : {message.text}"}]):
            if isinstance(reply, BaseException):
                raise reply
            if callable(reply):
                await reply()
                continue
            said.append(reply)
            if not self.dies_before_saying:
                await message.output_channel.send_response(message.sender_id, dict(reply))
        events += [as_event(reply) for reply in said]
        self.trackers.setdefault(message.sender_id, []).extend(events)
        if self.dies_before_saying:
            await asyncio.Event().wait()

    async def tell(self, inbound: Inbound, action: str) -> list[OutMessage]:
        """Tell one event: the script's replies to the name of its action."""
        assert inbound.event is not None
        self.told.append((action, dict(inbound.event.data)))
        replies = self.script.get(action, [{"text": f"{action} {inbound.event.data}"}])
        for reply in replies:
            if isinstance(reply, BaseException):
                raise reply
        events = [
            SlotSet(EVENT_SLOT, {"inbox_id": inbound.inbox_id}),
            *(as_event(reply) for reply in replies),
            SlotSet(EVENT_SLOT, None),
        ]
        self.trackers.setdefault(inbound.conversation, []).extend(events)
        if self.dies_before_saying:
            await asyncio.Event().wait()
        return [message for message in map(to_out_message, replies) if message is not None]

    async def events_of(self, conversation: str) -> list[Any]:
        """Return what was saved of a conversation."""
        return list(self.trackers.get(conversation, []))

    async def slots_of(self, conversation: str) -> dict[str, Any]:
        """Return what was learnt in a conversation."""
        return dict(self.slots)

    @property
    def texts(self) -> list[str]:
        """What the assistant was given to understand."""
        return [message.text for message in self.heard]


def as_event(reply: Reply) -> BotUttered:
    """Return the event that Rasa would keep of a reply."""
    data = {key: reply.get(key) for key in ("buttons", "image", "custom")}
    return BotUttered(reply.get("text"), data, {"utter_action": reply.get("utter_action")})
