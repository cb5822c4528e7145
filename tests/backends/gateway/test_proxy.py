"""The gateway passes requests on, and says at once when nobody is there."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest

from backends.gateway.app import LARGEST_BODY
from backends.gateway.proxy import kept
from backends.kernel.config import CONTEXTS
from tests.backends.gateway.conftest import OpenGateway, upstream
from tests.backends.tickets.serving import serving


@pytest.fixture(autouse=True)
def patient_clients() -> None:
    """Lateness is the subject here: clients and gateway wait no longer than in real use."""


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_the_name_of_the_service_is_taken_off_the_path(gateway: httpx.AsyncClient, method: str) -> None:
    received = (await gateway.request(method, "/tickets/tickets/D2026-000001?limit=2&q=a%20b")).json()
    assert received["method"] == method
    assert received["path"] == "/tickets/D2026-000001"
    assert received["query"] == "limit=2&q=a%20b"


async def test_a_path_is_passed_on_as_it_was_written(gateway: httpx.AsyncClient) -> None:
    received = (await gateway.get("/tickets/documents/a%2Fb%C3%A9")).json()
    assert received["path"] == "/documents/a%2Fb%C3%A9"


async def test_body_and_headers_of_the_message_go_on(gateway: httpx.AsyncClient) -> None:
    sent = {"Authorization": "Bearer t", "Idempotency-Key": "k", "X-Service-Key": "s", "X-Ticket-Secret": "x"}
    received = (await gateway.post("/tickets/tickets", json={"é": 1}, headers=sent)).json()
    assert received["body"].encode() == httpx.Request("POST", "http://x", json={"é": 1}).content
    for name, value in sent.items():
        assert received["headers"][name.lower()] == value
    assert received["headers"]["content-type"] == "application/json"


async def test_headers_of_the_connection_stay_on_it(gateway: httpx.AsyncClient) -> None:
    sent = {"Connection": "keep-alive, X-Private", "X-Private": "1", "TE": "trailers", "Upgrade": "h2c"}
    received = (await gateway.get("/tickets/x", headers=sent)).json()["headers"]
    assert not {"x-private", "te", "upgrade"} & set(received)
    assert not received["host"].endswith(str(gateway.base_url.port))


async def test_nothing_is_asked_that_the_caller_did_not_ask(gateway: httpx.AsyncClient) -> None:
    request = httpx.Request("GET", gateway.base_url.join("/tickets/x"), headers={"Accept": "text/plain"})
    received = (await gateway.send(request)).json()["headers"]
    assert received["accept"] == "text/plain"
    assert not {"accept-encoding", "user-agent"} & set(received)


def test_a_connection_header_names_what_stays() -> None:
    pairs = [("Connection", "close, X-A"), ("X-A", "1"), ("X-B", "2"), ("Transfer-Encoding", "chunked")]
    assert kept(pairs) == [("x-b", "2")]


async def test_the_turn_can_be_followed_through(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/tickets/x", headers={"X-Request-ID": "turn-12"})
    assert answer.json()["headers"]["x-request-id"] == "turn-12"
    assert answer.headers["X-Request-ID"] == "turn-12"


async def test_a_document_comes_back_untouched(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/tickets/zipped")
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Kept"] == "yes"
    assert answer.headers.get("Keep-Alive") != "timeout=99"


async def test_an_error_of_the_service_comes_back_as_it_is(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/tickets/refused")
    assert (answer.status_code, answer.json()) == (409, {"code": "teapot"})
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/billing/bills", "/tickets/slow"])
async def test_a_service_that_is_down_or_hangs_is_told_in_time(gateway: httpx.AsyncClient, path: str) -> None:
    began = time.monotonic()
    answer = await gateway.get(path)
    assert time.monotonic() - began < 2.5
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    assert answer.json()["service"] == path.split("/")[1]
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_document_may_take_longer_to_draw(gateway: httpx.AsyncClient) -> None:
    assert (await gateway.get("/tickets/charts/a.b.c")).content == b"PNG"


async def test_a_document_of_a_service_that_is_down_is_told_in_time(gateway: httpx.AsyncClient) -> None:
    began = time.monotonic()
    assert (await gateway.get("/billing/documents/a.b.c")).status_code == 503
    assert time.monotonic() - began < 2.5


async def test_a_service_that_hangs_does_not_hold_up_the_others(gateway: httpx.AsyncClient) -> None:
    hanging = asyncio.gather(*(gateway.get("/tickets/slow") for _ in range(20)))
    await asyncio.sleep(0.1)
    began = time.monotonic()
    assert (await gateway.get("/tickets/quick")).status_code == 200
    assert time.monotonic() - began < 1
    assert {answer.status_code for answer in await hanging} == {503}


async def test_a_body_that_is_too_large_is_refused(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.post("/tickets/tickets", content=b"x" * (LARGEST_BODY + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "http_413")


async def test_only_the_services_are_reached(gateway: httpx.AsyncClient) -> None:
    assert (await gateway.get("/elsewhere/x")).status_code == 404
    assert (await gateway.post("/elsewhere/x")).status_code == 405


async def test_health_needs_no_service_and_ready_names_each(gateway: httpx.AsyncClient) -> None:
    assert (await gateway.get("/health")).json() == {"status": "ok", "service": "gateway"}
    answer = await gateway.get("/ready")
    states = {name: "unavailable" for name in CONTEXTS} | {"tickets": "ready"}
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    assert answer.json()["services"] == states


async def test_it_is_ready_when_every_service_is(open_gateway: OpenGateway) -> None:
    async with serving(upstream()) as url, open_gateway(**dict.fromkeys(CONTEXTS, url)) as http:
        answer = await http.get("/ready")
    assert (answer.status_code, answer.json()["services"]) == (200, dict.fromkeys(CONTEXTS, "ready"))
