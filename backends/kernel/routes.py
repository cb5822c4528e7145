"""Routes that check access, write answers and describe themselves.

What a route declares is what is enforced and what the OpenAPI document says: the three cannot drift.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from backends.kernel.journal import Answer
from backends.kernel.service import Access, Service, admit
from backends.kernel.wire import encode

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[object]])


@dataclass(frozen=True)
class Parameter:
    """A query parameter or header of a route."""

    name: str
    description: str
    kind: str = "string"
    required: bool = False
    place: str = "query"


PAGING = (Parameter("limit", "Items a page.", "integer"), Parameter("offset", "Items to skip.", "integer"))


@dataclass(frozen=True)
class Page:
    """A part of a list."""

    items: Sequence[object]
    total: int
    limit: int
    offset: int

    def wire(self) -> dict[str, Any]:
        """Return the page with the offset of the next one, null on the last."""
        following = self.offset + len(self.items)
        return {
            "items": encode(list(self.items)),
            "total": self.total,
            "limit": self.limit,
            "next_offset": following if following < self.total else None,
        }


@dataclass(frozen=True)
class Route:
    """One operation of a context. ``answer`` is a dataclass, or a media type for a document."""

    method: str
    path: str
    handler: Callable[..., Awaitable[object]]
    summary: str
    access: Access
    answer: type | str
    body: type | None = None
    paged: bool = False
    keyed: bool = False
    parameters: tuple[Parameter, ...] = ()
    status: int = 200
    problems: tuple[int, ...] = ()


@dataclass
class Routes:
    """The operations of a context, in order of declaration."""

    tag: str
    routes: list[Route] = field(default_factory=list)

    def get(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a read; see :class:`Route` for what can be said of it."""
        return self._add("GET", path, declared)

    def post(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a write."""
        return self._add("POST", path, declared)

    def put(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare the replacement of a value."""
        return self._add("PUT", path, declared)

    def _add(self, method: str, path: str, declared: dict[str, Any]) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            summary = (handler.__doc__ or "").strip().split("\n")[0].rstrip(".")
            self.routes.append(Route(method, path, handler, summary, **declared))
            return handler

        return keep

    def install(self, app: Sanic, service: Service) -> None:
        """Register every operation on an application."""
        for route in self.routes:
            name = getattr(route.handler, "__name__", route.path)
            app.add_route(_view(route, service), route.path, methods=[route.method], name=name)


def _view(route: Route, service: Service) -> Callable[..., Coroutine[Any, Any, HTTPResponse]]:
    async def view(request: Request, **names: str) -> HTTPResponse:
        call = admit(request, service, route.access)
        return respond(await route.handler(call, **names), route.status)

    return view


def respond(value: Any, status: int = 200) -> HTTPResponse:
    """Write what a handler returned; answers with data of customers are never cached."""
    if isinstance(value, HTTPResponse):
        return value
    if isinstance(value, Answer):
        value, status = value.body, value.status
    body = value.wire() if isinstance(value, Page) else encode(value)
    return json(body, status=status, headers={"Cache-Control": "no-store"})
