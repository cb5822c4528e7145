"""The metering client: what a reading is on the wire, and what a judgement says."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import httpx
import pytest

from courant.clients import BackendUnavailable, MeteringClient, Rejected
from courant.clients.transport import HttpPool, ServiceTransport

POINT = "33310097678605"
FILED = {
    "number": "R2026-000001",
    "point": POINT,
    "day": "2026-11-22",
    "received_at": "2026-11-22T10:00:00+01:00",
    "status": "a_verifier",
    "indexes": [{"register": "hp", "value": 12345, "used": -3}, {"register": "hc", "value": 6789, "used": None}],
    "reasons": ["hp:recule"],
    "photos": ["f1"],
    "next_start": "2026-12-31",
    "next_end": None,
}


def client(status: int, body: dict[str, Any], sent: list[httpx.Request]) -> MeteringClient:
    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(status, json=body)

    pool = HttpPool(lambda: httpx.AsyncClient(transport=httpx.MockTransport(answer)))
    return MeteringClient(ServiceTransport("metering", "http://metering", pool, dict))


async def test_a_reading_leaves_with_its_key_and_comes_back_typed() -> None:
    sent: list[httpx.Request] = []
    metering = client(201, FILED, sent)
    filed = await metering.file_reading(
        "t", POINT, {"hp": 12345, "hc": 6789}, date(2026, 11, 22), "k", insisted=True, photos=["f1", "f2"]
    )
    assert sent[0].url.path == f"/delivery-points/{POINT}/self-readings"
    assert sent[0].headers["Idempotency-Key"] == "k" and sent[0].headers["Authorization"] == "Bearer t"
    assert json.loads(sent[0].content) == {
        "day": "2026-11-22", "hp": 12345, "hc": 6789, "insisted": True, "replaces": None, "photos": "f1,f2",
    }  # fmt: skip
    assert [(one.register, one.value, one.used) for one in filed.indexes] == [("hp", 12345, -3), ("hc", 6789, None)]
    assert (filed.status, filed.reasons, filed.next_start) == ("a_verifier", ("hp:recule",), date(2026, 12, 31))


async def test_a_judgement_is_asked_with_the_numbers_in_the_query() -> None:
    sent: list[httpx.Request] = []
    row = {"register": "base", "value": 1, "problem": "recule", "previous": 9, "previous_on": "2026-09-07", "used": -8}
    body = {"plausible": False, "swapped": False, "registers": [row]}
    judged = await client(200, body, sent).judgement("t", POINT, {"base": 1}, date(2026, 11, 22))
    assert dict(sent[0].url.params) == {"day": "2026-11-22", "base": "1"}
    (one,) = judged.registers
    assert (one.problem, one.previous_on, one.usual, one.rolled_over) == ("recule", date(2026, 9, 7), None, False)


async def test_a_refusal_keeps_its_reason() -> None:
    body = {"code": "not_allowed_now", "reason": "quota", "allowed_from": "2027-01-01"}
    with pytest.raises(Rejected) as error:
        await client(409, body, []).file_reading("t", POINT, {"base": 1}, date(2026, 11, 22), "k")
    assert error.value.code == "not_allowed_now"


async def test_an_unknown_status_is_an_unreadable_answer() -> None:
    with pytest.raises(BackendUnavailable) as error:
        await client(200, {"items": [{**FILED, "status": "perdu"}]}, []).self_readings("t", POINT)
    assert error.value.code == "malformed_answer"
