"""The gateway as an application."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from backends.gateway.outbox import OutboxPage
from backends.gateway.policy import chat_origins, page_headers
from backends.gateway.proxy import METHODS, Proxy
from backends.gateway.website import Website
from backends.kernel.application import bare_app
from backends.kernel.config import CONTEXTS, Config
from backends.kernel.database import open_database
from backends.kernel.problems import Problem, not_found

# Just above the 2 s after which the assistant gives up: other callers still get a problem document.
TIMEOUT_SECONDS = 2.2
DOCUMENT_SECONDS = 20.0
LARGEST_BODY = 1_000_000
Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]


def create(config: Config, environ: Mapping[str, str] = os.environ) -> Sanic:
    """Return the application.

    Args:
        config: Services, website and mode; in demo mode the outbox must be migrated.
        environ: Where ``WEBSITE_CHAT_ORIGINS`` and ``RASA_PORT`` are read.

    Raises:
        ConfigError: An origin of the chat is malformed.
    """
    app = bare_app("gateway")
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    _add_proxy(app, config)
    if config.demo:
        _add_outbox(app, config)
    else:
        app.add_route(_no_demo, "/demo/<path:path>", name="demo")
    _add_website(app, config, environ)
    return app


def _add_proxy(app: Sanic, config: Config) -> None:
    proxy = Proxy(config.upstreams, TIMEOUT_SECONDS, DOCUMENT_SECONDS)

    async def opened(_app: Sanic, _loop: Any) -> None:
        proxy.open()

    async def closed(_app: Sanic, _loop: Any) -> None:
        await proxy.close()

    async def health(_request: Request) -> HTTPResponse:
        return json({"status": "ok", "service": "gateway"})

    async def ready(_request: Request) -> HTTPResponse:
        return await _readiness(proxy)

    app.register_listener(opened, "before_server_start")
    app.register_listener(closed, "after_server_stop")
    app.add_route(health, "/health", name="health")
    app.add_route(ready, "/ready", name="ready")
    for service in CONTEXTS:
        app.add_route(_forward(proxy, service), f"/{service}/<path:path>", methods=METHODS, name=service)


def _forward(proxy: Proxy, service: str) -> Handler:
    async def forward(request: Request, path: str) -> HTTPResponse:
        # The path is passed on as it was written, not as the router decoded it.
        return await proxy.forward(request, service)

    return forward


async def _readiness(proxy: Proxy) -> HTTPResponse:
    answers = await asyncio.gather(*(proxy.is_ready(service) for service in CONTEXTS))
    states = {name: "ready" if is_ready else "unavailable" for name, is_ready in zip(CONTEXTS, answers, strict=True)}
    if not all(answers):
        down = ", ".join(name for name, state in states.items() if state != "ready")
        raise Problem(503, "service_unavailable", down, {"services": states})
    return json({"status": "ready", "service": "gateway", "services": states})


async def _no_demo(request: Request, path: str) -> HTTPResponse:
    # Whatever the website's directory holds.
    raise not_found("page")


def _add_outbox(app: Sanic, config: Config) -> None:
    database = open_database("outbox", config)

    async def closed(_app: Sanic, _loop: Any) -> None:
        database.close()

    app.register_listener(closed, "after_server_stop")
    app.add_route(OutboxPage(database).show, "/demo/outbox", name="outbox")


def _add_website(app: Sanic, config: Config, environ: Mapping[str, str]) -> None:
    origins = chat_origins(environ)
    website = Website(config.website, page_headers(config, origins), origins[0])

    app.add_route(website.serve, "/", methods=["GET", "HEAD"], name="index")
    app.add_route(website.serve, "/<path:path>", methods=["GET", "HEAD"], name="website")
