"""A customer on the payment page, and the result that comes back into the conversation."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import datetime
from typing import Any

import httpx
import sqlalchemy as sa

from backends.kernel.database import open_database
from courant.clients import Bill, Payment, PaymentLink
from courant.conversations import SystemEvent
from tests.dialogues.amounts import amounts_in
from tests.dialogues.bot import Answer, Customer, plain
from tests.dialogues.conftest import World

PAY = "je veux payer ma facture"
BALANCE = "combien je vous dois"
# Customers by what they owe: number and postcode.
OVERDUE = ("10000002", "31000")  # 184,20 €, one bill
DEBITED = ("10000004", "44000")
NO_BILL = ("10000011", "33000")
ARREARS = ("10000020", "33000")  # three bills
TOO_MUCH = ("10000027", "33000")  # more than a link may pay
SPREAD = ("10000025", "33000")  # a plan runs
LINKS = "SELECT status, amount_cents, bill_number FROM payment_link ORDER BY id"
A_BILL = re.compile(r"\bF\d{4}-\d+")


class Payer:
    """A customer who is known by number and postcode, and the systems of record seen with their token."""

    def __init__(self, customer: Customer, world: World, number: str, fact: str) -> None:
        self.customer = customer
        self.world = world
        self.number, self.fact = number, fact

    @property
    def conversation(self) -> str:
        return self.customer.conversation

    @property
    def token(self) -> str:
        return self.world.store.identity(self.conversation, self.world.backends.clock()).token or ""

    async def say(self, text: str) -> Answer:
        return await self.customer.say(text)

    async def press(self, title: str, answer: Answer) -> Answer:
        return await self.customer.press(title, answer)

    async def verified(self) -> Answer:
        return await self.customer.verify(self.number, self.fact)

    async def to_the_answer(self, request: str = PAY) -> Answer:
        """Ask, be verified, and read what comes of it; a payment asks for no code, so the balance comes before it."""
        if request != PAY:
            await self.say(request)
            return await self.verified()
        await self.say(BALANCE)
        await self.verified()
        return await self.say(PAY)

    async def to_the_due_link(self, request: str = PAY) -> Answer:
        """Ask, give number and postcode, and read what comes of it."""
        await self.say(request)
        return await self.customer.identify(self.number, self.fact)

    async def to_the_read_back(self) -> Answer:
        answer = await self.to_the_answer()
        assert answer.responses[-1].startswith("utter_recap_paiement"), answer.responses
        return answer

    async def to_the_link(self) -> Answer:
        await self.to_the_read_back()
        answer = await self.say("oui")
        assert answer.responses == ["utter_paiement_lien"]
        return answer

    async def links(self) -> list[PaymentLink]:
        return list(await self.world.services.clients.payments.links(self.token))

    async def bills(self) -> list[Bill]:
        return list(await self.world.services.clients.billing.bills(self.token))

    async def received(self) -> list[Payment]:
        return list(await self.world.services.clients.billing.payments(self.token))

    def age_the_link(self) -> None:
        """Let the time of the open link be over."""
        _execute(self.world, "payments", "UPDATE payment_link SET expires_at = created_at WHERE status = 'ouvert'")

    def take_off_the_account(self) -> None:
        """Go back to the moment between the bank's yes and billing's answer."""
        _execute(self.world, "payments", "UPDATE payment_link SET status = 'accepte' WHERE status = 'impute'")
        _execute(self.world, "billing", "DELETE FROM payment WHERE reference LIKE 'P2%'")


def forget_payments(world: World) -> None:
    """Take back every payment by link, here and on the accounts; the audit trails stay."""
    parts = ("payment_step", "payment_allocation", "payment_link_bill")
    tables = (*parts, "payment_link", "provider_notification", "outgoing")
    _execute(world, "payments", *(f"DELETE FROM {table}" for table in tables))
    _execute(world, "billing", "DELETE FROM payment WHERE reference LIKE 'P2%'")


def _execute(world: World, context: str, *statements: str) -> None:
    """Run statements in one transaction: the services are at work meanwhile."""
    database = open_database(context, world.backends.config)
    try:
        database.write_now(lambda connection: [connection.execute(sa.text(one)) for one in statements])
    finally:
        database.close()


def link_of(answer: Answer) -> str:
    """The address of the payment page that an answer gives."""
    return next(url for title, url in answer.links.items() if title.startswith("Payer"))


async def decide(url: str, decision: str, **form: str) -> str:
    """Press a button of the payment page; returns what the page shows afterwards."""
    async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as http:
        answer = await http.post(url, data={"decision": decision, **form})
    assert answer.status_code == 200
    return answer.text


async def told(world: World, customer: Customer) -> Answer:
    """What the conversation reads when the payment system's newest event reaches it, as the courier would post it."""
    for _ in range(300):
        event = _newest(world, customer.conversation)
        if event is not None:
            break
        await asyncio.sleep(0.05)
    else:
        raise AssertionError("no event was written")
    at = datetime.fromisoformat(event["at"])
    accepted = await world.door.notify(
        customer.conversation, SystemEvent(event["id"], event["kind"], at, event["data"])
    )
    await accepted.answered()
    return Answer(tuple(world.store.answers_to(accepted.inbox_id or "")))


def _newest(world: World, conversation: str) -> dict[str, Any] | None:
    database = open_database("payments", world.backends.config)
    query = sa.text("SELECT body FROM outgoing WHERE destination = 'assistant' AND lane = :lane ORDER BY id DESC")
    try:
        row = database.read_now(lambda connection: connection.execute(query, {"lane": conversation}).first())
    finally:
        database.close()
    return None if row is None else json.loads(row.body)


async def settle(world: World, reference: str) -> None:
    """Wait until billing has the payment."""
    database = open_database("payments", world.backends.config)
    query = sa.text("SELECT status FROM payment_link WHERE reference = :reference")
    try:
        for _ in range(300):
            status = database.read_now(lambda c: c.execute(query, {"reference": reference}).scalar_one())
            if status == "impute":
                return
            await asyncio.sleep(0.05)
    finally:
        database.close()
    raise AssertionError(f"{reference} is still {status}")


def assert_no_figure(answer: Answer) -> None:
    """Neither an amount nor a bill: not in the words, not on a button, not in an address."""
    written = "\n".join((answer.text, *answer.buttons, *answer.links, *answer.links.values()))
    assert amounts_in(written) == [] and not A_BILL.search(written) and "€" not in written


def rows(world: World, query: str) -> list[tuple[object, ...]]:
    """What the payment system holds."""
    database = open_database("payments", world.backends.config)
    try:
        return [tuple(row) for row in database.read_now(lambda connection: connection.execute(sa.text(query)).all())]
    finally:
        database.close()


async def page_of(url: str) -> str:
    """What the payment page shows."""
    async with httpx.AsyncClient(trust_env=False) as http:
        return plain((await http.get(url)).text)
