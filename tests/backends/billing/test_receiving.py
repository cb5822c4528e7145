"""Money received elsewhere: shared out among the open bills to the cent, and kept once."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from backends.billing.accounts import Open
from backends.billing.model import Bill
from backends.billing.receiving import shares
from courant.clients import Clients
from tests.backends.conftest import verified
from tests.backends.servers import Backends

THREE_LATE = ("10000020", "33000")
DEBITED = ("10000004", "44000")
DAY = date(2026, 11, 1)


def bill(number: int) -> Bill:
    return Bill(
        id=f"b{number}",
        number=f"F2026-{number:06}",
        contract_id="k1",
        energy="electricite",
        issued_on=DAY,
        period_start=DAY - timedelta(days=60),
        period_end=DAY,
        due_on=DAY + timedelta(days=21),
        total_cents=100_00,
        total_ht_cents=83_33,
        paid_cents=0,
        status="a_regler",
        kind="facture",
        estimated=False,
        kwh=300,
    )


@given(
    lefts=st.lists(st.integers(1, 50_000), max_size=5),
    amount=st.integers(1, 200_000),
    first=st.integers(0, 5),
    debited=st.sets(st.integers(0, 5)),
)
def test_parts_add_up_and_no_bill_gets_more_than_is_left(
    lefts: list[int], amount: int, first: int, debited: set[int]
) -> None:
    due = [Open(bill(number), left) for number, left in enumerate(lefts)]
    parts = shares(due, amount, f"F2026-{first:06}", {f"b{number}" for number in debited})
    assert sum(cents for _, cents in parts) == amount
    assert all(cents > 0 for _, cents in parts)
    left = {each.bill.id: each.left_cents for each in due}
    assert all(cents <= left[one.id] for one, cents in parts if one is not None)
    over = [cents for one, cents in parts if one is None]
    assert over == ([amount - sum(lefts)] if amount > sum(lefts) else [])


def test_the_bill_that_was_meant_comes_first_then_the_oldest_and_debited_ones_last() -> None:
    due = [Open(bill(number), 10_00) for number in range(4)]
    parts = shares(due, 35_00, "F2026-000002", {"b0"})
    assert [(one.id if one else None, cents) for one, cents in parts] == [
        ("b2", 10_00),
        ("b1", 10_00),
        ("b3", 10_00),
        ("b0", 5_00),
    ]


async def post(backends: Backends, key: str = "", **changes: Any) -> httpx.Response:
    body = {
        "customer": THREE_LATE[0],
        "reference": "P2026-000001",
        "amount_cents": 10_000,
        "means": "carte",
        "received_on": backends.clock().date().isoformat(),
        "bill_number": None,
        **changes,
    }
    headers = {"X-Service-Key": backends.config.service_key, "Idempotency-Key": key or uuid.uuid4().hex}
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.post(f"{backends.addresses['billing']}/payments", json=body, headers=headers)


async def test_a_payment_goes_to_the_oldest_bill_and_lowers_the_balance(
    clients: Clients, either_backends: Backends
) -> None:
    async with Clients(either_backends.settings) as mine:
        token = (await verified(mine, either_backends, *THREE_LATE)).token
        due, before = await mine.billing.open_bills(token), await mine.billing.balance(token)
        answer = await post(either_backends)
        assert answer.status_code == 201
        assert answer.json()["allocations"] == [{"bill_number": due[0].number, "amount_cents": 10_000}]
        after = await mine.billing.balance(token)
        assert before.amount - after.amount == before.overdue - after.overdue == Decimal(100)
        assert (await mine.billing.open_bills(token))[0].left == due[0].left - 100
        assert (await mine.billing.payments(token))[0].reference == "P2026-000001"


async def test_the_same_reference_is_kept_once_whatever_its_key(either_backends: Backends) -> None:
    answers = await asyncio.gather(*(post(either_backends) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    other = await post(either_backends, amount_cents=5)
    assert (other.status_code, other.json()["code"]) == (409, "reference_reused")
    async with Clients(either_backends.settings) as mine:
        token = (await verified(mine, either_backends, *THREE_LATE)).token
        known = [p for p in await mine.billing.payments(token) if p.reference == "P2026-000001"]
        assert [p.amount for p in known] == [Decimal(100)]


async def test_more_than_is_due_stays_in_the_customers_favour(clients: Clients, backends: Backends) -> None:
    token = (await verified(clients, backends, *THREE_LATE)).token
    owed = int((await clients.billing.balance(token)).amount * 100)
    parts = (await post(backends, amount_cents=owed + 1_234)).json()["allocations"]
    assert parts[-1] == {"bill_number": None, "amount_cents": 1_234} and len(parts) == 4
    assert (await clients.billing.balance(token)).amount == Decimal("-12.34")
    assert await clients.billing.open_bills(token) == ()


async def test_what_is_no_payment_is_refused(backends: Backends) -> None:
    for changes in ({"amount_cents": 0}, {"received_on": "hier"}, {"means": "troc"}):
        assert (await post(backends, **changes)).status_code == 422
    assert (await post(backends, customer="99999999")).status_code == 404


async def test_only_services_put_money_on_an_account(clients: Clients, backends: Backends) -> None:
    token = (await verified(clients, backends, *THREE_LATE)).token
    async with httpx.AsyncClient(trust_env=False) as http:
        url = f"{backends.addresses['billing']}/payments"
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k"}
        assert (await http.post(url, json={}, headers=headers)).status_code == 403


async def test_open_bills_say_which_will_be_debited(clients: Clients, backends: Backends) -> None:
    token = (await verified(clients, backends, *DEBITED)).token
    bills = await clients.billing.open_bills(token)
    assert [each.debit_on is not None for each in bills] == [True]
    balance = await clients.billing.balance(token)
    assert bills[0].left == balance.next_due_amount and bills[0].due_on == balance.next_due_on
