"""A small Graph API inside the test: keeps what it is sent, and answers as it is told to."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

NUMBER, TOKEN = "100000000000001", "a-token"
PDF = b"%PDF-1.4 a bill"
PNG = b"\x89PNG\r\n\x1a\n a chart"
JPEG = b"\xff\xd8\xff\xe0 a photo"
LOST = "lost"  # the message is taken, its answer never comes

Answer = Any
Rule = Callable[[dict[str, Any]], Answer]


@dataclass
class GraphDouble:
    """What was sent, uploaded and marked as read; `rule` gives an error code, a status, LOST, or None for « taken »."""

    url: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    tried: list[dict[str, Any]] = field(default_factory=list)
    read: list[dict[str, Any]] = field(default_factory=list)
    uploads: list[tuple[str, str, bytes]] = field(default_factory=list)
    authorisations: set[str | None] = field(default_factory=set)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    links: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    files: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    rule: Rule = lambda payload: None
    seconds: float = 0.0
    slow: str = ""
    upload_rule: Callable[[str], Answer] = lambda filename: None

    def ids(self) -> list[str]:
        return [f"wamid.{place}" for place in range(1, len(self.sent) + 1)]

    def texts(self) -> list[str]:
        return [words_of(payload) for payload in self.sent]

    def offer(self, media_id: str, content: bytes, kind: str, *, sha: str | None = None, expired: int = 0) -> None:
        """Hold a file that a customer sent; its first links have expired."""
        digest = sha if sha is not None else hashlib.sha256(content).hexdigest()
        self.media[media_id] = {"mime_type": kind, "sha256": digest, "file_size": len(content), "id": media_id}
        self.links[media_id] = [(404, b"")] * expired + [(200, content)]

    async def messages(self, request: web.Request) -> web.Response:
        self.authorisations.add(request.headers.get("Authorization"))
        payload = await request.json()
        if payload.get("status") == "read":
            self.read.append(payload)
            return web.json_response({"success": True})
        self.tried.append(payload)
        if self.slow in words_of(payload):
            await asyncio.sleep(self.seconds)
        verdict = self.rule(payload)
        if verdict in (None, LOST):
            self.sent.append(payload)
        if verdict is None:
            return web.json_response({"messages": [{"id": f"wamid.{len(self.sent)}"}]})
        return self._refused(request, verdict)

    async def upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        with file.file:
            content = file.file.read()
        verdict = self.upload_rule(file.filename)
        if verdict is not None:
            return self._refused(request, verdict)
        self.uploads.append((file.filename, file.content_type, content))
        return web.json_response({"id": f"media-{len(self.uploads)}"})

    async def about(self, request: web.Request) -> web.Response:
        media_id = request.match_info["media"]
        if media_id not in self.media:
            return web.json_response({"error": {"code": 100, "message": "unknown"}}, status=400)
        return web.json_response({**self.media[media_id], "url": f"{self.url}/links/{media_id}"})

    async def link(self, request: web.Request) -> web.Response:
        self.authorisations.add(request.headers.get("Authorization"))
        answers = self.links[request.match_info["media"]]
        status, content = answers.pop(0) if len(answers) > 1 else answers[0]
        return web.Response(status=status, body=content)

    async def file(self, request: web.Request) -> web.Response:
        status, content = self.files.get(request.match_info["name"], (404, b""))
        return web.Response(status=status, body=content)

    @staticmethod
    def _refused(request: web.Request, verdict: Answer) -> web.Response:
        if verdict == LOST:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if isinstance(verdict, int) and verdict in (429, 500, 502, 503):
            return web.Response(status=verdict, text="<html>no JSON</html>")
        error = {"code": verdict, "message": "refused", "error_data": {"details": "because"}}
        return web.json_response({"error": error}, status=400)


@asynccontextmanager
async def running_graph() -> AsyncIterator[GraphDouble]:
    """Serve a double on a free port."""
    graph = GraphDouble()
    app = web.Application(client_max_size=200_000_000)
    app.add_routes(
        [
            web.post(f"/v23.0/{NUMBER}/messages", graph.messages),
            web.post(f"/v23.0/{NUMBER}/media", graph.upload),
            web.get("/links/{media}", graph.link),
            web.get("/files/{name}", graph.file),
            web.get("/v23.0/{media}", graph.about),
        ]
    )
    async with TestServer(app) as server:
        graph.url = str(server.make_url("")).rstrip("/")
        yield graph


def words_of(payload: dict[str, Any]) -> str:
    """The text of a message, whatever its type; the name of a file or template."""
    kind = payload["type"]
    if kind == "text":
        return str(payload["text"]["body"])
    if kind == "interactive":
        return str(payload["interactive"]["body"]["text"])
    if kind == "template":
        return str(payload["template"]["name"])
    return str(payload[kind].get("caption") or payload[kind].get("filename") or kind)
