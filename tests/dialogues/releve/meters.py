"""Customers in front of their meters: what the metering system expects, what it has kept."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert

from backends.kernel.database import open_database
from backends.metering.tables import READING, SELF_INDEX, SELF_READING
from courant.clients import DeliveryPoint, Judgement, ReadingTerms, SelfReading
from courant.french.amounts import format_quantity
from courant.french.dates import format_date, format_period
from tests.dialogues.bot import Answer, Customer, plain
from tests.dialogues.conftest import World

GIVE = "je veux donner le relevé de mon compteur"
BORDEAUX = "33000"
# Electronic, one number; electronic HP/HC and gas with wheels; silent Linky; five wheels near their top.
KARIM, PATRICK, ODILE, BRUNO = "10000014", "10000022", "10000023", "10000024"
CAMILLE, BAKERY = ("10000001", "69003"), ("10000005", "59000")


@dataclass
class Meter:
    """One meter, seen as the metering system sees it."""

    world: World
    token: str
    point: DeliveryPoint

    @property
    def today(self) -> date:
        return self.world.backends.clock().date()

    @property
    def unit(self) -> str:
        return "m³" if self.point.energy == "gaz" else "kWh"

    async def terms(self) -> ReadingTerms:
        return await self.world.services.clients.metering.reading_terms(self.token, self.point.id)

    async def judged(self, **values: int) -> Judgement:
        given: Any = values or dict.fromkeys(self.point.registers, 0)
        return await self.world.services.clients.metering.judgement(self.token, self.point.id, given, self.today)

    async def usual(self) -> dict[str, int]:
        """Indexes after a usual use."""
        top = 10**self.point.meter_digits
        registers = (await self.judged()).registers
        return {one.register: ((one.previous or 0) + (one.usual or 0)) % top for one in registers}

    async def kept(self) -> tuple[SelfReading, ...]:
        """Readings on file, newest first."""
        return await self.world.services.clients.metering.self_readings(self.token, self.point.id)

    async def file(self, values: dict[str, int], days_ago: int = 0, **more: Any) -> SelfReading:
        """File a reading past the assistant, as another window or channel would."""
        metering = self.world.services.clients.metering
        day = self.today - timedelta(days=days_ago)
        given: Any = values
        return await metering.file_reading(self.token, self.point.id, given, day, uuid.uuid4().hex, **more)

    def written(self, index: int) -> str:
        """An index as the customer reads it."""
        return plain(format_quantity(index, self.unit))


async def meter_of(world: World, number: str, place: int = 0, fact: str = BORDEAUX) -> Meter:
    clients = world.services.clients
    grant = await clients.customers.identify(number, fact, uuid.uuid4().hex, uuid.uuid4().hex)
    return Meter(world, grant.token, (await clients.metering.delivery_points(grant.token))[place])


async def begin(customer: Customer, number: str, fact: str = BORDEAUX, said: str = GIVE) -> Answer:
    """Ask to give a reading and identify; returns what follows."""
    await customer.say(said)
    return await customer.identify(number, fact)


def written_day(day: date, *, weekday: bool = False) -> str:
    return plain(format_date(day, weekday=weekday))


def written_period(start: date, end: date) -> str:
    return plain(format_period(start, end))


def forget(world: World) -> None:
    """Take every reading of customers back, so that each test meets the same meters."""
    database = open_database("metering", world.backends.config)

    def work(connection: Any) -> None:
        connection.execute(delete(SELF_INDEX))
        connection.execute(delete(SELF_READING))
        connection.execute(delete(READING).where(READING.c.origin == "client"))

    try:
        database.write_now(work)
    finally:
        database.close()


def many_outside_windows(world: World, meter: Meter, count: int) -> None:
    """File readings outside the windows in the past months, as many as the rules allow in a year."""
    database = open_database("metering", world.backends.config)
    rows = [
        {
            "number": f"R2025-9{place:05}",
            "point": meter.point.id,
            "customer": "c",
            "conversation": "",
            "day": meter.today - timedelta(days=40 * (place + 1)),
            "received_at": "2026-01-01T00:00:00+00:00",
            "status": "accepte",
            "reasons": "",
            "photos": "",
            "interim": True,
        }
        for place in range(count)
    ]
    try:
        database.write_now(lambda connection: connection.execute(insert(SELF_READING), rows))
    finally:
        database.close()
