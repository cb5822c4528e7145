"""`POST /webhooks/texte`: one message in, the answers of its turn out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from rasa.core.channels.channel import InputChannel, OutputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from channels.incoming import Accepted, Incoming, UnknownButton
from channels.outlet import outlet
from channels.problems import Problem, is_button, object_in, string_in
from channels.startup import attach, door_of
from channels.turns import Handle
from courant.conversations import Entry
from courant.settings import settings

CHANNEL = "texte"
LONGEST_TEXT = 2_000
LONGEST_CONVERSATION = 200
# Whole dialogues are played here in seconds, so the limit of real channels would refuse them.
MESSAGES, SECONDS = 300, 10.0


class TexteInput(InputChannel):
    """Demo and tests only: it lets anybody speak in any conversation, so real use never mounts it."""

    def __init__(self, messages: int = MESSAGES, seconds: float = SECONDS) -> None:
        """Allow a conversation so many messages in so many seconds."""
        self._messages = messages
        self._seconds = seconds

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, also the last part of its address."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> TexteInput:
        """Read `messages` and `seconds` of the credentials file."""
        return cls(**(credentials or {}))

    def get_output_channel(self) -> OutputChannel | None:
        """Return a channel for messages that answer nothing."""
        return outlet(CHANNEL)

    def blueprint(self, on_new_message: Handle) -> Blueprint:
        """Return the route, or none at all outside demo mode."""
        routes = Blueprint("courant_texte")
        if settings().is_demo:
            routes.add_route(speak, "/", methods=["POST"], strict_slashes=False)
            attach(routes, on_new_message, CHANNEL, self._messages, self._seconds)
        return routes


async def speak(request: Request) -> HTTPResponse:
    """Take one message, wait for the end of its turn, return what was answered."""
    try:
        incoming = read(request)
        accepted = await _accept(request, incoming)
    except Problem as problem:
        return problem.response()
    await accepted.answered()
    answers = door_of(request).store.answers_to(accepted.inbox_id or "")
    return json({"messages": [render(entry) for entry in answers]})


def read(request: Request) -> Incoming:
    """Read a request; raises a 400 problem that says what is wrong with it."""
    body = object_in(request)
    conversation = string_in(body, "conversation", LONGEST_CONVERSATION)
    if is_button(body):
        return Incoming(CHANNEL, conversation, uuid4().hex, button=string_in(body, "button", LONGEST_CONVERSATION))
    return Incoming(CHANNEL, conversation, uuid4().hex, text=string_in(body, "text", LONGEST_TEXT))


async def _accept(request: Request, incoming: Incoming) -> Accepted:
    try:
        accepted = await door_of(request).accept(incoming)
    except UnknownButton as error:
        raise Problem(400, f"button {error} was not issued in this conversation") from error
    if accepted.retry_after is not None:
        raise Problem(429, "too many messages in this conversation", accepted.retry_after)
    return accepted


def render(entry: Entry) -> dict[str, Any]:
    """Return an answer as this channel shows it."""
    return {
        "text": entry.text,
        "buttons": [{"id": button.id, "title": button.title} for button in entry.buttons],
        "links": [{"title": link.title, "url": link.url} for link in entry.links],
        "image": entry.image,
    }
