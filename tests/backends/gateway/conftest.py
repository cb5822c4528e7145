"""A gateway in front of a service that says what it received."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from backends.gateway.app import create
from backends.kernel.application import bare_app
from tests.backends.tickets.serving import config_for, serving

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ENVIRON = {"RASA_PORT": "5005"}


def upstream() -> Sanic:
    """A service that answers with the request it got, in a few shapes."""
    app = bare_app("upstream")

    async def ready(_request: Request) -> HTTPResponse:
        return json({"status": "ready"})

    async def slow(_request: Request) -> HTTPResponse:
        await asyncio.sleep(4)
        return json({})

    async def zipped(_request: Request) -> HTTPResponse:
        headers = {"Content-Encoding": "gzip", "X-Kept": "yes", "Keep-Alive": "timeout=99"}
        return HTTPResponse(gzip.compress(b"%PDF-1.7"), headers=headers, content_type="application/pdf")

    async def refused(_request: Request) -> HTTPResponse:
        return json({"code": "teapot"}, status=409, content_type="application/problem+json")

    async def echo(request: Request, path: str = "") -> HTTPResponse:
        received = {
            "method": request.method,
            "path": request.path,
            "query": request.query_string,
            "headers": {name.lower(): value for name, value in request.headers.items()},
            "body": request.body.decode(),
        }
        return json(received)

    async def drawn(_request: Request, name: str) -> HTTPResponse:
        await asyncio.sleep(3)
        return HTTPResponse(b"PNG", content_type="image/png")

    app.add_route(drawn, "/charts/<name>", name="chart")
    for handler, path in ((ready, "/ready"), (slow, "/slow"), (zipped, "/zipped"), (refused, "/refused")):
        app.add_route(handler, path, name=path[1:])
    app.add_route(echo, "/<path:path>", methods=METHODS, name="echo")
    return app


def _client(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, trust_env=False, timeout=10)


OpenGateway = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def website(tmp_path: Path) -> Path:
    root = tmp_path / "website"
    (root / "aide").mkdir(parents=True)
    (root / ".cache").mkdir()
    (root / "index.html").write_text('<h1>Bienvenue à vous</h1><script src="{{chat_url}}/w.js"></script>')
    (root / "aide" / "index.html").write_text("<h1>Aide</h1>")
    (root / "aide" / "été 1.txt").write_text("Été")
    (root / "style.css").write_text("h1 {}")
    (root / "page.js").write_text("1")
    (root / "logo.svg").write_text("<svg/>")
    (root / "photo.jpg").write_bytes(b"\xff\xd8")
    (root / ".cache" / "hidden.txt").write_text("hidden")
    (tmp_path / "secret.txt").write_text("secret")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    return root


@pytest.fixture
def open_gateway(tmp_path: Path, website: Path) -> OpenGateway:
    """Start a gateway; services that are not named are down."""

    @asynccontextmanager
    async def start(*, demo: bool = True, **upstreams: str) -> AsyncIterator[httpx.AsyncClient]:
        config = config_for(tmp_path, demo=demo, **upstreams)
        async with serving(create(config, ENVIRON)) as url, _client(url) as http:
            yield http

    return start


@pytest.fixture
async def gateway(open_gateway: OpenGateway) -> AsyncIterator[httpx.AsyncClient]:
    """A gateway whose ticket service is up, and whose other services are down."""
    async with serving(upstream()) as url, open_gateway(tickets=url) as http:
        yield http
