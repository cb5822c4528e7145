"""One run of an action: what the customer asked, who they are, and the means to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.core.services import Services
from courant.clock import PARIS
from courant.conversations import Identity
from courant.packs import Button, Link


@dataclass(frozen=True)
class Choice:
    """A button made by an action: its label and the intent (with entities) that it stands for."""

    title: str
    intent: str
    entities: Mapping[str, str] | None = None

    def payload(self) -> str:
        """What Rasa receives when the customer clicks."""
        return Button(self.title, self.intent, self.entities or {}).payload


class ActionTurn:
    """What an action knows and may do in one turn."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> None:
        self.dispatcher = dispatcher
        self.tracker = tracker
        self.services = services
        self.message = _last_message(tracker)

    @property
    def conversation(self) -> str:
        """Id of the conversation in `courant.conversations`."""
        return str(self.tracker.sender_id)

    @property
    def message_id(self) -> str:
        """Inbox id of the message being answered."""
        return str(self.message.get("message_id") or "")

    @property
    def origin(self) -> str:
        """Hashed address that the message came from; attempts are limited by it."""
        return str((self.message.get("metadata") or {}).get("address") or self.conversation)

    @property
    def at(self) -> datetime:
        """When the customer wrote; expiry is judged at that moment."""
        timestamp = self.message.get("timestamp")
        return datetime.fromtimestamp(float(timestamp), PARIS) if timestamp else self.services.now()

    @property
    def identity(self) -> Identity:
        """Who the customer is, and up to which level, at the moment they wrote."""
        return self.services.store.identity(self.conversation, self.at)

    @property
    def token(self) -> str:
        """The customer's token for the systems of record; empty when nobody is identified."""
        return self.identity.token or ""

    @property
    def request(self) -> dict[str, Any]:
        """The request being served: the one that opened the task, else the message itself."""
        opening = self.tracker.get_slot("ouverture")
        if isinstance(opening, dict) and opening.get("intent"):
            return opening
        parse = self.message.get("parse_data") or {}
        intent = (parse.get("intent") or {}).get("name")
        return {"intent": intent, "entities": parse.get("entities") or [], "text": self.message.get("text") or ""}

    @property
    def text(self) -> str:
        """The message as the customer wrote it (masked)."""
        return str(self.message.get("text") or "")

    @property
    def intent(self) -> str | None:
        """Intent of the message itself."""
        name = ((self.message.get("parse_data") or {}).get("intent") or {}).get("name")
        return str(name) if name else None

    def message_entity(self, name: str) -> Any:
        """Value of an entity of the message itself, None when it holds none."""
        rows = (self.message.get("parse_data") or {}).get("entities") or []
        return next((row.get("value") for row in rows if row.get("entity") == name), None)

    def entity(self, name: str) -> Any:
        """Value of an entity of the request, None when it was not said."""
        rows = [row for row in self.request.get("entities") or [] if row.get("entity") == name]
        return rows[0].get("value") if rows else None

    def slot(self, name: str) -> Any:
        """Value of a slot."""
        return self.tracker.get_slot(name)

    def key(self, action: str, ordinal: int = 0) -> str:
        """Idempotency key of a write: a replay of the same message writes nothing twice."""
        return f"{self.conversation}:{self.message_id}:{action}:{ordinal}"

    def wording(self, name: str, **values: object) -> str:
        """A short wording of the packs (`libelles:`) with its values filled in."""
        return self.services.catalogue.wordings[name].format(**values)

    def say(
        self,
        message: str,
        choices: Sequence[Choice] = (),
        links: Sequence[Link] = (),
        image: str | None = None,
        **values: object,
    ) -> None:
        """Answer with a message of the packs (`messages:`); French stays there, values come from here."""
        extra: dict[str, Any] = {}
        if links:
            extra["json_message"] = {"links": [{"title": link.title, "url": link.url} for link in links]}
        self.dispatcher.utter_message(
            response=f"utter_{message}",
            image=image,
            buttons=[{"title": choice.title, "payload": choice.payload()} for choice in choices],
            **extra,
            **values,
        )


def _last_message(tracker: Tracker) -> dict[str, Any]:
    """The last user event; searched in the events, since `latest_message` skips turns that a form handled."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return dict(event)
    return {}
