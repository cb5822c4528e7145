"""System events: what a context tells the assistant by itself (a payment's result, the progress of an outage).

An event is stored in the transaction of the change that it tells, then posted to the assistant, signed, until it
is taken: at least once, in order within a conversation. The receiver knows an event by its ``id``.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import MetaData
from sqlalchemy.engine import Connection

from backends.kernel import outgoing
from backends.kernel.config import Config
from backends.kernel.courier import Courier, Send, post
from backends.kernel.database import Database
from backends.kernel.outgoing import Letter

DESTINATION = "assistant"
SIGNATURE_HEADER = "X-Courant-Signature"


@dataclass(frozen=True)
class SystemEvent:
    """What happened, for one conversation. ``data`` holds plain values: amounts in cents, ISO days and instants."""

    kind: str
    conversation: str
    data: Mapping[str, object]


def announce(connection: Connection, metadata: MetaData, event: SystemEvent, at: datetime) -> str:
    """Store an event to be posted, in the running transaction; returns its id.

    Raises:
        ValueError: No conversation to tell it to.
    """
    if not event.conversation:
        raise ValueError(f"{event.kind}: an event is told to a conversation")
    uid = outgoing.new_uid()
    body = {
        "id": uid,
        "kind": event.kind,
        "conversation": event.conversation,
        "at": at.isoformat(),
        "data": dict(event.data),
    }
    return outgoing.put(connection, metadata, DESTINATION, event.conversation, body, uid=uid)


def signature(body: bytes, secret: str) -> str:
    """Return what proves that a body comes from a holder of the secret: ``sha256=<hex>`` of its raw bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def event_courier(database: Database, metadata: MetaData, config: Config, first_delay: float = 1.0) -> Courier:
    """Return the courier that posts the events of a context to ``EVENTS_URL``."""
    return Courier(database, metadata, DESTINATION, _poster(config), first_delay)


def _poster(config: Config) -> Send:
    async def send(letter: Letter) -> None:
        body = letter.body.encode()
        await post(config.events_url, body, {SIGNATURE_HEADER: signature(body, config.events_secret)})

    return send
