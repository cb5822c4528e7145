"""Tokens, service keys, signed links, problem documents and logs."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import httpx
import jwt
import pytest

from backends.kernel.clock import fixed_clock
from backends.kernel.links import opened, signed_name
from backends.kernel.problems import Problem
from backends.kernel.tokens import Caller, expiry, read, sign
from courant.clients import Clients, Forbidden
from tests.backends.conftest import verified
from tests.backends.servers import Backends, config_for

NOW = fixed_clock(date(2026, 11, 22))()


def test_a_token_gives_back_its_caller(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    caller = Caller("10000001", 2, "conversation", "origin", expiry(NOW, config))
    assert read(sign(caller, config), config, NOW) == caller


def test_a_token_expires_and_cannot_be_forged(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    caller = Caller("10000001", 1, "conversation", "origin", expiry(NOW, config))
    token = sign(caller, config)
    with pytest.raises(Problem, match="token_expired"):
        read(token, config, NOW + timedelta(minutes=config.token_minutes))
    for forged in (
        sign(caller, replace(config, secret="another-secret-of-somebody-else-x")),
        jwt.encode({**jwt.decode(token, options={"verify_signature": False}), "lvl": 2}, "", algorithm="none"),
        jwt.encode({"sub": "10000001"}, config.derive("tokens"), algorithm="HS256"),
    ):
        with pytest.raises(Problem, match="token_invalid"):
            read(forged, config, NOW)


def test_a_link_opens_one_document_for_a_while(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    name = signed_name("bill", "abc", NOW, config)
    assert opened("bill", name, NOW, config) == "abc"
    for kind, changed in (("chart", name), ("bill", name.replace("abc", "abd")), ("bill", "abc"), ("bill", "a.b.c")):
        with pytest.raises(Problem, match="404"):
            opened(kind, changed, NOW, config)
    with pytest.raises(Problem, match="410 link_expired"):
        opened("bill", name, NOW + timedelta(minutes=config.link_minutes), config)


async def test_an_expired_link_is_gone(backends: Backends, clients: Clients) -> None:
    grant = await verified(clients, backends, "10000001", "69003")
    bill = (await clients.billing.bills(grant.token))[0]
    link = await clients.billing.document_link(grant.token, bill.id)
    backends.clock.advance(minutes=31)
    async with httpx.AsyncClient() as http:
        answer = await http.get(link)
    assert (answer.status_code, answer.json()["code"]) == (410, "link_expired")


async def test_an_expired_token_is_refused_everywhere(backends: Backends, clients: Clients) -> None:
    grant = await verified(clients, backends, "10000001", "69003")
    backends.clock.advance(minutes=31)
    for refused in (clients.customers.profile, clients.billing.balance, clients.metering.delivery_points):
        with pytest.raises(Forbidden) as error:
            await refused(grant.token)
        assert error.value.code == "token_expired"


async def test_service_calls_need_the_service_key(backends: Backends) -> None:
    body = {"reference": "10000001", "second_fact": "69003", "conversation": "c", "origin": "o"}
    async with httpx.AsyncClient() as http:
        for headers in ({}, {"X-Service-Key": "wrong"}):
            answer = await http.post(f"{backends.addresses['customers']}/identify", json=body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "service_key_invalid")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("DELETE", "/profile", 405, "method_not_allowed"),
        ("GET", "/profile", 401, "token_missing"),
    ],
)
async def test_errors_are_problem_documents(backends: Backends, method: str, path: str, status: int, code: str) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.request(method, backends.addresses["customers"] + path)
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (status, code, status)
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "invalid_json"),
        (b"[]", "invalid_body"),
        (b'{"reference": "1"}', "invalid_body"),
        (b'{"reference": 1, "second_fact": "a", "conversation": "c", "origin": "o"}', "invalid_body"),
        (b'{"reference": "1", "second_fact": "a", "conversation": "c", "origin": "o", "x": 1}', "invalid_body"),
    ],
)
async def test_a_malformed_body_is_refused(backends: Backends, body: bytes, code: str) -> None:
    headers = {"X-Service-Key": backends.config.service_key, "Content-Type": "application/json"}
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{backends.addresses['customers']}/identify", content=body, headers=headers)
    assert (answer.status_code in (400, 422), answer.json()["code"]) == (True, code)


async def test_each_process_says_how_it_is(backends: Backends) -> None:
    async with httpx.AsyncClient() as http:
        for address in backends.addresses.values():
            assert (await http.get(f"{address}/health")).json()["status"] == "ok"
            assert (await http.get(f"{address}/ready")).json()["status"] == "ready"


async def test_logs_hold_neither_codes_nor_tokens_nor_links(
    backends: Backends, clients: Clients, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    grant = await verified(clients, backends, "10000001", "69003")
    bill = (await clients.billing.bills(grant.token))[0]
    link = await clients.billing.document_link(grant.token, bill.id)
    async with httpx.AsyncClient(timeout=30) as http:
        assert (await http.get(link)).status_code == 200
    code = await backends.last_code()
    lines = [str(vars(record)) for record in caplog.records if record.name.startswith(("backends", "sanic"))]
    assert any("backends.request.done" in line for line in lines)
    for secret in (code, grant.token, link.rsplit("/", 1)[1], "69003", "+33639980001"):
        assert not [line for line in lines if secret in line], secret


async def test_the_id_of_the_turn_is_kept(backends: Backends) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{backends.addresses['billing']}/health", headers={"X-Request-ID": "turn-42"})
        odd = await http.get(f"{backends.addresses['billing']}/health", headers={"X-Request-ID": "a b\tc"})
    assert answer.headers["X-Request-ID"] == "turn-42"
    assert odd.headers["X-Request-ID"] != "a b\tc"
