"""What sources say: once, in order, within what is possible, and audited."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from openapi_spec_validator import validate_spec
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from backends.kernel.journal import first_broken_line
from backends.outages.tables import METADATA
from tests.backends.outages.conftest import LILAS, Desk, at


async def test_an_outage_is_numbered_and_kept_once_for_its_key(desk: Desk) -> None:
    first, second = await desk.outage("same"), await desk.outage("same")
    assert (first.status_code, first.json()["number"]) == (201, "I2026-000001")
    assert second.json() == first.json()
    assert len(desk.rows("SELECT id FROM outage")) == len(desk.rows("SELECT id FROM audit")) == 1


async def test_what_a_source_told_already_is_refused_with_its_number(desk: Desk) -> None:
    number = (await desk.outage(reference="R-1")).json()["number"]
    answer = await desk.outage(reference="R-1")
    assert (answer.status_code, answer.json()["code"], answer.json()["number"]) == (409, "already_known", number)


async def test_two_at_once_have_two_numbers(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.outage(f"k{n}", reference=f"R-{n}") for n in range(6)))
    assert sorted(answer.json()["number"] for answer in answers) == [f"I2026-{n:06}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"areas": []}, "areas"),
        ({"areas": "Lyon"}, "areas"),
        ({"areas": [{"street": "rue des Lilas"}]}, "areas"),
        ({"areas": [{"commune": "Lyon", "town": "x"}]}, "town"),
        ({"areas": [{**LILAS, "postcode": "6900"}]}, "postcode"),
        ({"areas": [{"latitude": "45.7", "longitude": "4.8", "radius_m": 0}]}, "radius_m"),
        ({"areas": [{"latitude": "45.7"}]}, "latitude"),
        ({"source_at": "2026-11-22T09:00:00"}, "source_at"),
        ({"source_at": at(11)}, "source_at"),
        ({"started_at": "hier"}, "started_at"),
        ({"customers": -1}, "customers"),
        ({"status": "reparee"}, "status"),
        ({"reference": " "}, "reference"),
        ({"distributor": "x" * 81}, "distributor"),
    ],
)
async def test_a_malformed_outage_is_refused_by_field(desk: Desk, changes: dict[str, Any], field: str) -> None:
    answer = await desk.outage(**changes)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid_body", field)
    assert desk.rows("SELECT id FROM outage") == []


async def test_what_is_said_anew_replaces_only_what_is_said(desk: Desk) -> None:
    number = (await desk.outage(customers=300, estimated_restoration=at(12))).json()["number"]
    told = (await desk.say(number, status="equipe_sur_place", note="Une équipe travaille sur le câble.")).json()
    assert (told["status"], told["customers"], told["estimated_restoration"]) == ("equipe_sur_place", 300, at(12))
    told = (await desk.say(number, estimate_withdrawn=True, customers=120)).json()
    assert (told["customers"], told["estimated_restoration"]) == (120, None)
    steps = (await desk.get(f"/outages/{number}")).json()["steps"]
    assert [(step["status"], step["customers"]) for step in steps] == [
        ("confirmee", 300),
        ("equipe_sur_place", 300),
        ("equipe_sur_place", 120),
    ]
    assert steps[1]["note"] == "Une équipe travaille sur le câble."


async def test_what_comes_late_does_not_undo_what_came_after(desk: Desk) -> None:
    number = (await desk.outage()).json()["number"]
    await desk.say(number, status="retablie")
    late = await desk.say(number, source_at=at(9, 52), status="equipe_sur_place")
    assert (late.status_code, late.json()["code"]) == (409, "stale_update")
    assert (await desk.get(f"/outages/{number}")).json()["status"] == "retablie"


async def test_power_may_fail_again_but_a_closed_outage_is_over(desk: Desk) -> None:
    number = (await desk.outage()).json()["number"]
    await desk.say(number, status="retablie")
    again = (await desk.say(number, status="confirmee")).json()
    assert (again["status"], again["restored_at"]) == ("confirmee", None)
    await desk.say(number, status="close")
    answer = await desk.say(number, status="confirmee")
    assert (answer.status_code, answer.json()["code"], answer.json()["allowed"]) == (409, "illegal_move", [])


async def test_outages_are_listed_newest_first_by_status(desk: Desk) -> None:
    numbers = [(await desk.outage(reference=f"R-{n}")).json()["number"] for n in range(3)]
    await desk.say(numbers[1], status="retablie")
    page = (await desk.get("/outages", limit="2")).json()
    assert ([one["number"] for one in page["items"]], page["total"]) == ([numbers[2], numbers[1]], 3)
    page = (await desk.get("/outages", status="retablie")).json()
    assert [one["number"] for one in page["items"]] == [numbers[1]]
    assert (await desk.get("/outages", status="x")).status_code == 422
    assert (await desk.get("/outages/I2026-000999")).status_code == 404


async def test_writes_leave_an_audit_trail_that_cannot_be_changed(desk: Desk) -> None:
    number = (await desk.outage()).json()["number"]
    await desk.say(number, status="retablie")
    await desk.post("/mass-outages", {"scope": "departement", "value": "69", "active": True})
    trail = [(row.actor, row.action, row.subject) for row in desk.rows("SELECT * FROM audit ORDER BY id")]
    assert trail == [
        ("service", "outage.registered", number),
        ("service", "outage.changed", number),
        ("service", "mass.switched", "departement:69"),
    ]
    with pytest.raises(DatabaseError, match="append-only"):
        desk.database.write_now(lambda connection: connection.execute(text("DELETE FROM audit")))
    assert desk.database.read_now(lambda connection: first_broken_line(connection, METADATA)) is None


async def test_it_describes_itself_and_is_ready(desk: Desk) -> None:
    document = (await desk.http.get("/docs/openapi.json")).json()
    validate_spec(document)
    assert document["components"]["schemas"]["NewOutage"]["properties"]["areas"]["items"] == {
        "$ref": "#/components/schemas/Area"
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            keyed = any(parameter["name"] == "Idempotency-Key" for parameter in operation["parameters"])
            assert operation["summary"] and keyed == (method != "get"), path
    assert (await desk.http.get("/ready")).status_code == 200
