"""Calls to a service: time-out, retries, circuit breaker, typed errors."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from courant.clients import (
    BackendError,
    BackendUnavailable,
    CodeExpired,
    Forbidden,
    NotFound,
    NotRecognised,
    Rejected,
    TooManyAttempts,
    WrongCode,
)
from courant.clients.breaker import CircuitBreaker
from courant.clients.transport import HttpPool, ServiceTransport


@dataclass(frozen=True)
class Thing:
    name: str


class Service:
    """A service of these tests that answers what it was told to, one answer a call."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def transport(self, breaker: CircuitBreaker | None = None) -> ServiceTransport:
        pool = HttpPool(lambda: httpx.AsyncClient(transport=httpx.MockTransport(self)))
        return ServiceTransport("things", "http://things/base/", pool, lambda: {"X-Service-Key": "k"}, breaker=breaker)


def ok(name: str = "a") -> httpx.Response:
    return httpx.Response(200, json={"name": name})


def problem(status: int, code: str, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    return httpx.Response(status, json={"status": status, "code": code, "detail": "d", **more}, headers=headers)


REFUSED = httpx.ConnectError("refused")


async def test_a_read_is_sent_with_its_authority() -> None:
    service = Service(ok())
    found = await service.transport().get("/thing", Thing, token="t", query={"limit": 2})
    request = service.requests[0]
    assert found == Thing("a")
    assert str(request.url) == "http://things/base/thing?limit=2"
    assert request.headers["Authorization"] == "Bearer t"
    assert request.headers["X-Service-Key"] == "k"


@pytest.mark.parametrize("first", [REFUSED, httpx.Response(503), httpx.Response(502), httpx.ReadError("broken")])
async def test_a_read_is_tried_again(first: httpx.Response | Exception) -> None:
    service = Service(first, ok("second"))
    assert await service.transport().get("/thing", Thing) == Thing("second")
    assert len(service.requests) == 2


async def test_three_attempts_and_no_more() -> None:
    service = Service(REFUSED)
    with pytest.raises(BackendUnavailable) as failed:
        await service.transport().get("/thing", Thing)
    assert (len(service.requests), failed.value.code) == (3, "unreachable")


async def test_a_keyed_write_is_tried_again_with_the_same_key() -> None:
    service = Service(REFUSED, ok())
    await service.transport().post("/things", Thing, body={"a": 1}, key="the-key")
    assert [request.headers["Idempotency-Key"] for request in service.requests] == ["the-key"] * 2
    assert len({request.content for request in service.requests}) == 1


async def test_a_write_without_a_key_is_never_tried_again() -> None:
    service = Service(REFUSED, ok())
    with pytest.raises(BackendUnavailable):
        await service.transport().post("/things", Thing, body={})
    assert len(service.requests) == 1


@pytest.mark.parametrize("answer", [httpx.Response(500), problem(409, "key_reused"), problem(404, "not_found")])
async def test_an_answer_is_not_asked_for_again(answer: httpx.Response) -> None:
    service = Service(answer)
    with pytest.raises(BackendError):
        await service.transport().get("/thing", Thing)
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (problem(404, "not_found"), NotFound, "not_found"),
        (problem(401, "token_expired"), Forbidden, "token_expired"),
        (problem(403, "level_too_low"), Forbidden, "level_too_low"),
        (problem(422, "not_recognised"), NotRecognised, "not_recognised"),
        (problem(410, "code_expired"), CodeExpired, "code_expired"),
        (problem(409, "key_reused"), Rejected, "key_reused"),
        (problem(422, "invalid_body"), Rejected, "invalid_body"),
        (httpx.Response(418, json=[]), Rejected, "http_418"),
        (httpx.Response(500, json={}), BackendUnavailable, "server_error"),
        (httpx.Response(200, content=b""), BackendUnavailable, "malformed_answer"),
        (httpx.Response(200, json={"other": 1}), BackendUnavailable, "malformed_answer"),
        (httpx.Response(404, content=b"<html>"), BackendUnavailable, "malformed_answer"),
    ],
)
async def test_each_answer_has_its_error(answer: httpx.Response, kind: type[BackendError], code: str) -> None:
    with pytest.raises(kind) as failed:
        await Service(answer).transport().get("/thing", Thing)
    assert (failed.value.code, failed.value.service) == (code, "things")


async def test_errors_carry_what_the_caller_needs() -> None:
    with pytest.raises(WrongCode) as wrong:
        await Service(problem(422, "wrong_code", remaining=2)).transport().get("/thing", Thing)
    with pytest.raises(TooManyAttempts) as many:
        await Service(problem(429, "too_many_attempts", {"Retry-After": "45"})).transport().get("/thing", Thing)
    assert (wrong.value.remaining, many.value.retry_after) == (2, 45)


async def test_a_page_gives_its_items() -> None:
    service = Service(httpx.Response(200, json={"items": [{"name": "a"}, {"name": "b"}], "total": 2}))
    assert await service.transport().get_list("/things", Thing) == (Thing("a"), Thing("b"))


class Time:
    """A clock that only tests move."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_the_circuit_opens_and_closes_again() -> None:
    clock = Time()
    service = Service(REFUSED)
    transport = service.transport(CircuitBreaker(threshold=4, pause=10, clock=clock))
    for _ in range(2):
        with pytest.raises(BackendUnavailable):
            await transport.get("/thing", Thing)
    assert len(service.requests) == 4
    with pytest.raises(BackendUnavailable) as refused:
        await transport.get("/thing", Thing)
    assert (refused.value.code, len(service.requests)) == ("circuit_open", 4)
    clock.now += 10
    service.answers = [ok()]
    assert await transport.get("/thing", Thing) == Thing("a")
    assert await transport.get("/thing", Thing) == Thing("a")


def test_when_half_open_one_trial_goes_through() -> None:
    clock = Time()
    breaker = CircuitBreaker(threshold=1, pause=10, clock=clock)
    breaker.failed()
    assert not breaker.allows()
    clock.now += 11
    assert [breaker.allows() for _ in range(3)] == [True, False, False]
    breaker.failed()
    assert not breaker.allows()
    clock.now += 11
    assert breaker.allows()
    breaker.succeeded()
    assert [breaker.allows() for _ in range(3)] == [True, True, True]


async def test_refusals_by_rule_do_not_open_the_circuit() -> None:
    transport = Service(problem(404, "not_found")).transport(CircuitBreaker(threshold=1))
    for _ in range(5):
        with pytest.raises(NotFound):
            await transport.get("/thing", Thing)


async def test_a_cancelled_trial_does_not_keep_the_circuit_open_for_ever() -> None:
    clock = Time()

    async def never(_request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        return ok()

    pool = HttpPool(lambda: httpx.AsyncClient(transport=httpx.MockTransport(never)))
    breaker = CircuitBreaker(threshold=1, pause=10, clock=clock)
    transport = ServiceTransport("things", "http://things", pool, dict, breaker=breaker)
    breaker.failed()
    clock.now += 11
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(transport.get("/thing", Thing), 0.05)
    clock.now += 11
    assert breaker.allows()


async def test_a_slow_service_is_given_up_in_time() -> None:
    left = asyncio.Event()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        left.set()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    pool = HttpPool(lambda: httpx.AsyncClient(timeout=0.2))
    transport = ServiceTransport("things", address, pool, dict, budget=0.2)
    started = time.monotonic()
    with pytest.raises(BackendUnavailable, match="ReadTimeout"):
        await transport.get("/thing", Thing)
    assert time.monotonic() - started < 1.5
    await pool.aclose()
    await left.wait()
    server.close()
    await server.wait_closed()


def test_one_pool_serves_several_loops() -> None:
    made: list[httpx.AsyncClient] = []

    def make() -> httpx.AsyncClient:
        made.append(httpx.AsyncClient(transport=httpx.MockTransport(lambda _: ok())))
        return made[-1]

    pool = HttpPool(make)
    transport = ServiceTransport("things", "http://things", pool, dict)

    async def ask() -> Thing:
        found = await transport.get("/thing", Thing)
        assert await transport.get("/thing", Thing) == found
        await pool.aclose()
        return found

    run: Callable[[], Thing] = lambda: asyncio.run(ask())  # noqa: E731
    assert run() == run() == Thing("a")
    assert len(made) == 2
