"""The plans of the demo: one that runs, one that was broken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from backends.billing.demo_bills import issued_bills
from backends.billing.engine import total_ttc
from backends.demo.people import DemoCustomer
from backends.demo.world import World
from backends.kernel.clock import fixed_clock
from backends.payments.plans import store
from backends.payments.plans.amounts import split
from backends.payments.plans.dates import payment_days
from backends.payments.plans.lifecycle import FIRST, RUNNING
from backends.payments.plans.model import Instalment, Offer

WITH_A_PLAN, WITH_A_BROKEN_PLAN = "10000025", "10000026"
_COUNT, _DAY = 6, 10
_DELAY = timedelta(days=7)


def seed_plans(connection: Connection, world: World) -> None:
    """Write the plans of the two customers whose story they are."""
    noon = fixed_clock(world.today)()
    for customer in world.customers:
        if customer.number == WITH_A_PLAN:
            _write(connection, customer.number, _owed(customer, world), noon - timedelta(days=4))
        if customer.number == WITH_A_BROKEN_PLAN:
            plan = _write(connection, customer.number, 24_000, noon - timedelta(days=130))
            store.move(connection, plan, "rompu", noon - timedelta(days=60))


def _owed(customer: DemoCustomer, world: World) -> int:
    bills = [bill for one in customer.contracts for bill in issued_bills(one, world)[-one.unpaid :]]
    return sum(total_ttc(bill.draft.lines) for bill in bills)


def _write(connection: Connection, customer: str, cents: int, made: datetime) -> Any:
    days = payment_days(_COUNT, _DAY, made.date() + _DELAY)
    rows = zip(days, split(cents, _COUNT), strict=True)
    parts = tuple(Instalment(rank, day, amount) for rank, (day, amount) in enumerate(rows, 1))
    row = {
        "reference": store.next_reference(connection, store.PREFIX, made),
        "customer": customer,
        "conversation": "",
        "status": FIRST,
        "total_cents": cents,
        "instalments": _COUNT,
        "day_of_month": _DAY,
        "means": "client",
    }
    # The numbers of bills are billing's: the plans of the demo do not name them.
    plan = store.add(connection, row, Offer(_COUNT, _DAY, cents, parts), (), made)
    return store.move(connection, plan, RUNNING, made)
