"""Following tickets: who sees which, and the moves that are possible."""

from __future__ import annotations

import pytest

from tests.backends.tickets.conftest import Desk


async def test_the_secret_opens_the_ticket_however_it_is_typed(desk: Desk) -> None:
    ticket = (await desk.open()).json()
    for typed in (ticket["secret"], ticket["secret"].lower().replace("-", " ")):
        answer = await desk.http.get(f"/tickets/{ticket['number']}", headers={"X-Ticket-Secret": typed})
        assert answer.status_code == 200
        assert answer.json()["summary"] == ticket["summary"]
        assert answer.json()["secret"] is None
        assert answer.headers["Cache-Control"] == "no-store"


async def test_the_customer_opens_it_with_a_token(desk: Desk) -> None:
    number = (await desk.open(headers=desk.token("10000001"))).json()["number"]
    answer = await desk.http.get(f"/tickets/{number}", headers=desk.token("10000001"))
    assert answer.json()["number"] == number


async def test_unknown_wrong_and_somebody_elses_look_alike(desk: Desk) -> None:
    number = (await desk.open(headers=desk.token("10000001"))).json()["number"]
    answers = [
        await desk.http.get("/tickets/D2026-999999", headers={"X-Ticket-Secret": "AAAAA-AAAAA-AAAAA"}),
        await desk.http.get(f"/tickets/{number}", headers={"X-Ticket-Secret": "AAAAA-AAAAA-AAAAA"}),
        await desk.http.get(f"/tickets/{number}", headers=desk.token("10000002")),
        await desk.http.get(f"/tickets/{number}", headers=desk.token("10000001", level=0)),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


async def test_a_public_ticket_belongs_to_no_customer(desk: Desk) -> None:
    number = (await desk.open()).json()["number"]
    assert (await desk.http.get(f"/tickets/{number}", headers=desk.token("10000001"))).status_code == 404


async def test_nothing_without_secret_nor_token(desk: Desk) -> None:
    number = (await desk.open()).json()["number"]
    answer = await desk.http.get(f"/tickets/{number}")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


async def test_the_list_holds_the_customers_own_newest_first_by_page(desk: Desk) -> None:
    for key in ("a", "b", "c"):
        await desk.open(key, headers=desk.token("10000001"))
    await desk.open("d", headers=desk.token("10000002"))
    first = (await desk.http.get("/tickets?limit=2", headers=desk.token("10000001"))).json()
    assert [ticket["number"] for ticket in first["items"]] == ["D2026-000003", "D2026-000002"]
    assert (first["total"], first["next_offset"]) == (3, 2)
    last = (await desk.http.get("/tickets?limit=2&offset=2", headers=desk.token("10000001"))).json()
    assert [ticket["number"] for ticket in last["items"]] == ["D2026-000001"]
    assert last["next_offset"] is None
    assert (await desk.http.get("/tickets")).status_code == 401


async def test_a_ticket_goes_through_its_life(desk: Desk) -> None:
    ticket = (await desk.open()).json()
    path = ("pris_en_charge", "en_attente", "pris_en_charge", "resolu", "clos")
    for step, status in enumerate(path):
        moved = await desk.move(ticket["number"], status, f"move-{step}", f"Étape {step}.")
        assert (moved.status_code, moved.json()["status"]) == (200, status)
    seen = await desk.http.get(f"/tickets/{ticket['number']}", headers={"X-Ticket-Secret": ticket["secret"]})
    assert [event["status"] for event in seen.json()["events"]] == ["ouvert", *path]
    assert seen.json()["events"][1]["note"] == "Étape 0."
    assert seen.json()["status"] == "clos"


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ((), "resolu"),
        ((), "en_attente"),
        ((), "ouvert"),
        (("pris_en_charge",), "ouvert"),
        (("pris_en_charge", "resolu"), "en_attente"),
        (("clos",), "pris_en_charge"),
        (("clos",), "clos"),
    ],
)
async def test_an_illegal_move_is_refused(desk: Desk, path: tuple[str, ...], refused: str) -> None:
    number = (await desk.open()).json()["number"]
    for step, status in enumerate(path):
        assert (await desk.move(number, status, f"move-{step}")).status_code == 200
    answer = await desk.move(number, refused, "the-illegal-one")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")
    assert refused not in answer.json()["allowed"]
    assert len(desk.rows("SELECT id FROM ticket_event")) == 1 + len(path)


async def test_a_move_is_done_once_for_its_key(desk: Desk) -> None:
    number = (await desk.open()).json()["number"]
    first = await desk.move(number, "pris_en_charge", "move")
    again = await desk.move(number, "pris_en_charge", "move")
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert len(desk.rows("SELECT id FROM ticket_event")) == 2


async def test_only_services_move_tickets_and_only_known_ones(desk: Desk) -> None:
    ticket = (await desk.open(headers=desk.token("10000001"))).json()
    headers = {**desk.token("10000001"), "Idempotency-Key": "k"}
    answer = await desk.http.post(f"/tickets/{ticket['number']}/status", json={"status": "clos"}, headers=headers)
    assert answer.status_code == 403
    assert (await desk.move("D2026-000999", "clos", "k")).status_code == 404
