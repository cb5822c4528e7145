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
from courant.conversations import Attachment, Identity, Location, SystemEvent
from courant.packs import Button, Link
from courant.packs.rasa_data import questions

EVENT_SLOT = "evenement"


@dataclass(frozen=True)
class Document:
    """A document to hand over: what it is, where it is, and its size in bytes when that is known."""

    title: str
    url: str
    kind: str = "PDF"
    size: int | None = None

    def as_link(self) -> dict[str, Any]:
        """What channels receive."""
        link = {"title": self.title, "url": self.url, "kind": self.kind, "size": self.size}
        return {key: value for key, value in link.items() if value is not None}


@dataclass(frozen=True)
class Picture:
    """A picture to show: where it is, and what it shows, for those who cannot see it."""

    url: str
    alt: str


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
        self.event, self.message = _event(tracker), _last_message(tracker)
        # Set by the end of a form: the message that opened it, and what its writes are known by.
        self.run_id: str | None = None
        self.write_id: str | None = None

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
        said = {"intent": intent, "entities": parse.get("entities") or [], "text": self.message.get("text") or ""}
        content = self.message.get("metadata") or {}
        return {**said, **{name: content[name] for name in ("attachments", "location") if content.get(name)}}

    @property
    def text(self) -> str:
        """The message as the customer wrote it (masked)."""
        return str(self.message.get("text") or "")

    @property
    def is_button(self) -> bool:
        """The message is a button, or content without a word: Rasa received an intent instead of a text."""
        return self.text.startswith("/")

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

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Files that came with the message; `store.file(conversation, id)` reads one."""
        rows = (self.message.get("metadata") or {}).get("attachments") or []
        return tuple(Attachment(row["id"], row["kind"]) for row in rows)

    @property
    def location(self) -> Location | None:
        """Place that the customer shared with the message."""
        row = (self.message.get("metadata") or {}).get("location")
        return Location(**row) if row else None

    def key(self, action: str, ordinal: int = 0) -> str:
        """Idempotency key of a write: a replay of the same message writes nothing twice."""
        return f"{self.conversation}:{self.write_id or self.message_id}:{action}:{ordinal}"

    def wording(self, name: str, **values: object) -> str:
        """A short wording of the packs (`libelles:`) with its values filled in."""
        return self.services.catalogue.wordings[name].format(**values)

    def say(
        self,
        message: str,
        choices: Sequence[Choice] = (),
        links: Sequence[Link] = (),
        image: str | Picture | None = None,
        documents: Sequence[Document] = (),
        asks: str | None = None,
        **values: object,
    ) -> None:
        """Answer with a message of the packs (`messages:`); French stays there, values come from here.

        `asks` says what a channel may help to give (`lieu`, `photo`); the question `ask_<field>` of such a field
        says it by itself.
        """
        custom: dict[str, Any] = {}
        if links or documents:
            plain = [{"title": link.title, "url": link.url} for link in links]
            custom["links"] = [*plain, *(document.as_link() for document in documents)]
        if isinstance(image, Picture):
            custom["image_alt"] = image.alt
        asked = asks or questions(self.services.catalogue).get(f"utter_{message}")
        if asked:
            custom["asks"] = asked
        extra: dict[str, Any] = {"json_message": custom} if custom else {}
        self.dispatcher.utter_message(
            response=f"utter_{message}",
            image=image.url if isinstance(image, Picture) else image,
            buttons=[{"title": choice.title, "payload": choice.payload()} for choice in choices],
            **extra,
            **values,
        )


def _event(tracker: Tracker) -> SystemEvent | None:
    """The system event being told, None in a turn of the customer's."""
    told = tracker.get_slot(EVENT_SLOT)
    if not told:
        return None
    return SystemEvent(told["id"], told["kind"], datetime.fromisoformat(told["at"]), told["data"])


def _last_message(tracker: Tracker) -> dict[str, Any]:
    """The last user event; searched in the events, since `latest_message` skips turns that a form handled.

    While a system event is told, there is no message: only an id, for keys of writes, and a moment.
    """
    told = tracker.get_slot(EVENT_SLOT)
    if told:
        return {"message_id": told["inbox_id"], "timestamp": datetime.fromisoformat(told["received_at"]).timestamp()}
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return dict(event)
    return {}
