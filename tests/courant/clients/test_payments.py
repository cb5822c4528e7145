"""The payments client: euros and cents on the wire, addresses kept out of logs."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import httpx
import pytest

from courant.clients import PaymentsClient, Rejected
from courant.clients.transport import HttpPool, ServiceTransport

LINK = {
    "reference": "P2026-000001",
    "status": "ouvert",
    "amount_cents": 18420,
    "bill_number": None,
    "created_at": "2026-11-22T10:00:00+01:00",
    "expires_at": "2026-11-23T10:00:00+01:00",
    "updated_at": "2026-11-22T10:00:00+01:00",
    "url": "http://pay/secret",
    "reused": False,
    "accepted_at": None,
    "refusal": None,
    "allocations": [{"bill_number": "F2026-000001", "amount_cents": 18420}],
}


def client(status: int, body: dict[str, Any], sent: list[httpx.Request]) -> PaymentsClient:
    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(status, json=body)

    pool = HttpPool(lambda: httpx.AsyncClient(transport=httpx.MockTransport(answer)))
    return PaymentsClient(ServiceTransport("payments", "http://payments", pool, dict))


async def test_euros_leave_as_cents_and_come_back_as_euros() -> None:
    sent: list[httpx.Request] = []
    link = await client(201, LINK, sent).create_link("t", Decimal("184.20"), "F2026-000001", "k")
    assert json.loads(sent[0].content) == {"amount_cents": 18420, "bill_number": "F2026-000001"}
    assert sent[0].headers["Idempotency-Key"] == "k"
    assert link.amount == Decimal("184.20") and link.allocations[0].amount == Decimal("184.20")


async def test_the_address_is_never_in_a_representation() -> None:
    link = await client(201, LINK, []).link("t", "P2026-000001")
    assert link.url == "http://pay/secret" and "secret" not in repr(link)


async def test_a_fraction_of_a_cent_is_a_mistake_of_ours() -> None:
    sent: list[httpx.Request] = []
    with pytest.raises(ValueError, match="cents"):
        await client(201, LINK, sent).create_link("t", Decimal("10.005"), None, "k")
    assert sent == []


async def test_a_refusal_keeps_its_reason() -> None:
    problem = {"status": 409, "code": "payment_running", "detail": ""}
    with pytest.raises(Rejected) as refused:
        await client(409, problem, []).create_link("t", Decimal("10"), None, "k")
    assert refused.value.code == "payment_running"
