"""What the widget asks of the server: a session, its stream, its history, and to be heard."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json, raw

from channels.door import Door
from channels.incoming import UnknownButton
from channels.limits import Window
from channels.photos import LARGEST_BYTES, BadPhoto
from channels.problems import Problem, object_in
from channels.startup import door_of
from channels.webchat.config import WebchatConfig
from channels.webchat.content import CHANNEL, incoming
from channels.webchat.origins import Origins, spared
from channels.webchat.render import render
from channels.webchat.stream import Stream
from channels.webchat.tokens import BadToken, Session, Tokens

LARGEST_BODY = 16_384
FILES_PER_MINUTE = 10

Handler = Callable[..., Coroutine[Any, Any, "HTTPResponse | None"]]


class Routes:
    """The routes of the web chat."""

    def __init__(self, config: WebchatConfig, tokens: Tokens) -> None:
        """Serve the sites of the configuration, with these tokens."""
        self._config = config
        self._tokens = tokens
        self._origins = Origins(config.origins)
        self._sessions = Window(config.sessions_per_minute, 60.0)
        self._files = Window(FILES_PER_MINUTE, 60.0)

    def add_to(self, blueprint: Blueprint) -> None:
        """Declare the routes, each with the preflight that browsers ask for first."""
        self._add(blueprint, "/session", POST=self.open, DELETE=self.close)
        self._add(blueprint, "/stream", GET=self.stream)
        self._add(blueprint, "/history", GET=self.history)
        self._add(blueprint, "/messages", POST=self.send)
        self._add(blueprint, "/files", POST=self.upload)
        self._add(blueprint, "/files/<file:str>", GET=self.file)

    def _add(self, blueprint: Blueprint, path: str, **handlers: Handler) -> None:
        for method, handler in handlers.items():
            blueprint.add_route(spared(self._guarded(handler)), path, methods=[method], name=handler.__name__)

        name = next(iter(handlers.values())).__name__

        async def preflight(request: Request, **_place: str) -> HTTPResponse:
            return self._origins.preflight(request)

        blueprint.add_route(spared(preflight), path, methods=["OPTIONS"], name=f"preflight_{name}")

    def _guarded(self, handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request, **place: str) -> HTTPResponse | None:
            headers = self._origins.headers(request)
            try:
                self._origins.check(request)
                response = await handler(request, **place)
            except Problem as problem:
                return problem.response(headers)
            if response is not None:
                response.headers.update(headers)
            return response

        return guarded

    async def open(self, request: Request) -> HTTPResponse:
        """Open a session in which the assistant introduces itself, or renew the one of the token."""
        door = door_of(request)
        known = self._known(request)
        if known is None:
            wait = self._sessions.wait(request.remote_addr or request.ip)
            if wait:
                raise Problem(429, "too many sessions from this address", wait)
        session = self._tokens.new_session() if known is None else known[0].id
        door.open(CHANNEL, session)
        body = {
            "token": self._tokens.issue(session, door.store.clock()),
            "new": known is None,
            "retention_months": self._config.retention_months,
        }
        return json(body, 201 if known is None else 200, ensure_ascii=False)

    async def close(self, request: Request) -> HTTPResponse:
        """End the session at the customer's wish; its transcript can no longer be reached from here."""
        _, conversation = self._session(request)
        door = door_of(request)
        door.store.close(conversation)
        door.hub.end(conversation)
        return empty(204)

    async def stream(self, request: Request) -> None:
        """Stream the conversation after `Last-Event-ID`."""
        session, conversation = self._session(request)
        after = _number(request.headers.get("last-event-id"))
        stream = Stream(door_of(request), conversation, after, session.expires_at)
        await stream.run(request, self._origins.headers(request))

    async def history(self, request: Request) -> HTTPResponse:
        """Return the conversation after a number."""
        _, conversation = self._session(request)
        entries = door_of(request).store.messages_after(conversation, _number(request.args.get("after")))
        return json({"messages": [render(entry) for entry in entries]}, ensure_ascii=False)

    async def send(self, request: Request) -> HTTPResponse:
        """Take a message: `{id}` with `text`, `button`, `files` or `location`; the reply comes by the stream."""
        session, conversation = self._session(request)
        door = door_of(request)
        try:
            accepted = await door.accept(incoming(_body(request), session.id, conversation, door))
        except UnknownButton as error:
            raise Problem(400, "this button was not issued in this conversation") from error
        if accepted.retry_after is not None:
            raise Problem(429, "too many messages", accepted.retry_after)
        answer = {"n": accepted.number, "duplicate": accepted.duplicate, **self._renewal(door, session)}
        return json(answer, 202)

    async def upload(self, request: Request) -> HTTPResponse:
        """Keep a photo, the body of the request; a message then brings it by its id."""
        _, conversation = self._session(request)
        if len(request.body) > LARGEST_BYTES:
            raise Problem(413, f"at most {LARGEST_BYTES} bytes")
        wait = self._files.wait(conversation)
        if wait:
            raise Problem(429, "too many files", wait)
        try:
            kept = await door_of(request).keep_photo(conversation, request.body)
        except BadPhoto as error:
            raise Problem(415, str(error)) from error
        return json({"id": kept.id, "kind": kept.kind}, 201)

    async def file(self, request: Request, file: str) -> HTTPResponse:
        """Return a file of the visitor's own conversation."""
        _, conversation = self._session(request)
        found = door_of(request).store.file(conversation, file)
        if found is None:
            raise Problem(404, "no such file in this conversation")
        return raw(found.content, content_type=found.kind, headers={"Content-Disposition": "inline"})

    def _session(self, request: Request) -> tuple[Session, str]:
        known = self._known(request)
        if known is None:
            raise Problem(401, "open a session first")
        return known

    def _known(self, request: Request) -> tuple[Session, str] | None:
        store = door_of(request).store
        try:
            session = self._tokens.read(request.headers.get("authorization"), store.clock())
        except BadToken:
            return None
        conversation = store.find_conversation(CHANNEL, session.id)
        return None if conversation is None else (session, conversation)

    def _renewal(self, door: Door, session: Session) -> dict[str, str]:
        now = door.store.clock()
        return {"token": self._tokens.issue(session.id, now)} if self._tokens.is_ageing(session, now) else {}


def _body(request: Request) -> dict[str, Any]:
    if len(request.body) > LARGEST_BODY:
        raise Problem(413, f"at most {LARGEST_BODY} bytes")
    return object_in(request)


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 10 else 0
