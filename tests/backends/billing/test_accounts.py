"""Balance, status of bills, billing cycle, recurring charges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from backends.billing.accounts import balance, open_bills, status
from backends.billing.model import Bill, Payment
from courant.clients import Clients
from tests.backends.conftest import verified
from tests.backends.servers import Backends

TODAY = date(2026, 11, 22)


def bill(number: int, total: int, due_in: int, paid: int = 0) -> Bill:
    due = TODAY + timedelta(days=due_in)
    return Bill(
        id=f"b{number}",
        number=f"F{number}",
        contract_id="k",
        energy="electricite",
        issued_on=due - timedelta(days=21),
        period_start=due - timedelta(days=90),
        period_end=due - timedelta(days=30),
        due_on=due,
        total_cents=total,
        total_ht_cents=total,
        paid_cents=paid,
        status="a_regler",
        kind="facture" if total >= 0 else "avoir",
        estimated=False,
        kwh=1,
    )


def payment(amount: int, of: str | None = None, state: str = "recu") -> Payment:
    return Payment("p", TODAY, amount, "carte", state, "r", of, None)  # type: ignore[arg-type]


def test_what_is_late_and_what_comes_next() -> None:
    found = balance([bill(1, 5000, -40), bill(2, 3000, -5, paid=1000), bill(3, 7000, 8)], [payment(1000, "b2")], TODAY)
    assert (found.amount_cents, found.overdue_cents) == (14_000, 7_000)
    assert (found.next_due_on, found.next_due_amount_cents) == (TODAY + timedelta(days=8), 7_000)
    assert found.oldest_due_on == TODAY - timedelta(days=40)


def test_a_credit_pays_the_oldest_bill_first() -> None:
    bills = [bill(1, 5000, -40), bill(2, 3000, 5), bill(3, -6000, -1)]
    assert [(each.bill.id, each.left_cents) for each in open_bills(bills)] == [("b2", 2000)]
    found = balance(bills, [], TODAY)
    assert (found.amount_cents, found.overdue_cents, found.next_due_amount_cents) == (2_000, 0, 2_000)


def test_a_payment_without_a_bill_counts() -> None:
    found = balance([bill(1, 5000, -40)], [payment(6000)], TODAY)
    assert (found.amount_cents, found.overdue_cents, found.next_due_on) == (-1_000, 0, None)


def test_payments_on_their_way_and_rejected_do_not_settle() -> None:
    found = balance([bill(1, 5000, 4)], [payment(5000, "b1", "en_cours"), payment(5000, "b1", "rejete")], TODAY)
    assert (found.amount_cents, found.pending_cents) == (5_000, 5_000)


@pytest.mark.parametrize(
    ("of", "debit", "expected"),
    [
        (bill(1, 5000, -1), False, "en_retard"),
        (bill(1, 5000, 0), False, "a_regler"),
        (bill(1, 5000, 3), True, "prelevement_prevu"),
        (bill(1, 5000, -3, paid=5000), True, "reglee"),
        (bill(1, 5000, -3, paid=4999), False, "en_retard"),
        (bill(1, -5000, -3), False, "credit"),
        (replace(bill(1, 0, 3)), False, "reglee"),
    ],
)
def test_status(of: Bill, debit: bool, expected: str) -> None:
    assert status(of, TODAY, debit) == expected


async def test_mohamed_owes_184_20_euros_and_is_late(backends: Backends, clients: Clients) -> None:
    token = (await verified(clients, backends, "10000002", "31000")).token
    found = await clients.billing.balance(token)
    assert (found.amount, found.overdue) == (Decimal("184.20"), Decimal("184.20"))
    late = [each for each in await clients.billing.bills(token) if each.status == "en_retard"]
    assert [each.total for each in late] == [Decimal("184.20")]


async def test_lucas_has_a_debit_announced(backends: Backends, clients: Clients) -> None:
    token = (await verified(clients, backends, "10000004", "44000")).token
    found = await clients.billing.balance(token)
    newest = (await clients.billing.bills(token))[0]
    assert newest.status == "prelevement_prevu"
    assert found.pending == found.next_due_amount == newest.total
    assert (await clients.billing.payments(token, limit=1))[0].status == "en_cours"


async def test_edge_customers(backends: Backends, clients: Clients) -> None:
    async def of(number: str, postcode: str = "33000") -> str:
        return (await verified(clients, backends, number, postcode)).token

    assert await clients.billing.bills(await of("10000011")) == ()
    assert len(await clients.billing.bills(await of("10000012"))) == 1
    credit = (await clients.billing.bills(await of("10000013")))[0]
    assert (credit.kind, credit.total, credit.status) == ("avoir", Decimal("-30.00"), "credit")
    assert (await clients.billing.bills(await of("10000014")))[0].estimated
    three = await clients.customers.profile(await of("10000019"))
    assert len({contract.delivery_point for contract in three.contracts}) == 3
    late = await clients.billing.balance(await of("10000020"))
    assert late.overdue > 500 and (await clients.customers.profile(await of("10000020"))).vulnerable


async def test_cycle_and_recurring_charges(backends: Backends, clients: Clients) -> None:
    token = (await verified(clients, backends, "10000001", "69003")).token
    today = backends.clock().date()
    cycle = await clients.billing.cycle(token, "k10000001-1")
    newest = (await clients.billing.bills(token, contract_id="k10000001-1"))[0]
    assert cycle.frequency == "bimestrielle" and cycle.last_bill_on == newest.issued_on
    assert cycle.period_start == newest.period_end < cycle.period_end < cycle.next_bill_on
    assert cycle.next_bill_on >= today
    charges = await clients.billing.recurring_charges(token, "k10000001-1")
    assert [each.code for each in charges] == ["abonnement", "cta"]
    assert sum(each.monthly for each in charges) == Decimal("15.86")


async def test_a_new_contract_without_bill_has_a_cycle(backends: Backends, clients: Clients) -> None:
    token = (await verified(clients, backends, "10000011", "33000")).token
    cycle = await clients.billing.cycle(token, "k10000011-1")
    assert cycle.last_bill_on is None and cycle.next_bill_on > backends.clock().date()
