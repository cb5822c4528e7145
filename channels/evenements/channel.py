"""`POST /webhooks/evenements`: one signed event in, acknowledged once it is kept; the customer's channel tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from channels.evenements.envelope import Envelope
from channels.evenements.signature import check
from channels.incoming import UnknownKind, UnreachableConversation
from channels.problems import Problem
from channels.startup import door_of, open_door_with
from channels.turns import Handle
from courant.settings import settings

logger = structlog.get_logger(__name__)

CHANNEL = "evenements"
LARGEST_BODY = 65_536


class EvenementsInput(InputChannel):
    """Not a way to speak to customers, but the door's entrance for systems of record."""

    @classmethod
    def name(cls) -> str:
        """Return the last part of its address."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> EvenementsInput:
        """There is nothing to set here: the secret is `EVENTS_SECRET`."""
        return cls()

    def blueprint(self, on_new_message: Handle) -> Blueprint:
        """Return the route."""
        routes = Blueprint("courant_evenements")
        routes.add_route(hear, "/", methods=["POST"], strict_slashes=False)
        open_door_with(routes, on_new_message)
        return routes


async def hear(request: Request) -> HTTPResponse:
    """Keep one event; answers before it is told. The sender tries again on any other answer than 2xx and 4xx."""
    try:
        return await _kept(request)
    except Problem as problem:
        problem.code = problem.code or "malformed"
        logger.warning("channels.evenements.event.refused", status=problem.status, code=problem.code)
        return problem.response()


async def _kept(request: Request) -> HTTPResponse:
    if len(request.body) > LARGEST_BODY:
        raise Problem(413, f"at most {LARGEST_BODY} bytes", code="too_large")
    check(request.body, request.headers.get("x-courant-signature"), settings().events_secret)
    door = door_of(request)
    envelope = Envelope.read(request, door.store.clock())
    try:
        accepted = await door.notify(envelope.conversation, envelope.event)
    except UnknownKind as error:
        raise Problem(422, f"nothing subscribes to {str(error)!r}", code="unknown_kind") from error
    except UnreachableConversation as error:
        raise Problem(422, "no open conversation has this id", code="unknown_conversation") from error
    return json({"id": envelope.event.id, "duplicate": accepted.duplicate}, 202)
