"""Messages that their author changed or took back: the transcript follows, nothing is answered twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.door import Door
from channels.masking import POINTS, mask
from channels.neutral import neutralise
from channels.whatsapp.content import Content, content_of
from channels.whatsapp.events import IncomingMessage
from channels.whatsapp.keeping import message_of

REVOKE, EDIT = "revoke", "edit"
ERASED = "whatsapp_message_efface"
# Meta may deliver a message after the news that it was taken back.
UNKNOWN_TRIES = 3


def original_of(message: IncomingMessage) -> str:
    """Return the id of the message that is changed or taken back."""
    return str(_part(message.raw, message.type).get("original_message_id") or "")


def new_text_of(message: IncomingMessage) -> str:
    """Return the words after a change: a text, or the caption of a picture."""
    changed = _part(_part(message.raw, EDIT), "message")
    kind = str(changed.get("type") or "text")
    part = _part(changed, kind)
    said = part.get("body") or part.get("caption") or ""
    return said.strip() if isinstance(said, str) else ""


def said_in(message: IncomingMessage) -> Content:
    """Return what a message says; a change of one says its new words."""
    return Content(new_text_of(message)) if message.type == EDIT else content_of(message.type, message.raw)


class Changes:
    """Rewrites what is kept."""

    def __init__(self, door: Door, phone_number_id: str) -> None:
        """Rewrite in the door's store what was sent to this number."""
        self._door = door
        self._store = door.store
        self._number = phone_number_id

    def erase(self, sender: str, conversation: str, message_id: str) -> bool:
        """Take a message out of the transcript, with its photos; of several merged ones, its own words only.

        What still waits (after a failure, or for its photo) is forgotten. False when the message never came.
        """
        event = self._store.whatsapp_event(self._number, message_id)
        if event is None:
            return not message_id  # nothing can come that bears no name
        if "contact" in event.content and self._store.whatsapp_sender(message_of(event).contact) == sender:
            self._store.whatsapp_done({event.seq: ""})
        self._erase_told(conversation, message_id)
        return True

    def _erase_told(self, conversation: str, message_id: str) -> None:
        told = self._store.whatsapp_told(conversation, self._number, message_id)
        if told is None:
            return
        left = told.text.replace(told.words, "", 1).strip() if told.words else ""
        text = left or self._door.texts.wording(ERASED)
        self._store.whatsapp_rewrite(told.inbox_id, text, erase_files=not left)
        self._store.whatsapp_done({told.seq: ""})
        self._door.hub.wake(conversation)

    def replace(self, conversation: str, message_id: str, text: str) -> bool:
        """Write the new words in place of the old ones; False when the message is not known."""
        told = self._store.whatsapp_told(conversation, self._number, message_id)
        if told is None:
            return False
        new = self._masked(conversation, text)
        merged = told.words is not None and told.words in told.text
        self._store.whatsapp_rewrite(told.inbox_id, told.text.replace(told.words or "", new, 1) if merged else new)
        self._store.whatsapp_done({told.seq: new})
        self._door.hub.wake(conversation)
        return True

    def _masked(self, conversation: str, text: str) -> str:
        asked = self._store.asked(conversation)
        point = asked is not None and asked.kind in POINTS
        return mask(neutralise(text), self._store.expected_secret(conversation), point).text


def _part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = raw.get(name)
    return part if isinstance(part, Mapping) else {}
