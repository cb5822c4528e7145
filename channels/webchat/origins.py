"""Which pages may speak to the chat: named sites only, checked here whatever the server's own CORS setting."""

from __future__ import annotations

from collections.abc import Mapping

from sanic.request import Request
from sanic.response import HTTPResponse, empty

from channels.problems import Problem

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "authorization, content-type, last-event-id",
    "Access-Control-Max-Age": "7200",
}
SECURITY_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Origins:
    """The sites that may embed the chat."""

    def __init__(self, allowed: frozenset[str]) -> None:
        """Allow these origins, written `scheme://host[:port]`."""
        self._allowed = allowed

    def check(self, request: Request) -> None:
        """Refuse a request that a page of another site makes; programs without a page send no origin."""
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._allowed:
            raise Problem(403, "this site may not use the chat; see 'origins' in credentials.yml")

    def headers(self, request: Request) -> dict[str, str]:
        """Return the headers of every answer to this request."""
        headers = {**SECURITY_HEADERS, "Vary": "Origin"}
        origin = request.headers.get("origin")
        if origin in self._allowed:
            headers["Access-Control-Allow-Origin"] = str(origin)
            headers["Access-Control-Expose-Headers"] = "retry-after"
        return headers

    def preflight(self, request: Request) -> HTTPResponse:
        """Answer a browser that asks what it may send."""
        headers = self.headers(request)
        if "Access-Control-Allow-Origin" not in headers:
            return empty(403, headers)
        return empty(204, {**headers, **_PREFLIGHT})
