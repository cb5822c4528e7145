"""The demo: outages of the named customers' streets, counted from the moment it is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import yaml

from backends.demo.world import make_world
from backends.kernel.clock import PARIS
from backends.outages.lifecycle import TICKET_MOVES
from backends.outages.seed import seed
from courant.french.communes import communes_named
from tests.backends.outages.conftest import Desk, at

WORLD = make_world(date(2026, 11, 22), size=0)
FILE = Path(__file__).parents[3] / "backends" / "outages" / "demo.yml"


async def test_seeding_twice_leaves_the_same_demo(desk: Desk) -> None:
    seen = []
    for _ in range(2):
        desk.database.write_now(lambda connection: seed(connection, WORLD))
        rows = desk.rows("SELECT number, status, started_at, source_at FROM outage ORDER BY id")
        seen.append([tuple(row) for row in rows])
    assert seen[0] == seen[1] and len(seen[0]) == 7
    assert desk.rows("SELECT count(*) AS n FROM outage_ticket")[0].n == 1


async def test_camille_durand_has_an_outage_with_its_facts(desk: Desk) -> None:
    desk.database.write_now(lambda connection: seed(connection, WORLD))
    place = {"commune": "Lyon", "postcode": "69003", "street": "12 rue des Lilas"}
    told = (await desk.get("/situation", distributor="Enedis", **place)).json()
    outage = told["outages"][0]
    assert (told["source_at"], outage["cover"], outage["customers"]) == (at(9, 55), "oui", 320)
    assert (outage["started_at"], outage["estimated_restoration"]) == (at(7, 50), at(11, 50))


async def test_mass_mode_and_a_storm_in_finistere_only(desk: Desk) -> None:
    desk.database.write_now(lambda connection: seed(connection, WORLD))
    brest = (await desk.get("/situation", commune="Brest", postcode="29200")).json()
    lyon = (await desk.get("/situation", commune="Lyon", postcode="69003")).json()
    assert (brest["mass"], len(brest["storms"])) == (True, 1)
    assert (lyon["mass"], lyon["storms"]) == (False, [])


async def test_lucas_martin_finds_his_report(desk: Desk) -> None:
    desk.database.write_now(lambda connection: seed(connection, WORLD))
    reports = (await desk.http.get("/tickets", headers=desk.token("10000004"))).json()["items"]
    assert [(one["status"], one["outage"]["status"]) for one in reports] == [
        ("technicien_sur_place", "equipe_sur_place")
    ]
    life = [step["status"] for step in reports[0]["steps"]]
    assert all(after in TICKET_MOVES[before] for before, after in pairwise(life))
    secret = await desk.http.get(f"/tickets/{reports[0]['number']}", headers={"X-Ticket-Secret": "-"})
    assert secret.status_code == 404


async def test_new_numbers_come_after_the_demo(desk: Desk) -> None:
    desk.database.write_now(lambda connection: seed(connection, WORLD))
    assert (await desk.outage()).json()["number"] == "I2026-000008"
    assert (await desk.report()).json()["number"] == "S2026-000002"


def test_hours_are_counted_from_the_moment_of_the_demo() -> None:
    made = replace(WORLD, moment=datetime(2026, 11, 22, 17, 43, 12, tzinfo=PARIS))
    assert (made.now.hour, made.now.minute, made.now.second) == (17, 40, 0)
    assert WORLD.now == datetime(2026, 11, 22, 10, tzinfo=PARIS)


def test_communes_exist_under_their_department_and_nothing_was_said_after_it_was_told() -> None:
    demo = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    areas = [area for outage in demo["pannes"] for area in outage["lieux"] if "commune" in area]
    for area in areas:
        assert communes_named(area["commune"])[0].department == area["departement"]
    for outage in demo["pannes"]:
        assert outage["source_il_y_a"] >= min(source["il_y_a"] for source in demo["sources"])
        assert outage["statut"] == "annoncee" or outage["depuis"] >= outage["source_il_y_a"]
