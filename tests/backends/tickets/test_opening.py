"""Opening a ticket: once for its key, numbered, with a secret that is told and not kept."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from openapi_spec_validator import validate_spec
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from backends.kernel.journal import first_broken_line
from backends.tickets.models import metadata
from tests.backends.tickets.conftest import Desk


async def test_a_ticket_has_a_number_a_secret_and_a_first_event(desk: Desk) -> None:
    answer = await desk.open()
    ticket = answer.json()
    assert answer.status_code == 201
    assert ticket["number"] == "D2026-000001"
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{5}(-[2-9A-HJ-NP-Z]{5}){2}", ticket["secret"])
    assert ticket["status"] == "ouvert"
    assert ticket["created_at"] == "2026-11-22T10:00:00+01:00"
    assert [event["status"] for event in ticket["events"]] == ["ouvert"]


async def test_the_same_key_gives_the_first_answer_and_makes_one_ticket(desk: Desk) -> None:
    first, second = await desk.open(), await desk.open()
    assert second.status_code == first.status_code
    assert second.json() == first.json()
    assert len(desk.rows("SELECT id FROM ticket")) == 1
    assert len(desk.rows("SELECT id FROM audit")) == 1


async def test_the_same_key_sent_twice_at_once_makes_one_ticket(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.open() for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert len({answer.json()["secret"] for answer in answers}) == 1


async def test_the_same_key_with_another_body_is_refused(desk: Desk) -> None:
    await desk.open()
    answer = await desk.open(subject="Autre chose")
    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")


async def test_numbers_have_no_hole_when_tickets_come_together(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.open(f"key-{number}") for number in range(8)))
    numbers = sorted(answer.json()["number"] for answer in answers)
    assert numbers == [f"D2026-{number:06}" for number in range(1, 9)]


async def test_the_secret_is_nowhere_in_the_database(desk: Desk) -> None:
    secret = (await desk.open()).json()["secret"]
    for table in ("ticket", "ticket_event", "keyed_write", "audit"):
        for row in desk.rows(f"SELECT * FROM {table}"):
            assert secret not in str(row)
            assert secret.replace("-", "") not in str(row)


async def test_two_tickets_have_two_secrets(desk: Desk) -> None:
    first, second = await desk.open("a"), await desk.open("b")
    assert first.json()["secret"] != second.json()["secret"]


async def test_only_services_open_tickets(desk: Desk) -> None:
    answer = await desk.open(headers={"X-Service-Key": "wrong"})
    assert (answer.status_code, answer.json()["code"]) == (403, "service_key_invalid")
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_key_is_needed(desk: Desk) -> None:
    answer = await desk.open(key="")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"priority": "urgente"}, "priority"),
        ({"subject": "  "}, "subject"),
        ({"subject": "x" * 501}, "subject"),
        ({"kind": ""}, "kind"),
        ({"conversation": 3}, "conversation"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_a_malformed_ticket_is_refused_by_field(desk: Desk, changes: dict[str, object], field: str) -> None:
    answer = await desk.open(**changes)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid_body", field)
    assert desk.rows("SELECT id FROM ticket") == []


async def test_an_unproven_customer_opens_a_public_case(desk: Desk) -> None:
    ticket = (await desk.open(headers=desk.token("10000001", level=0))).json()
    seen = await desk.http.get(f"/tickets/{ticket['number']}", headers=desk.token("10000001"))
    assert seen.status_code == 404
    assert desk.rows("SELECT customer FROM ticket")[0].customer is None


async def test_writes_leave_an_audit_trail_that_cannot_be_changed(desk: Desk) -> None:
    number = (await desk.open(headers=desk.token("10000001"))).json()["number"]
    await desk.move(number, "pris_en_charge", "move-1")
    trail = [(row.actor, row.action, row.subject) for row in desk.rows("SELECT * FROM audit ORDER BY id")]
    assert trail == [("10000001", "ticket.opened", number), ("service", "ticket.moved", number)]
    for change in ("UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"):
        with pytest.raises(DatabaseError, match="append-only"):
            desk.database.write_now(lambda connection, change=change: connection.execute(text(change)))  # type: ignore[misc]
    assert desk.database.read_now(lambda connection: first_broken_line(connection, metadata)) is None


async def test_it_describes_itself_and_is_ready(desk: Desk) -> None:
    document = (await desk.http.get("/docs/openapi.json")).json()
    validate_spec(document)
    assert set(document["paths"]) == {"/tickets", "/tickets/{number}", "/tickets/{number}/status"}
    assert json.dumps(document).count("Idempotency-Key") == 2
    assert (await desk.http.get("/ready")).status_code == 200
