"""The demo's past tickets."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from backends.demo.world import make_world
from backends.tickets.lifecycle import MOVES
from backends.tickets.seed import seed
from tests.backends.tickets.conftest import Desk

WORLD = make_world(date(2026, 11, 22), size=6)


async def test_seeding_twice_leaves_the_same_three_tickets(desk: Desk) -> None:
    for _ in range(2):
        desk.database.write_now(lambda connection: seed(connection, WORLD))
    assert [row.number for row in desk.rows("SELECT number FROM ticket ORDER BY id")] == [
        "D2026-000001",
        "D2026-000002",
        "D2026-000003",
    ]
    answer = await desk.http.get("/tickets/D2026-000002", headers=desk.token("10000003"))
    assert answer.json()["status"] == "en_attente"


async def test_their_lives_are_possible_and_past(desk: Desk) -> None:
    desk.database.write_now(lambda connection: seed(connection, WORLD))
    for row in desk.rows("SELECT id FROM ticket"):
        life = desk.rows(f"SELECT at, status FROM ticket_event WHERE ticket_id = {row.id} ORDER BY id")
        assert [step.at for step in life] == sorted(step.at for step in life)
        assert life[-1].at < "2026-11-22"
        assert life[0].status == "ouvert"
        for before, after in pairwise(life):
            assert after.status in MOVES[before.status]


async def test_no_secret_opens_a_demo_ticket(desk: Desk) -> None:
    desk.database.write_now(lambda connection: seed(connection, WORLD))
    answer = await desk.http.get("/tickets/D2026-000001", headers={"X-Ticket-Secret": "-"})
    assert answer.status_code == 404


async def test_new_tickets_are_numbered_after_them(desk: Desk) -> None:
    desk.database.write_now(lambda connection: seed(connection, WORLD))
    assert (await desk.open()).json()["number"] == "D2026-000004"


async def test_seeding_replaces_the_tickets_of_the_day_and_keeps_the_audit_trail(desk: Desk) -> None:
    await desk.open()
    trail = len(desk.rows("SELECT id FROM audit"))
    desk.database.write_now(lambda connection: seed(connection, WORLD))
    assert desk.rows("SELECT id FROM ticket WHERE subject = 'Facture contestée'") == []
    assert len(desk.rows("SELECT id FROM audit")) == trail > 0
