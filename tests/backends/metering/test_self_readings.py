"""Readings given by customers: terms, filing once, corrections, rules, and what a person decides."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from PIL import Image

from backends.kernel.database import open_database
from backends.kernel.journal import first_broken_line
from backends.metering.pictures import picture_name
from backends.metering.tables import METADATA
from courant.clients import Clients, DeliveryPoint, Forbidden, Judgement, NotFound, Rejected, SelfReading
from tests.backends.servers import SECRET, Backends, derive

BORDEAUX = "33000"
KARIM, PATRICK, ODILE, BRUNO = "10000014", "10000022", "10000023", "10000024"


@dataclass
class Meter:
    """A customer in front of a meter."""

    clients: Clients
    token: str
    point: DeliveryPoint
    today: date

    async def usual(self, more: int = 0) -> dict[Any, int]:
        """Indexes after a usual use."""
        judged = await self.judged(dict.fromkeys(self.point.registers, 0))
        digits = 10**self.point.meter_digits
        return {one.register: ((one.previous or 0) + (one.usual or 0) + more) % digits for one in judged.registers}

    async def judged(self, values: dict[Any, int]) -> Judgement:
        return await self.clients.metering.judgement(self.token, self.point.id, values, self.today)

    async def give(self, values: dict[Any, int], key: str = "", day: date | None = None, **more: Any) -> SelfReading:
        made = key or uuid.uuid4().hex
        return await self.clients.metering.file_reading(
            self.token, self.point.id, values, day or self.today, made, **more
        )

    async def refused(self, values: dict[Any, int], **more: Any) -> str:
        with pytest.raises(Rejected) as error:
            await self.give(values, **more)
        return error.value.code


async def meter_of(backends: Backends, clients: Clients, number: str, place: int = 0, fact: str = BORDEAUX) -> Meter:
    """Identified only: a reading needs no code."""
    token = (await clients.customers.identify(number, fact, uuid.uuid4().hex, f"o-{number}")).token
    point = (await clients.metering.delivery_points(token))[place]
    return Meter(clients, token, point, backends.clock().date())


@pytest.fixture
async def on_each(either_backends: Backends) -> AsyncIterator[tuple[Backends, Clients]]:
    async with Clients(either_backends.settings) as clients:
        yield either_backends, clients


async def test_a_reading_is_filed_once_and_becomes_an_index(on_each: tuple[Backends, Clients]) -> None:
    backends, clients = on_each
    meter = await meter_of(backends, clients, PATRICK)
    values, key = await meter.usual(), uuid.uuid4().hex
    filed = await meter.give(values, key)
    assert filed.status == "accepte" and not filed.interim and filed.reasons == ()
    assert filed.number == f"R{meter.today.year}-000001"
    assert {one.register: one.value for one in filed.indexes} == values
    assert await meter.give(values, key) == filed
    assert [one.number for one in await clients.metering.self_readings(meter.token, meter.point.id)] == [filed.number]
    newest = await clients.metering.readings(meter.token, meter.point.id, limit=2)
    assert {(one.register, one.value, one.day, one.origin) for one in newest} == {
        (register, value, meter.today, "client") for register, value in values.items()
    }
    assert await meter.refused(values, key=uuid.uuid4().hex) == "already_given"


async def test_the_same_key_with_other_figures_is_refused(backends: Backends, clients: Clients) -> None:
    meter, key = await meter_of(backends, clients, PATRICK), uuid.uuid4().hex
    await meter.give(await meter.usual(), key)
    assert await meter.refused(await meter.usual(2), key=key) == "key_reused"


async def test_two_at_the_same_moment_are_one(on_each: tuple[Backends, Clients]) -> None:
    backends, clients = on_each
    meter = await meter_of(backends, clients, PATRICK)
    values = await meter.usual()
    results = await asyncio.gather(*(meter.give(values) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, SelfReading) for one in results) == 1
    assert {one.code for one in results if isinstance(one, Rejected)} == {"already_given"}


async def test_a_correction_of_the_same_day_replaces(on_each: tuple[Backends, Clients]) -> None:
    backends, clients = on_each
    meter = await meter_of(backends, clients, PATRICK)
    first = await meter.give(await meter.usual())
    other = await meter.usual(more=5)
    terms = await clients.metering.reading_terms(meter.token, meter.point.id)
    assert terms.given is not None and terms.given.number == first.number
    assert await meter.refused(other, replaces="R1999-000001") == "already_given"
    second = await meter.give(other, replaces=first.number)
    assert second.replaces == first.number
    assert {one.used for one in second.indexes} != {one.used for one in first.indexes}
    known = await clients.metering.self_readings(meter.token, meter.point.id)
    assert [(one.number, one.status) for one in known] == [(second.number, "accepte"), (first.number, "remplace")]
    newest = await clients.metering.readings(meter.token, meter.point.id, limit=2)
    assert {one.register: one.value for one in newest} == other


async def test_what_is_implausible_needs_insistence_and_waits_for_a_person(on_each: tuple[Backends, Clients]) -> None:
    backends, clients = on_each
    meter = await meter_of(backends, clients, KARIM)
    before = await clients.metering.readings(meter.token, meter.point.id, limit=1)
    values = {"base": 1}
    assert await meter.refused(values) == "implausible"
    filed = await meter.give(values, insisted=True, photos=("f1", "f2"))
    assert (filed.status, filed.reasons, filed.photos) == ("a_verifier", ("base:recule",), ("f1", "f2"))
    assert await clients.metering.readings(meter.token, meter.point.id, limit=1) == before
    waiting = await service(backends, "GET", "/self-readings?status=a_verifier")
    assert [one["number"] for one in waiting["items"]] == [filed.number]
    decided = await service(
        backends, "POST", f"/self-readings/{filed.number}/decision", decision="accepte", by="sophie"
    )
    assert decided["status"] == "accepte"
    assert (await clients.metering.readings(meter.token, meter.point.id, limit=1))[0].value == 1
    again = await service(backends, "POST", f"/self-readings/{filed.number}/decision", decision="rejete", by="sophie")
    assert again["code"] == "illegal_move"


async def test_a_rejected_reading_counts_for_nothing(backends: Backends, clients: Clients) -> None:
    meter = await meter_of(backends, clients, KARIM)
    filed = await meter.give({"base": 1}, insisted=True)
    await service(backends, "POST", f"/self-readings/{filed.number}/decision", decision="rejete", by="sophie")
    terms = await clients.metering.reading_terms(meter.token, meter.point.id)
    assert terms.given is None and terms.refusal is None
    assert (await meter.give(await meter.usual())).status == "accepte"


async def test_what_a_person_decides_is_told_to_the_conversation_once(
    on_each: tuple[Backends, Clients],
) -> None:
    backends, clients = on_each
    meter = await meter_of(backends, clients, KARIM)
    filed = await meter.give({"base": 1}, insisted=True)
    assert told(backends) == []
    body = {"decision": "rejete", "by": "sophie", "reason": "La photo montre un autre nombre."}
    for _ in range(2):  # the same key twice is one decision
        await service(backends, "POST", f"/self-readings/{filed.number}/decision", key="one", **body)
    (event,) = told(backends)
    assert (event["kind"], event["data"]["status"]) == ("releve.decision", "rejete")
    assert event["data"] == {
        "customer": KARIM,
        "number": filed.number,
        "status": "rejete",
        "day": meter.today.isoformat(),
        "unit": "kwh",
        "indexes": {"base": 1},
        "reason": "La photo montre un autre nombre.",
    }


async def test_a_reason_has_a_length(backends: Backends, clients: Clients) -> None:
    meter = await meter_of(backends, clients, KARIM)
    filed = await meter.give({"base": 1}, insisted=True)
    answer = await service(
        backends, "POST", f"/self-readings/{filed.number}/decision", decision="rejete", by="sophie", reason="x" * 301
    )
    assert answer["code"] == "invalid_body" and told(backends) == []


async def test_inside_and_outside_the_window(backends: Backends, clients: Clients) -> None:
    inside, outside = await meter_of(backends, clients, PATRICK), await meter_of(backends, clients, PATRICK, place=1)
    terms = await clients.metering.reading_terms(inside.token, inside.point.id)
    assert terms.window_open and terms.window_start and terms.window_start <= inside.today
    filed = await inside.give(await inside.usual())
    assert (filed.interim, filed.next_start) == (False, terms.following_start)
    terms = await clients.metering.reading_terms(outside.token, outside.point.id)
    assert not terms.window_open and terms.window_start and terms.window_start > outside.today
    filed = await outside.give(await outside.usual())
    assert (filed.interim, filed.next_start, filed.next_end) == (True, terms.window_start, terms.window_end)


async def test_outside_the_windows_readings_keep_their_distance(backends: Backends, clients: Clients) -> None:
    meter = await meter_of(backends, clients, KARIM)
    await meter.give(await meter.usual())
    backends.clock.advance(days=3)
    meter = await meter_of(backends, clients, KARIM)
    terms = await clients.metering.reading_terms(meter.token, meter.point.id)
    assert (terms.refusal, terms.allowed_from) == ("trop_tot", meter.today + timedelta(days=7))
    assert await meter.refused(await meter.usual()) == "not_allowed_now"


async def test_outside_the_windows_readings_are_counted(backends: Backends, clients: Clients) -> None:
    meter = await meter_of(backends, clients, PATRICK, place=1)
    first = meter.today
    for _ in range(6):
        assert (await meter.give(await meter.usual())).interim
        backends.clock.advance(days=11)
        meter = await meter_of(backends, clients, PATRICK, place=1)
    terms = await clients.metering.reading_terms(meter.token, meter.point.id)
    assert terms.refusal == "quota"
    assert terms.allowed_from == min(first + timedelta(days=365), terms.window_start or date.max)
    assert await meter.refused(await meter.usual()) == "not_allowed_now"


async def test_a_meter_read_at_a_distance_is_checked_and_a_silent_one_is_not(
    backends: Backends, clients: Clients
) -> None:
    remote = await meter_of(backends, clients, "10000003", fact="35000")
    terms = await clients.metering.reading_terms(remote.token, remote.point.id)
    assert (terms.remote, terms.window_start, terms.remote_on) == ("active", None, remote.today)
    assert terms.last[0].origin == "telereleve"
    filed = await remote.give(await remote.usual())
    assert (filed.status, filed.reasons, filed.next_start) == ("a_verifier", ("telereleve",), None)
    silent = await meter_of(backends, clients, ODILE)
    terms = await clients.metering.reading_terms(silent.token, silent.point.id)
    assert (terms.remote, terms.remote_on) == ("muette", silent.today - timedelta(days=23))
    filed = await silent.give(await silent.usual())
    assert (filed.status, filed.interim) == ("accepte", False)


async def test_the_top_of_the_meter_is_passed(backends: Backends, clients: Clients) -> None:
    meter = await meter_of(backends, clients, BRUNO)
    judged = (await meter.judged({"base": 12})).registers[0]
    assert judged.rolled_over and judged.previous is not None and judged.used == 12 + 100_000 - judged.previous
    filed = await meter.give({"base": 12})
    assert (filed.status, filed.indexes[0].used) == ("accepte", judged.used)


async def test_a_reading_of_some_days_ago(backends: Backends, clients: Clients) -> None:
    meter = await meter_of(backends, clients, PATRICK)
    values = await meter.usual(more=-20)
    assert (await meter.give(values, day=meter.today - timedelta(days=2))).day == meter.today - timedelta(days=2)
    assert await meter.refused(values, day=meter.today - timedelta(days=8)) == "day_out_of_range"
    assert await meter.refused(values, day=meter.today + timedelta(days=1)) == "day_out_of_range"


async def test_the_day_that_the_distributor_has_read_is_his(backends: Backends, clients: Clients) -> None:
    meter = await meter_of(backends, clients, PATRICK)
    database = open_database("metering", backends.config)
    row = {"point": meter.point.id, "day": meter.today, "value": 1, "origin": "distributeur"}
    table = METADATA.tables["reading"]
    try:
        database.write_now(lambda c: c.execute(table.insert(), [{**row, "register": r} for r in ("hp", "hc")]))
    finally:
        database.close()
    assert await meter.refused(await meter.usual()) == "already_read"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"hp": 1}, "wrong_registers"),
        ({"base": 1}, "wrong_registers"),
        ({"hp": 1, "hc": 2, "gaz": 3}, "wrong_registers"),
        ({}, "wrong_registers"),
        ({"hp": 1_000_000, "hc": 2}, "too_many_digits"),
        ({"hp": -1, "hc": 2}, "too_many_digits"),
    ],
)
async def test_figures_that_are_not_of_this_meter(
    backends: Backends, clients: Clients, values: dict[str, int], code: str
) -> None:
    meter = await meter_of(backends, clients, PATRICK)
    assert await meter.refused(values, insisted=True) == code


async def test_somebody_else_s_meter(backends: Backends, clients: Clients) -> None:
    mine, theirs = await meter_of(backends, clients, KARIM), await meter_of(backends, clients, PATRICK)
    stranger = Meter(clients, mine.token, theirs.point, mine.today)
    for call in (
        stranger.give(await theirs.usual()),
        stranger.judged({"hp": 1}),
        clients.metering.reading_terms(mine.token, theirs.point.id),
        clients.metering.self_readings(mine.token, theirs.point.id),
    ):
        with pytest.raises(Forbidden) as error:
            await call
        assert error.value.code == "other_customer"
    with pytest.raises(NotFound):
        await clients.metering.reading_terms(mine.token, "00000000000000")


async def test_only_services_list_and_decide(backends: Backends, clients: Clients) -> None:
    meter = await meter_of(backends, clients, KARIM)
    bearer = {"Authorization": f"Bearer {meter.token}", "Idempotency-Key": "k"}
    async with httpx.AsyncClient() as http:
        address = backends.settings.service_url("metering")
        listing = await http.get(f"{address}/self-readings?status=a_verifier", headers=bearer)
        body = {"decision": "accepte", "by": "x"}
        decision = await http.post(f"{address}/self-readings/R1/decision", headers=bearer, json=body)
    assert (listing.status_code, decision.status_code) == (403, 403)


async def test_filing_is_audited(backends: Backends, clients: Clients) -> None:
    meter = await meter_of(backends, clients, KARIM)
    filed = await meter.give({"base": 1}, insisted=True)
    database = open_database("metering", backends.config)
    table = METADATA.tables["audit"]
    try:
        lines = database.read_now(lambda c: c.execute(table.select()).mappings().all())
        assert database.read_now(lambda c: first_broken_line(c, METADATA)) is None
    finally:
        database.close()
    assert [(line["actor"], line["action"], line["subject"]) for line in lines] == [
        (KARIM, "self_reading.filed", filed.number)
    ]
    assert "base:recule" in lines[0]["detail"]


async def test_each_kind_of_meter_has_its_picture(backends: Backends, clients: Clients) -> None:
    seen = set()
    async with httpx.AsyncClient(timeout=30) as http:
        for number, place, fact in ((KARIM, 0, BORDEAUX), (PATRICK, 1, BORDEAUX), ("10000004", 0, "44000")):
            meter = await meter_of(backends, clients, number, place, fact)
            terms = await clients.metering.reading_terms(meter.token, meter.point.id)
            answer = await http.get(str(terms.picture))
            picture = Image.open(BytesIO(answer.content))
            assert (answer.headers["Content-Type"], picture.format, picture.width) == ("image/png", "PNG", 736)
            assert meter.point.id not in str(terms.picture)
            seen.add(picture.info["Title"])
        unknown = await http.get(f"{backends.settings.service_url('metering')}/documents/compteur.png")
    assert len(seen) == 3 and unknown.status_code == 404


@pytest.mark.parametrize(
    ("energy", "kind", "registers", "name"),
    [
        ("gaz", "mecanique", ("gaz",), "mecanique-gaz"),
        ("gaz", "gazpar", ("gaz",), "gazpar"),
        ("electricite", "mecanique", ("base",), "mecanique-base"),
        ("electricite", "linky", ("hp", "hc"), "linky-hphc"),
    ],
)
def test_the_picture_follows_the_meter(energy: Any, kind: Any, registers: tuple[str, ...], name: str) -> None:
    assert picture_name(DeliveryPoint("p", "k", energy, "Lyon", kind, 5, registers)) == name  # type: ignore[arg-type]


def told(backends: Backends) -> list[dict[str, Any]]:
    """The events that wait to be posted to the assistant, oldest first."""
    database = open_database("metering", backends.config)
    try:
        query = sa.select(METADATA.tables["outgoing"].c.body).order_by(METADATA.tables["outgoing"].c.id)
        return [json.loads(body) for body in database.read_now(lambda c: c.execute(query).scalars().all())]
    finally:
        database.close()


async def service(backends: Backends, method: str, path: str, key: str = "", **body: str) -> Any:
    """Call as a representative's console would."""
    headers = {"X-Service-Key": derive(SECRET, "service"), "Idempotency-Key": key or uuid.uuid4().hex}
    async with httpx.AsyncClient() as http:
        address = backends.settings.service_url("metering") + path
        return (await http.request(method, address, headers=headers, json=body or None)).json()
