"""Which pages may speak to the chat: named sites only, checked here whatever the server's own CORS setting."""

from __future__ import annotations

from collections.abc import Mapping

from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sanic_ext.extensions.http.cors import cors

from channels.problems import Problem

_METHODS = ["GET", "POST", "DELETE"]
_HEADERS = ["authorization", "content-type", "last-event-id"]
_READABLE = ["retry-after"]
_HOURS_2 = "7200"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(_METHODS),
    "Access-Control-Allow-Headers": ", ".join(_HEADERS),
    "Access-Control-Max-Age": _HOURS_2,
}
# Rasa's server rewrites the answers of every route that names an allowed site: it would allow credentials, keep a
# permission for five seconds only, and allow `*` headers, which leaves out the one that carries the token.
spared = cors(
    allow_headers=_HEADERS,
    allow_methods=_METHODS,
    expose_headers=_READABLE,
    max_age=_HOURS_2,
    supports_credentials=False,
)
SECURITY_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
REFUSED = Problem(403, "this site may not use the chat; see 'origins' in credentials.yml")


class Origins:
    """The sites that may embed the chat."""

    def __init__(self, allowed: frozenset[str]) -> None:
        """Allow these origins, written `scheme://host[:port]`."""
        self._allowed = allowed

    def check(self, request: Request) -> None:
        """Refuse a request that a page of another site makes; programs without a page send no origin."""
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._allowed:
            raise REFUSED

    def headers(self, request: Request) -> dict[str, str]:
        """Return the headers of every answer to this request."""
        headers = {**SECURITY_HEADERS, "Vary": "Origin"}
        origin = request.headers.get("origin")
        if origin in self._allowed:
            headers["Access-Control-Allow-Origin"] = str(origin)
            headers["Access-Control-Expose-Headers"] = ", ".join(_READABLE)
        return headers

    def preflight(self, request: Request) -> HTTPResponse:
        """Answer a browser that asks what it may send."""
        headers = self.headers(request)
        if "Access-Control-Allow-Origin" not in headers:
            return REFUSED.response(headers)
        return empty(204, {**headers, **_PREFLIGHT})
