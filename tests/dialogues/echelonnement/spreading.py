"""A customer who asks for a plan, the person who decides, and the desk as it was before."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import sqlalchemy as sa

from backends.kernel.database import open_database
from backends.payments.plans.dates import payment_days
from courant.clients.plans import Plan
from courant.french.amounts import format_amount
from courant.french.dates import format_date
from tests.dialogues.bot import Answer, Customer, plain
from tests.dialogues.conftest import World

SPREAD = "je veux payer ma facture en plusieurs fois"
# Customers by their story: number and postcode.
BENALI = ("10000002", "31000")  # 184,20 € overdue
PETIT = ("10000003", "35000")  # vulnerable
NOTHING_DUE = ("10000011", "33000")
DEBITED = ("10000004", "44000")
LATE_THRICE = ("10000020", "33000")
WITH_A_PLAN = ("10000025", "33000")
WITH_A_BROKEN_PLAN = ("10000026", "33000")
LARGE_DEBT = ("10000027", "33000")
SMALL_DEBT = ("10000017", "33000")  # less than 60 €
NOT_LATE = ("10000001", "69003")


class Spreader:
    """A customer who is known by number and postcode, and what the payment system holds of them."""

    def __init__(self, customer: Customer, world: World, number: str, fact: str) -> None:
        self.customer, self.world = customer, world
        self.number, self.fact = number, fact

    @property
    def conversation(self) -> str:
        return self.customer.conversation

    @property
    def token(self) -> str:
        return str(self.world.store.identity(self.conversation, self.world.backends.clock()).token)

    async def say(self, text: str) -> Answer:
        return await self.customer.say(text)

    async def press(self, title: str, answer: Answer) -> Answer:
        return await self.customer.press(title, answer)

    async def verified(self) -> Answer:
        """Answer the identity form and give the code."""
        return await self.customer.verify(self.number, self.fact)

    async def ask(self, request: str = SPREAD) -> Answer:
        """Make a request and identify; what the assistant says then."""
        await self.say(request)
        return await self.verified()

    async def to_the_read_back(self, request: str = "je veux payer en 3 fois le 5") -> Answer:
        await self.ask(request)
        return await self.say("oui")

    async def plans(self) -> tuple[Plan, ...]:
        return await self.world.services.clients.plans.plans(self.token)

    async def due(self) -> Decimal:
        return sum((bill.left for bill in await self.world.services.clients.billing.open_bills(self.token)), Decimal(0))


def written(world: World, number: str) -> int:
    """How many plans the payment system holds of a customer, besides those of the demo."""
    query = "SELECT count(*) FROM plan WHERE customer = :number AND conversation <> ''"
    return int(_read(world, query, number=number))


def deferred(world: World, number: str) -> int:
    """How many due dates of a customer were postponed."""
    return int(_read(world, "SELECT count(*) FROM deferral WHERE customer = :number", number=number))


def _read(world: World, query: str, **values: str) -> Any:
    database = open_database("payments", world.backends.config)
    try:
        return database.read_now(lambda connection: connection.execute(sa.text(query), values).scalar_one())
    finally:
        database.close()


def forget_plans(world: World) -> None:
    """The plans of the demo remain, unchanged; the others were never made."""
    made = "SELECT id FROM plan WHERE conversation <> ''"
    parts = [
        f"DELETE FROM {table} WHERE plan_id IN ({made})" for table in ("plan_instalment", "plan_bill", "plan_step")
    ]
    parts += ["DELETE FROM plan WHERE conversation <> ''", "DELETE FROM deferral", "DELETE FROM keyed_write"]
    parts.append("UPDATE plan SET status = 'actif' WHERE customer = '10000025'")
    parts.append("DELETE FROM outgoing")
    database = open_database("payments", world.backends.config)
    try:
        database.write_now(lambda connection: [connection.execute(sa.text(part)) for part in parts])
    finally:
        database.close()


def expected_days(world: World, count: int, day: int) -> list[date]:
    """The days on which instalments fall, asked today."""
    return payment_days(count, day, world.backends.clock().date() + timedelta(days=7))


def line(day: date, amount: str) -> str:
    """An instalment as the customer reads it."""
    return plain(f"• {format_date(day, weekday=True)} : {format_amount(Decimal(amount))}")


async def decide(world: World, reference: str, outcome: str, reason: str | None = None) -> httpx.Response:
    """What a person does at the desk."""
    url = f"{world.backends.addresses['payments']}/plans/{reference}/decision"
    headers = {"X-Service-Key": world.backends.config.service_key, "Idempotency-Key": uuid.uuid4().hex}
    body = {"outcome": outcome, "decided_by": "claire.dubois", "reason": reason}
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(url, json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer
