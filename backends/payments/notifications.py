"""What the provider says of payments: signed, taken once for its id, and money is never lost."""

from __future__ import annotations

import hashlib
import hmac
import logging
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from backends.kernel.clock import stamp
from backends.kernel.database import serialise
from backends.kernel.journal import Entry, append
from backends.kernel.problems import Problem, not_found
from backends.payments import store
from backends.payments.lifecycle import may_follow
from backends.payments.model import Effect, Notification
from backends.payments.results import announce_end, hand_to_billing
from backends.payments.tables import METADATA, NOTIFICATION

logger = logging.getLogger(__name__)
SIGNATURE_HEADER = "X-Provider-Signature"
# Longer than clocks differ; a notification that is sent again is signed again.
TOLERANCE_SECONDS = 900


def sign(body: bytes, secret: str, now: datetime) -> str:
    """Return ``t=<seconds>,v1=<hex>``: HMAC-SHA256 of the moment and the raw body."""
    moment = str(int(now.timestamp()))
    return f"t={moment},v1={_digest(moment, body, secret)}"


def check_signature(header: str, body: bytes, secret: str, now: datetime) -> None:
    """Let a notification of the provider pass.

    Raises:
        Problem: 401 ``signature_invalid``: not signed by the provider, or an old one played again.
    """
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    moment, given = parts.get("t", ""), parts.get("v1", "")
    is_recent = moment.isdecimal() and abs(now.timestamp() - int(moment)) <= TOLERANCE_SECONDS
    expected = _digest(moment, body, secret)
    if not hmac.compare_digest(given.encode(), expected.encode()) or not is_recent:
        raise Problem(401, "signature_invalid")


def _digest(moment: str, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def receive(connection: Connection, said: Notification, now: datetime) -> Effect:
    """Take a notification: once for its id, whatever the order in which several arrive.

    Raises:
        Problem: 404 unknown payment, 409 ``amount_mismatch``.
    """
    serialise(connection, f"notification:{said.id}")
    if connection.execute(select(NOTIFICATION.c.id).where(NOTIFICATION.c.id == said.id)).first() is not None:
        return Effect("deja_recu")
    row = store.find(connection, said.reference)
    if row is None:
        raise not_found("payment")
    if said.amount_cents != row.amount_cents:
        raise Problem(409, "amount_mismatch", f"{said.reference}: {row.amount_cents} cents are expected")
    row = store.locked(connection, row)
    effect = Effect("applique" if may_follow(row.status, said.outcome) else "sans_effet")
    if effect.effect == "applique":
        _apply(connection, row, said, now)
    _keep(connection, said, effect, now)
    return effect


def _apply(connection: Connection, row: Any, said: Notification, now: datetime) -> None:
    accepted = said.outcome == "accepte"
    refusal = (said.refusal or "autre") if said.outcome == "refuse" else None
    accepted_at = stamp(now) if accepted else None
    moved = store.move(connection, row, said.outcome, now, refusal=refusal, accepted_at=accepted_at)
    if accepted:
        hand_to_billing(connection, moved, now)
    announce_end(connection, moved, now)


def _keep(connection: Connection, said: Notification, effect: Effect, now: datetime) -> None:
    row = {
        "id": said.id,
        "reference": said.reference,
        "outcome": said.outcome,
        "amount_cents": said.amount_cents,
        "received_at": stamp(now),
        "effect": effect.effect,
    }
    connection.execute(insert(NOTIFICATION).values(row))
    detail = {"notification": said.id, "outcome": said.outcome, "effect": effect.effect}
    append(connection, METADATA, Entry("provider", "payment.notified", said.reference, detail), now)
