"""One call to one service: time-out, retries, circuit breaker, typed errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import httpx
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, stop_after_delay
from tenacity.wait import wait_random_exponential

from courant.clients.breaker import CircuitBreaker
from courant.clients.errors import BackendError, BackendUnavailable
from courant.clients.problems import error_of
from courant.clients.wire import MalformedAnswer, decode

T = TypeVar("T")
Query = Mapping[str, "str | int"]
HttpFactory = Callable[[], httpx.AsyncClient]


class HttpPool:
    """One ``httpx.AsyncClient`` per running event loop: connections cannot be shared between loops."""

    def __init__(self, factory: HttpFactory) -> None:
        self._factory = factory
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = WeakKeyDictionary()

    def current(self) -> httpx.AsyncClient:
        """The client of the running loop, made on first use."""
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = self._factory()
        return self._clients[loop]

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()


class ServiceTransport:
    """Calls one service and decodes what it answers.

    Reads and keyed writes are retried on quick failures (refused or broken connection, 502-504) within
    the time of one time-out, so that a customer never waits for more than about twice that.

    Args:
        service: Name used in errors.
        base_url: Address of the service, without final slash.
        pool: Where connections come from.
        headers: Called at each call: service key, turn id.
        budget: Seconds after which no further attempt is made.
        breaker: Circuit breaker of this service.
    """

    def __init__(
        self,
        service: str,
        base_url: str,
        pool: HttpPool,
        headers: Callable[[], dict[str, str]],
        budget: float = 2.0,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        self.service = service
        self._base_url = base_url.rstrip("/")
        self._pool = pool
        self._headers = headers
        self._budget = budget
        self.breaker = breaker or CircuitBreaker()

    async def get(
        self,
        path: str,
        kind: type[T],
        *,
        token: str | None = None,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """Read one ``kind``."""
        raw = await self._send("GET", path, token, headers=headers, query=query)
        return self._decoded(kind, raw)

    async def get_list(
        self, path: str, kind: type[T], *, token: str | None = None, query: Query | None = None
    ) -> tuple[T, ...]:
        """Read a page of ``kind`` (the ``items`` of the answer)."""
        raw = await self._send("GET", path, token, query=query)
        items = raw.get("items") if isinstance(raw, dict) else None
        if not isinstance(items, list):
            raise BackendUnavailable(self.service, "malformed_answer", "no items")
        return tuple(self._decoded(kind, item) for item in items)

    async def post(
        self, path: str, kind: type[T], *, body: Mapping[str, Any], token: str | None = None, key: str | None = None
    ) -> T:
        """Write, and read the ``kind`` that comes back; retried only with an idempotency key."""
        return self._decoded(kind, await self._send("POST", path, token, body=body, key=key))

    async def put(
        self, path: str, kind: type[T], *, body: Mapping[str, Any], token: str | None = None, key: str | None = None
    ) -> T:
        """Replace a value, and read the ``kind`` that comes back."""
        return self._decoded(kind, await self._send("PUT", path, token, body=body, key=key))

    async def _send(
        self,
        method: str,
        path: str,
        token: str | None,
        *,
        body: Mapping[str, Any] | None = None,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> object:
        sent = {**self._headers(), **(headers or {}), **_authority(token, key)}
        request = self._pool.current().build_request(
            method, self._base_url + path, json=body, params=query, headers=sent
        )
        attempts = 3 if method == "GET" or key is not None else 1
        retrying = AsyncRetrying(
            stop=stop_after_attempt(attempts) | stop_after_delay(self._budget),
            wait=wait_random_exponential(multiplier=0.05, max=0.4),
            retry=retry_if_exception_type(_Transient),
            reraise=True,
        )
        return await retrying(self._attempt, request)

    async def _attempt(self, request: httpx.Request) -> object:
        if not self.breaker.allows():
            raise BackendUnavailable(self.service, "circuit_open")
        try:
            answer = _read(self.service, await self._pool.current().send(request))
        except httpx.HTTPError as error:
            self.breaker.failed()
            raise _Transient(self.service, "unreachable", type(error).__name__) from error
        except BackendUnavailable:
            self.breaker.failed()
            raise
        except BackendError:
            self.breaker.succeeded()
            raise
        except BaseException:
            # Cancelled while the half-open trial was running: without this nobody would ever try again.
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        return answer

    def _decoded(self, kind: type[T], raw: object) -> T:
        try:
            return decode(kind, raw)
        except MalformedAnswer as error:
            raise BackendUnavailable(self.service, "malformed_answer", str(error)) from error


class _Transient(BackendUnavailable):
    """A failure that may be gone at the next attempt."""


def _authority(token: str | None, key: str | None) -> dict[str, str]:
    headers = {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if key is not None:
        headers["Idempotency-Key"] = key
    return headers


def _read(service: str, response: httpx.Response) -> object:
    if response.status_code in (502, 503, 504):
        raise _Transient(service, "unavailable", f"HTTP {response.status_code}")
    if response.status_code >= 500:
        raise BackendUnavailable(service, "server_error", f"HTTP {response.status_code}")
    try:
        body = json.loads(response.content)
    except ValueError as error:
        raise BackendUnavailable(service, "malformed_answer", "not JSON") from error
    if response.status_code >= 400:
        raise error_of(service, response.status_code, body, response.headers)
    return body
