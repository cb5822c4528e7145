"""A reading that a person had to check: what is decided comes into the conversation by itself."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from backends.kernel.database import open_database
from courant.conversations import SystemEvent
from tests.dialogues.bot import Answer, Customer
from tests.dialogues.conftest import World
from tests.dialogues.releve.meters import KARIM, begin, meter_of, written_day

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def insisted(customer: Customer, world: World) -> str:
    """A reading that goes backwards and is kept for a person; returns its number."""
    await begin(customer, KARIM)
    told = await customer.say("4640")
    await customer.press("Oui, c'est bien ça", told)
    await customer.say("non, pas de photo")
    assert (await customer.say("oui")).responses == ["utter_releve_a_verifier"]
    (filed,) = await (await meter_of(world, KARIM)).kept()
    return filed.number


async def decide(world: World, number: str, decision: str, reason: str | None = None) -> None:
    """What a person does at the desk."""
    url = f"{world.backends.addresses['metering']}/self-readings/{number}/decision"
    headers = {"X-Service-Key": world.backends.config.service_key, "Idempotency-Key": uuid.uuid4().hex}
    async with httpx.AsyncClient(trust_env=False) as http:
        body = {"decision": decision, "by": "sophie", "reason": reason}
        assert (await http.post(url, json=body, headers=headers)).status_code == 200


async def told(world: World, customer: Customer) -> Answer:
    """What the conversation reads when the newest event of metering reaches it, as the courier would post it."""
    event = _newest(world, customer.conversation)
    at = datetime.fromisoformat(event["at"])
    accepted = await world.door.notify(
        customer.conversation, SystemEvent(event["id"], event["kind"], at, event["data"])
    )
    await accepted.answered()
    return Answer(tuple(world.store.answers_to(accepted.inbox_id or "")))


def _newest(world: World, conversation: str) -> dict[str, Any]:
    database = open_database("metering", world.backends.config)
    query = sa.text("SELECT body FROM outgoing WHERE lane = :lane ORDER BY id DESC")
    try:
        body = database.read_now(lambda c: c.execute(query, {"lane": conversation}).scalars().first())
    finally:
        database.close()
    assert body is not None, "no event was written"
    found: dict[str, Any] = json.loads(body)
    return found


async def test_an_accepted_reading_is_announced_with_its_number(customer: Customer, world: World) -> None:
    number = await insisted(customer, world)
    await decide(world, number, "accepte")
    news = await told(world, customer)
    assert news.responses == ["utter_releve_decision_accepte"]
    day = written_day((await meter_of(world, KARIM)).today)
    assert number in news and "4 640 kWh" in news and f"du {day}" in news
    assert await told(world, customer) == news  # the same event again: nothing more is said


async def test_a_rejected_reading_is_announced_with_the_reason_and_what_can_be_done(
    customer: Customer, world: World
) -> None:
    number = await insisted(customer, world)
    await decide(world, number, "rejete", "Le compteur relevé à distance indique un autre nombre.")
    news = await told(world, customer)
    assert news.responses == ["utter_releve_decision_rejete"]
    assert "Raison indiquée : Le compteur relevé à distance indique un autre nombre." in news
    assert {"Donner mon relevé", "Un conseiller"} <= set(news.buttons)


async def test_without_a_reason_none_is_invented(customer: Customer, world: World) -> None:
    await decide(world, await insisted(customer, world), "rejete")
    assert "Raison" not in (await told(world, customer)).text


@pytest.mark.parametrize("decision", ["accepte", "rejete"])
async def test_without_identity_no_number_of_the_meter_is_told(customer: Customer, world: World, decision: str) -> None:
    number = await insisted(customer, world)
    world.store.revoke(customer.conversation)
    await decide(world, number, decision)
    news = await told(world, customer)
    assert news.responses == [f"utter_releve_decision_{decision}_discret"]
    assert number in news and "4 640" not in news.text
