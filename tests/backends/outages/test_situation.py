"""What is known of a place now: facts with their source, nothing where nobody watches."""

from __future__ import annotations

import pytest

from tests.backends.outages.conftest import Desk, at

PLACE = {"commune": "Lyon", "postcode": "69003", "street": "12 rue des Lilas", "department": "69"}


async def test_a_known_outage_is_told_as_its_source_tells_it(desk: Desk) -> None:
    await desk.outage(customers=320, cause="materiel", estimated_restoration=at(12), key="o")
    told = (await desk.get("/situation", distributor="Enedis", **PLACE)).json()
    assert (told["source"], told["source_at"], told["mass"]) == ("Enedis", at(9, 50), False)
    outage = told["outages"][0]
    assert (outage["cover"], outage["customers"], outage["cause"]) == ("oui", 320, "materiel")
    assert (outage["started_at"], outage["estimated_restoration"], outage["source_at"]) == (at(8), at(12), at(9, 50))


async def test_what_the_source_does_not_say_stays_empty(desk: Desk) -> None:
    await desk.outage(status="signalee")
    outage = (await desk.get("/situation", **PLACE)).json()["outages"][0]
    assert (outage["customers"], outage["estimated_restoration"], outage["cause"]) == (None, None, "inconnue")


async def test_nobody_watches_the_network_of_another_distributor(desk: Desk) -> None:
    await desk.outage()
    told = (await desk.get("/situation", distributor="réséda", commune="Metz", postcode="57000")).json()
    assert (told["source"], told["source_at"], told["outages"]) == (None, None, [])


async def test_a_source_without_news_is_known_to_watch(desk: Desk) -> None:
    beat = {"energy": "gaz", "at": at(9, 58)}
    headers = {"X-Service-Key": desk.config.service_key, "Idempotency-Key": "beat"}
    assert (await desk.http.put("/sources/GRDF", json=beat, headers=headers)).json()["synced_at"] == at(9, 58)
    told = (await desk.get("/situation", energy="gaz", distributor="GRDF", **PLACE)).json()
    assert (told["source"], told["source_at"], told["outages"]) == ("GRDF", at(9, 58), [])


async def test_a_heartbeat_never_goes_back_in_time(desk: Desk) -> None:
    for key, moment in (("a", at(9, 40)), ("b", at(9, 30))):
        headers = {"X-Service-Key": desk.config.service_key, "Idempotency-Key": key}
        await desk.http.put("/sources/GRDF", json={"energy": "gaz", "at": moment}, headers=headers)
    assert (await desk.get("/situation", energy="gaz", **PLACE)).json()["source_at"] == at(9, 40)


async def test_the_surest_outage_comes_first_and_another_energy_is_left_out(desk: Desk) -> None:
    other = {"commune": "Lyon", "department": "69", "postcode": "69003", "street": "rue Paul-Bert"}
    await desk.outage(reference="other-street", areas=[other])
    await desk.outage(reference="gas", energy="gaz", source="GRDF", distributor="GRDF")
    mine = (await desk.outage(reference="mine")).json()["number"]
    outages = (await desk.get("/situation", **PLACE)).json()["outages"]
    assert [(one["number"] == mine, one["cover"]) for one in outages] == [(True, "oui"), (False, "commune")]


async def test_a_restored_outage_is_told_for_a_while(desk: Desk) -> None:
    number = (await desk.outage()).json()["number"]
    await desk.say(number, status="retablie")
    outage = (await desk.get("/situation", **PLACE)).json()["outages"][0]
    assert (outage["status"], outage["restored_at"]) == ("retablie", at(9, 55))
    desk.clock.advance(hours=13)
    assert (await desk.get("/situation", **PLACE)).json()["outages"] == []


@pytest.mark.parametrize(
    ("scope", "value", "place", "mass"),
    [
        ("toutes", "", {}, True),
        ("toutes", "", PLACE, True),
        ("departement", "69", PLACE, True),
        ("departement", "69", {"postcode": "69003"}, True),
        ("departement", "29", PLACE, False),
        ("code_postal", "69003", PLACE, True),
        ("code_postal", "69008", PLACE, False),
        ("commune", "69123", {"insee": "69123"}, True),
        ("departement", "69", {}, False),
    ],
)
async def test_the_mass_switch_holds_in_its_zone(
    desk: Desk, scope: str, value: str, place: dict[str, str], mass: bool
) -> None:
    body = {"scope": scope, "value": value, "active": True}
    assert (await desk.post("/mass-outages", body)).json()["active"] is True
    assert (await desk.get("/situation", **place)).json()["mass"] is mass
    zones = (await desk.get("/mass-outages")).json()
    assert [(zone["scope"], zone["value"]) for zone in zones["items"]] == [(scope, value)]
    await desk.post("/mass-outages", {**body, "active": False})
    assert (await desk.get("/situation", **place)).json()["mass"] is False
    assert (await desk.get("/mass-outages")).json()["items"] == []


@pytest.mark.parametrize(("scope", "value"), [("toutes", "69"), ("departement", ""), ("code_postal", "690")])
async def test_a_zone_that_is_none_is_refused(desk: Desk, scope: str, value: str) -> None:
    answer = await desk.post("/mass-outages", {"scope": scope, "value": value, "active": True})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_body")


async def test_storms_of_the_department_are_told_and_replaced_by_the_same_source(desk: Desk) -> None:
    storm = {
        "name": "Ondine",
        "phenomenon": "vent",
        "level": "orange",
        "department": "69",
        "begins_at": at(6),
        "ends_at": at(20),
        "source": "Météo-France",
        "source_at": at(9),
    }
    await desk.post("/storms", storm)
    await desk.post("/storms", {**storm, "level": "rouge", "source_at": at(9, 45)})
    await desk.post("/storms", {**storm, "department": "29"})
    storms = (await desk.get("/situation", **PLACE)).json()["storms"]
    assert [(one["level"], one["source_at"], one["department"]) for one in storms] == [("rouge", at(9, 45), "69")]
    desk.clock.advance(days=1)
    assert (await desk.get("/situation", **PLACE)).json()["storms"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"energy": "eau"}, "energy"),
        ({"postcode": "690"}, "postcode"),
        ({"latitude": "45"}, "latitude"),
        ({"latitude": "145", "longitude": "4"}, "latitude"),
        ({"latitude": "NaN", "longitude": "4"}, "latitude"),
    ],
)
async def test_a_place_that_is_none_is_refused_by_field(desk: Desk, query: dict[str, str], field: str) -> None:
    answer = await desk.get("/situation", **query)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_only_services_ask(desk: Desk) -> None:
    answer = await desk.http.get("/situation", params=PLACE)
    assert (answer.status_code, answer.json()["code"]) == (403, "service_key_invalid")
