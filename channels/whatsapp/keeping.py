"""How messages, statuses and notices are written down before they are acknowledged, and read again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from channels.whatsapp.envelope import Parcel
from channels.whatsapp.events import MESSAGE, NOTICE, STATUS, GraphError, IncomingMessage, StatusUpdate
from courant.conversations import KeptEvent, RawEvent, WhatsappContact

LONGEST_WORD = 200


def to_keep(parcel: Parcel, phone_number_id: str) -> Iterator[RawEvent]:
    """Return what of a webhook is kept, in the order of sending. The same status twice is one event."""
    for message in sorted(parcel.messages, key=lambda one: one.at):
        yield RawEvent(phone_number_id, message.id, MESSAGE, _message_values(message), message.at)
    for status in parcel.statuses:
        key = f"status:{status.message_id}:{status.status[:16]}:{int(status.at.timestamp())}"
        yield RawEvent(phone_number_id, key, STATUS, _status_values(status), status.at)
    for notice in parcel.notices:
        yield RawEvent(phone_number_id, notice.key, NOTICE, {"field": notice.field, "value": notice.value}, notice.at)


def message_of(kept: KeptEvent) -> IncomingMessage:
    """Read a kept message."""
    values = kept.content
    return IncomingMessage(
        id=kept.key,
        at=kept.sent_at,
        contact=WhatsappContact(**values["contact"]),
        type=values["type"],
        raw=values["raw"],
        group=values["group"],
    )


def status_of(kept: KeptEvent) -> StatusUpdate:
    """Read a kept status."""
    errors = tuple(GraphError(**error) for error in kept.content["errors"])
    values = kept.content
    return StatusUpdate(values["message_id"], values["status"], kept.sent_at, errors, values["tag"])


def reaction_of(message: IncomingMessage) -> str:
    """Return what is remembered of a reaction: the message that it is about, and the sign, absent when taken back."""
    said = message.raw.get("reaction")
    kept = {name: said.get(name) for name in ("message_id", "emoji")} if isinstance(said, Mapping) else {}
    return json.dumps({"reaction": {name: str(one)[:LONGEST_WORD] for name, one in kept.items() if one}})


def _message_values(message: IncomingMessage) -> dict[str, Any]:
    return {"type": message.type, "contact": asdict(message.contact), "group": message.group, "raw": message.raw}


def _status_values(status: StatusUpdate) -> dict[str, Any]:
    return {
        "message_id": status.message_id,
        "status": status.status,
        "errors": [asdict(error) for error in status.errors],
        "tag": status.tag,
    }
