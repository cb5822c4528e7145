"""A context as a Sanic application."""

from __future__ import annotations

import itertools
import logging
import re
import time
import uuid

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse, HTTPResponse, json

from backends.kernel.migrations import is_current
from backends.kernel.openapi import openapi
from backends.kernel.problems import Problem, install_problems
from backends.kernel.routes import Routes
from backends.kernel.service import Service

logger = logging.getLogger(__name__)
API_VERSION = "1.0"
_REQUEST_ID = re.compile(r"[\w.:-]{1,100}")
_number = itertools.count(1)


def bare_app(name: str) -> Sanic:
    """Return an application with problem documents, request ids and request logs, but no route.

    Sanic keeps applications in a process-wide registry by name: the name is made unique.
    """
    app = Sanic(f"courant-{name}-{next(_number)}", configure_logging=False)
    app.config.ACCESS_LOG = False
    # Sanic Extensions, present for Rasa, would add pages of its own under /docs, where ours are.
    app.config.AUTO_EXTEND = False
    app.config.REQUEST_MAX_SIZE = 2_000_000
    app.config.FALLBACK_ERROR_FORMAT = "json"
    install_problems(app)
    app.register_middleware(_started, "request")
    app.register_middleware(_finished, "response")
    return app


def create_app(service: Service, routes: Routes) -> Sanic:
    """Return the application of a context, with ``/health``, ``/ready`` and ``/docs/openapi.json``."""
    app = bare_app(service.name)
    document = openapi(routes, f"Courant: {service.name}", API_VERSION)

    async def health(_request: Request) -> HTTPResponse:
        return json({"status": "ok", "service": service.name})

    async def ready(_request: Request) -> HTTPResponse:
        if not await service.database.read(lambda connection: is_current(connection, service.name)):
            raise Problem(503, "not_migrated", "run `python -m backends migrate`")
        return json({"status": "ready", "service": service.name})

    async def described(_request: Request) -> HTTPResponse:
        return json(document)

    app.add_route(health, "/health", name="health")
    app.add_route(ready, "/ready", name="ready")
    app.add_route(described, "/docs/openapi.json", name="openapi")
    routes.install(app, service)
    return app


def request_id(request: Request) -> str:
    """Return the id of the turn that the caller gave, or one made for this request."""
    given = str(request.headers.get("X-Request-ID", ""))
    if not hasattr(request.ctx, "request_id"):
        request.ctx.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    return str(request.ctx.request_id)


async def _started(request: Request) -> None:
    request.ctx.started = time.perf_counter()


async def _finished(request: Request, response: BaseHTTPResponse) -> None:
    route = getattr(request, "route", None)
    elapsed = time.perf_counter() - getattr(request.ctx, "started", time.perf_counter())
    response.headers["X-Request-ID"] = request_id(request)
    response.headers["X-Content-Type-Options"] = "nosniff"
    logger.info(
        "backends.request.done",
        extra={
            "app": request.app.name,
            "method": request.method,
            # The template of the route, never the path: a signed name opens a document.
            "route": f"/{route.path}" if route is not None else "-",
            "status": response.status,
            "ms": round(elapsed * 1000, 1),
            "request_id": request_id(request),
        },
    )
