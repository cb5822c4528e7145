"""The body of an event: `{id, kind, conversation, at, data}`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sanic.request import Request

from channels.problems import Problem, object_in, string_in
from courant.conversations import SystemEvent

LONGEST_ID = 128
LONGEST_KIND = 64
# A sender tries for three days; after that a signed body is somebody else's copy of it.
LATEST = timedelta(days=4)
# Clocks of two machines differ.
EARLIEST = timedelta(minutes=10)


@dataclass(frozen=True)
class Envelope:
    """An event and the conversation that it concerns."""

    conversation: str
    event: SystemEvent

    @classmethod
    def read(cls, request: Request, now: datetime) -> Envelope:
        """Read a request whose signature is right; raises a 400 or 422 problem that says what is wrong."""
        body = object_in(request)
        data = body.get("data")
        if not isinstance(data, dict):
            raise Problem(400, "'data' must be an object", code="malformed")
        event = SystemEvent(
            id=string_in(body, "id", LONGEST_ID),
            kind=string_in(body, "kind", LONGEST_KIND),
            at=_moment(body, now),
            data=data,
        )
        return cls(string_in(body, "conversation", LONGEST_ID), event)


def _moment(body: dict[str, Any], now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(string_in(body, "at", LONGEST_KIND).replace("Z", "+00:00"))
    except ValueError as error:
        raise Problem(400, "'at' must be an ISO 8601 moment", code="malformed") from error
    if at.tzinfo is None:
        raise Problem(400, "'at' must have a time zone", code="malformed")
    if now - at > LATEST or at - now > EARLIEST:
        raise Problem(422, "'at' is too far from now", code="too_late")
    return at
