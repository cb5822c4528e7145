"""The client of the outage system: what it sends, what it reads, what it refuses to read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from courant.clients import BackendUnavailable, NetworkPlace, NotFound, OutagesClient
from courant.clients.transport import HttpPool, ServiceTransport

AT = "2026-11-22T10:00:00+01:00"
OUTAGE = {
    "number": "I2026-000001",
    "energy": "electricite",
    "status": "confirmee",
    "cause": "inconnue",
    "customers": None,
    "started_at": AT,
    "estimated_restoration": None,
    "restored_at": None,
    "distributor": "Enedis",
    "source": "Enedis",
    "source_at": AT,
    "areas": [{"commune": "Lyon", "postcode": "69003", "street": None, "radius_m": 600, "latitude": "45.7"}],
    "cover": "oui",
}
REPORT = {
    "number": "S2026-000001",
    "kind": "panne",
    "energy": "electricite",
    "status": "transmis",
    "street": "12 rue des Lilas",
    "postcode": "69003",
    "commune": "Lyon",
    "recipient": "Enedis",
    "updates": False,
    "created_at": AT,
    "updated_at": AT,
    "outage": OUTAGE,
    "steps": [{"at": AT, "status": "recu", "note": ""}],
    "secret": "AAAAA-BBBBB-CCCCC",
}
SITUATION = {
    "checked_at": AT,
    "mass": False,
    "source": "Enedis",
    "source_at": AT,
    "outages": [OUTAGE],
    "storms": [],
}


def client(answer: Callable[[httpx.Request], httpx.Response]) -> OutagesClient:
    pool = HttpPool(lambda: httpx.AsyncClient(transport=httpx.MockTransport(answer)))
    return OutagesClient(ServiceTransport("outages", "http://outages", pool, dict, budget=0.2))


def answering(body: Any, seen: list[httpx.Request], status: int = 200) -> OutagesClient:
    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, json=body)

    return client(answer)


async def test_a_place_is_asked_about_by_what_is_known_of_it() -> None:
    seen: list[httpx.Request] = []
    place = NetworkPlace(commune="Lyon", postcode="69003", latitude=45.7, longitude=4.85)
    found = await answering(SITUATION, seen).situation("electricite", place, "Enedis")
    assert dict(seen[0].url.params) == {
        "energy": "electricite",
        "commune": "Lyon",
        "postcode": "69003",
        "latitude": "45.700000",
        "longitude": "4.850000",
        "distributor": "Enedis",
    }
    assert (found.outages[0].cover, found.outages[0].customers) == ("oui", None)
    assert found.source_at is not None and found.source_at.tzinfo is not None


async def test_a_report_carries_its_key_and_only_what_is_known() -> None:
    seen: list[httpx.Request] = []
    place = NetworkPlace(street="12 rue des Lilas", commune="Lyon")
    report = await answering(REPORT, seen, 201).report("panne", place, "Enedis", "c", "key-1", token="t")
    sent = json.loads(seen[0].content)
    assert seen[0].headers["Idempotency-Key"] == "key-1" and seen[0].headers["Authorization"] == "Bearer t"
    assert (sent["street"], sent["updates"], sent["contact"]) == ("12 rue des Lilas", False, None)
    assert "postcode" not in sent
    assert report.outage is not None and report.steps[0].status == "recu"
    assert "AAAAA" not in repr(report)


async def test_numbers_and_conversations_cannot_leave_their_path() -> None:
    seen: list[httpx.Request] = []
    outages = answering({"tickets": [], "outages": []}, seen)
    await outages.followed("a/b?c")
    assert seen[0].url.raw_path == b"/conversations/a%2Fb%3Fc"


async def test_what_is_unknown_is_not_found() -> None:
    outages = answering({"code": "not_found"}, [], 404)
    with pytest.raises(NotFound):
        await outages.get("S2026-000009", secret="x")


@pytest.mark.parametrize(
    "broken",
    [
        {**SITUATION, "outages": [{**OUTAGE, "status": "reparee"}]},
        {**SITUATION, "outages": [{**OUTAGE, "source_at": "2026-11-22T10:00:00"}]},
        {**SITUATION, "mass": "no"},
        {},
    ],
)
async def test_an_answer_that_breaks_the_contract_counts_as_down(broken: dict[str, Any]) -> None:
    with pytest.raises(BackendUnavailable):
        await answering(broken, []).situation("electricite", NetworkPlace())
