"""Passes requests on to the services and their answers back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping

import httpx
from sanic import Request
from sanic.compat import Header
from sanic.response import HTTPResponse

from backends.kernel.application import request_id
from backends.kernel.problems import Problem, not_found

logger = logging.getLogger(__name__)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Headers that belong to one connection, not to the message (RFC 9110, 7.6.1).
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# First segments of what people look at: the first chart of a process takes some seconds, a payment asks the bank.
_DOCUMENTS = frozenset({"charts", "documents", "pages"})
_CONNECT_SECONDS = 1.0
# Written anew on each side of the proxy.
_OWN = frozenset({"host", "content-length", "expect", "x-request-id"})


class Proxy:
    """A reverse proxy to the services.

    Args:
        upstreams: Address of each service by its name, without final slash.
        seconds: A service that has not answered by then counts as down.
        document_seconds: The same for a document; a service that nobody can connect to is told sooner.
    """

    def __init__(self, upstreams: Mapping[str, str], seconds: float, document_seconds: float) -> None:
        self.upstreams = upstreams
        self._seconds = seconds
        self._document_seconds = document_seconds
        self._timeout = httpx.Timeout(document_seconds, connect=_CONNECT_SECONDS)
        self._http: httpx.AsyncClient | None = None

    def open(self) -> None:
        """Make the connections' pool, on the loop that will use it."""
        # Idle connections are dropped here before the services drop them: no request meets a closed one.
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=2)
        self._http = httpx.AsyncClient(timeout=self._timeout, limits=limits, trust_env=False, follow_redirects=False)

    async def close(self) -> None:
        """Close the pool."""
        if self._http is not None:
            await self._http.aclose()

    async def forward(self, request: Request, service: str) -> HTTPResponse:
        """Pass a request for ``/<service>/…`` on as ``/…``.

        Raises:
            Problem: 503 ``service_unavailable``.
        """
        path = request.path[len(service) + 1 :] or "/"
        query = f"?{request.query_string}" if request.query_string else ""
        headers = kept(request.headers.items())
        try:
            url = httpx.URL(f"{self.upstreams[service]}{path}{query}")
        except httpx.InvalidURL:
            raise not_found("page") from None
        # Built without the client, which would add headers of its own and change what the caller accepts.
        outgoing = httpx.Request(
            request.method,
            url,
            headers=[*headers, ("X-Request-ID", request_id(request))],
            content=request.body or None,
            extensions={"timeout": self._timeout.as_dict()},
        )
        is_document = path.split("/")[1] in _DOCUMENTS
        return await self._answer(service, outgoing, self._document_seconds if is_document else self._seconds)

    async def is_ready(self, service: str) -> bool:
        """Whether a service says that it can work."""
        try:
            answer = await asyncio.wait_for(self._client.get(f"{self.upstreams[service]}/ready"), self._seconds)
        except (httpx.HTTPError, asyncio.TimeoutError):
            return False
        return answer.status_code == 200

    @property
    def _client(self) -> httpx.AsyncClient:
        assert self._http is not None, "the proxy is not open"
        return self._http

    async def _answer(self, service: str, outgoing: httpx.Request, seconds: float) -> HTTPResponse:
        try:
            return await asyncio.wait_for(self._exchange(outgoing), seconds)
        except (httpx.HTTPError, asyncio.TimeoutError) as error:
            logger.warning("gateway.service.unavailable", extra={"service": service, "kind": type(error).__name__})
            raise Problem(503, "service_unavailable", service, {"service": service}, {"Retry-After": "5"}) from None

    async def _exchange(self, outgoing: httpx.Request) -> HTTPResponse:
        answer = await self._client.send(outgoing, stream=True)
        try:
            # Raw: a compressed answer stays as it is, with its Content-Encoding.
            body = b"".join([part async for part in answer.aiter_raw()])
        finally:
            await answer.aclose()
        headers = Header(kept(answer.headers.multi_items()))
        media_type = headers.pop("content-type", None)
        return HTTPResponse(body, status=answer.status_code, headers=headers, content_type=media_type)


def kept(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers that go on: those of the message, without those of the connection."""
    pairs = [(name.lower(), value) for name, value in headers]
    named = {part.strip().lower() for name, value in pairs if name == "connection" for part in value.split(",")}
    dropped = _HOP_BY_HOP | _OWN | named
    return [(name, value) for name, value in pairs if name not in dropped]
