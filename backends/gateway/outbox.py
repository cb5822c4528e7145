"""The demo outbox, to be read by people and programs."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from string import Template

from sanic import Request
from sanic.response import HTTPResponse, json

from backends.gateway.policy import outbox_headers
from backends.kernel.database import Database
from backends.kernel.problems import Problem
from backends.outbox.store import Sent, latest

MOST = 500
_PAGES = Path(__file__).with_name("pages")
_PAGE = Template((_PAGES / "outbox.html").read_text(encoding="utf-8"))
_MESSAGE = Template((_PAGES / "message.html").read_text(encoding="utf-8"))
_EMPTY = (_PAGES / "empty.html").read_text(encoding="utf-8")


class OutboxPage:
    """Shows what demo mode would have sent, newest first.

    Args:
        database: Database of the outbox.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def show(self, request: Request) -> HTTPResponse:
        """Answer with JSON, or with a page for browsers; ``limit`` says how many messages at most."""
        limit = _limit(request)
        messages = await self._database.read(lambda connection: latest(connection, limit))
        if wants_page(request.headers.get("Accept", "")):
            return HTTPResponse(page(messages), headers=outbox_headers(), content_type="text/html; charset=utf-8")
        return json([_wire(message) for message in messages], headers={"Cache-Control": "no-store", "Vary": "Accept"})


def wants_page(accept: str) -> bool:
    """Whether a caller prefers a page to JSON: a browser says so, a program says nothing or JSON."""
    kinds = [part.split(";")[0].strip() for part in accept.split(",")]
    if "text/html" not in kinds:
        return False
    return "application/json" not in kinds or kinds.index("text/html") < kinds.index("application/json")


def page(messages: Sequence[Sent]) -> str:
    """Return the page in French."""
    return _PAGE.substitute(messages="\n".join(_article(message) for message in messages) or _EMPTY)


def _article(message: Sent) -> str:
    texts = {**_wire(message), "day": f"{message.at:%d/%m/%Y}", "hour": f"{message.at:%H:%M:%S}"}
    return _MESSAGE.substitute({name: html.escape(text) for name, text in texts.items()})


def _wire(message: Sent) -> dict[str, str]:
    return {
        "channel": message.channel,
        "to": message.to,
        "subject": message.subject,
        "text": message.text,
        "purpose": message.purpose,
        "sent_at": message.at.isoformat(),
    }


def _limit(request: Request) -> int:
    text = request.args.get("limit", "100")
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise Problem(422, "invalid_query", f"limit: between 1 and {MOST}", {"field": "limit"})
    return int(text)
