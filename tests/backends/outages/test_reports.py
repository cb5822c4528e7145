"""Reports: kept once, assigned, merged with what explains them, seen by whom they concern."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from tests.backends.outages.conftest import Desk, at


async def test_a_report_is_numbered_assigned_and_has_a_secret(desk: Desk) -> None:
    answer = await desk.report()
    report = answer.json()
    assert (answer.status_code, report["number"], report["recipient"]) == (201, "S2026-000001", "Enedis")
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{5}(-[2-9A-HJ-NP-Z]{5}){2}", report["secret"])
    assert [step["status"] for step in report["steps"]] == ["recu", "transmis"]
    assert (report["status"], report["outage"], report["already_open"]) == ("transmis", None, False)
    assert report["created_at"] == at(10)


async def test_the_same_key_gives_the_same_report(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.report("same") for _ in range(4)))
    assert {(answer.json()["number"], answer.json()["secret"]) for answer in answers} == {
        (answers[0].json()["number"], answers[0].json()["secret"])
    }
    assert len(desk.rows("SELECT id FROM outage_ticket")) == 1


async def test_the_same_place_told_again_is_the_same_report_and_no_secret_is_told(desk: Desk) -> None:
    first = (await desk.report()).json()
    again = (await desk.report(street="12, Rue des lilas", updates=True)).json()
    assert (again["number"], again["already_open"], again["secret"]) == (first["number"], True, None)
    assert again["updates"] is True
    assert (await desk.report(street="rue Paul-Bert")).json()["number"] != first["number"]
    assert (await desk.report(conversation="conversation-2")).json()["number"] != first["number"]


async def test_a_customer_who_comes_back_elsewhere_finds_the_same_report(desk: Desk) -> None:
    headers = desk.token("10000001")
    first = (await desk.report(headers=headers)).json()
    again = (await desk.report(headers=headers, conversation="whatsapp-1", updates=True)).json()
    assert (again["number"], again["already_open"]) == (first["number"], True)
    followed = (await desk.get("/conversations/whatsapp-1")).json()
    assert [one["number"] for one in followed["tickets"]] == [first["number"]]


async def test_a_report_that_is_over_is_not_the_same(desk: Desk) -> None:
    first = (await desk.report()).json()["number"]
    await desk.move(first, "retabli")
    assert (await desk.report()).json()["number"] != first


async def test_two_lamps_of_a_street_are_two_reports(desk: Desk) -> None:
    lamps = [(await desk.report(kind="reverbere", detail=f"poteau {n}")).json()["number"] for n in (214, 215, 214)]
    assert lamps[0] != lamps[1] and lamps[0] == lamps[2]


async def test_a_report_is_merged_with_the_outage_that_explains_it(desk: Desk) -> None:
    outage = (await desk.outage(status="equipe_sur_place")).json()["number"]
    report = (await desk.report()).json()
    assert report["outage"]["number"] == outage
    assert [step["status"] for step in report["steps"]] == ["recu", "transmis", "technicien_sur_place"]


@pytest.mark.parametrize(
    "changes",
    [
        {"energy": "gaz"},
        {"street": "rue Paul-Bert"},
        {"street": None},
        {"kind": "qualite"},
        {"commune": "Villeurbanne", "postcode": "69100", "insee": None},
    ],
)
async def test_a_report_that_it_does_not_surely_explain_stands_by_itself(desk: Desk, changes: dict[str, Any]) -> None:
    await desk.outage()
    assert (await desk.report(**changes)).json()["outage"] is None


async def test_an_outage_named_by_the_customer_is_taken_unless_it_is_over(desk: Desk) -> None:
    number = (await desk.outage()).json()["number"]
    assert (await desk.report(street=None, outage=number)).json()["outage"]["number"] == number
    await desk.say(number, status="retablie")
    assert (await desk.report(conversation="c2", street=None, outage=number)).json()["outage"] is None
    assert (await desk.report(conversation="c3", outage="I2026-000999")).status_code == 404


async def test_works_that_have_not_begun_explain_nothing(desk: Desk) -> None:
    await desk.outage(status="annoncee", cause="travaux", started_at=at(14))
    assert (await desk.report()).json()["outage"] is None
    desk.clock.advance(hours=5)
    assert (await desk.report(conversation="c2")).json()["outage"] is not None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"commune": None, "postcode": None}, "commune"),
        ({"recipient": ""}, "recipient"),
        ({"kind": "fuite"}, "kind"),
        ({"postcode": "6900"}, "postcode"),
        ({"detail": "x" * 2001}, "detail"),
        ({"street": "x" * 121}, "street"),
        ({"latitude": "45.7"}, "latitude"),
    ],
)
async def test_a_malformed_report_is_refused_by_field(desk: Desk, changes: dict[str, Any], field: str) -> None:
    answer = await desk.report(**changes)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid_body", field)
    assert desk.rows("SELECT id FROM outage_ticket") == []


async def test_its_secret_or_its_customer_opens_it_nobody_else(desk: Desk) -> None:
    report = (await desk.report(headers=desk.token("10000001"))).json()
    path = f"/tickets/{report['number']}"
    typed = report["secret"].lower().replace("-", " ")
    assert (await desk.http.get(path, headers={"X-Ticket-Secret": typed})).json()["number"] == report["number"]
    assert (await desk.http.get(path, headers=desk.token("10000001"))).json()["secret"] is None
    refused = [
        await desk.http.get(path, headers={"X-Ticket-Secret": "AAAAA-AAAAA-AAAAA"}),
        await desk.http.get(path, headers=desk.token("10000002")),
        await desk.http.get("/tickets/S2026-000999", headers={"X-Ticket-Secret": report["secret"]}),
    ]
    assert {answer.status_code for answer in refused} == {404}
    assert len({answer.text for answer in refused}) == 1
    assert (await desk.http.get(path)).status_code == 401


async def test_the_secret_is_nowhere_in_the_database(desk: Desk) -> None:
    secret = (await desk.report()).json()["secret"]
    for table in ("outage_ticket", "outage_ticket_step", "keyed_write", "audit"):
        for row in desk.rows(f"SELECT * FROM {table}"):
            assert secret not in str(row) and secret.replace("-", "") not in str(row)


async def test_a_customer_lists_their_reports_and_an_unproven_one_has_none(desk: Desk) -> None:
    await desk.report(headers=desk.token("10000001"))
    await desk.report(conversation="c2", headers=desk.token("10000002", level=0))
    mine = (await desk.http.get("/tickets", headers=desk.token("10000001"))).json()
    assert [one["number"] for one in mine["items"]] == ["S2026-000001"]
    assert (await desk.http.get("/tickets", headers=desk.token("10000002"))).json()["items"] == []
    assert (await desk.http.get("/tickets")).status_code == 401


async def test_only_services_report_move_and_read_conversations(desk: Desk) -> None:
    number = (await desk.report()).json()["number"]
    for answer in (
        await desk.report(headers={"X-Service-Key": "wrong"}),
        await desk.http.get("/conversations/conversation-1"),
        await desk.http.post(f"/tickets/{number}/status", json={"status": "clos"}, headers=desk.token("10000001")),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "service_key_invalid")
