"""What a person decides of a reading that waits for a check; the conversation is told by a system event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from backends.kernel.database import serialise
from backends.kernel.events import SystemEvent, announce
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.problems import Problem, not_found
from backends.kernel.wire import encode
from backends.metering import self_store
from backends.metering.model import Decision, SelfReading
from backends.metering.tables import METADATA

KIND = "releve.decision"
LONGEST_REASON = 300


def decide(connection: Connection, number: str, decision: Decision, write: KeyedWrite) -> Answer:
    """Accept or reject a reading that waits for a check, once for its key.

    Raises:
        Problem: 404; 409 ``illegal_move`` when it does not wait (any more), ``already_read``; 422 a reason too long.
    """
    if len(decision.reason or "") > LONGEST_REASON:
        raise Problem(422, "invalid_body", f"reason: at most {LONGEST_REASON} characters", {"field": "reason"})

    def work() -> tuple[Answer, Entry]:
        found = self_store.find(connection, number)
        if found is None:
            raise not_found("reading")
        serialise(connection, f"point:{found.point}")
        reading = self_store.find(connection, number) or found
        if reading.status != "a_verifier":
            raise Problem(409, "illegal_move", f"{reading.status} to {decision.decision}")
        if decision.decision == "accepte" and self_store.is_read(connection, reading.point, reading.day):
            raise Problem(409, "already_read", "the distributor has an index of that day or of a later one")
        self_store.move(connection, reading, decision.decision)
        _tell(connection, reading, decision, write.at)
        moved = self_store.find(connection, number)
        entry = Entry(decision.by[:64], f"self_reading.{decision.decision}", number, {"reason": decision.reason})
        return Answer(encode(moved)), entry

    return once(connection, METADATA, write, work)


def _tell(connection: Connection, reading: SelfReading, decision: Decision, now: datetime) -> None:
    """Write the news; a reading given outside a conversation tells nobody."""
    customer, conversation = self_store.teller_of(connection, reading.number)
    if not conversation:
        return
    data = {
        "customer": customer,
        "number": reading.number,
        "status": decision.decision,
        "day": reading.day,
        "unit": "m3" if any(one.register == "gaz" for one in reading.indexes) else "kwh",
        "indexes": {one.register: one.value for one in reading.indexes},
        "reason": decision.reason,
    }
    announce(connection, METADATA, SystemEvent(KIND, conversation, data), now)
