"""What is paid beside a plan counts for its next instalments: nobody pays the same debt twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.engine import Connection

from backends.kernel.journal import Entry, append
from backends.payments import store as links
from backends.payments.model import Allocation
from backends.payments.plans import store
from backends.payments.plans.lifecycle import RUNNING
from backends.payments.plans.model import Instalment
from backends.payments.plans.tables import INSTALMENT, PLAN
from backends.payments.tables import METADATA


def count_for_plans(connection: Connection, customer: str, paid: Sequence[Allocation], now: datetime) -> None:
    """Take what a payment settled off the plans that spread the same bills; a plan with nothing left to pay ends."""
    links.lock_customer(connection, customer)
    for row in store.living(connection, customer):
        cents = _counted(connection, row, paid)
        if cents > 0:
            _receive(connection, row, cents, now)


def _counted(connection: Connection, row: Any, paid: Sequence[Allocation]) -> int:
    left = sum(part.amount_cents for part in _open(connection, row))
    if any(part.bill_number is None for part in paid):
        return left  # billing had no use for a part: every bill is settled
    covered = {bill.number: bill.amount_cents for bill in store.bills_of(connection, row.id)}
    # A plan that names no bill spreads whatever was due.
    counts = (min(p.amount_cents, covered.get(str(p.bill_number), 0)) if covered else p.amount_cents for p in paid)
    return min(left, sum(counts))


def _open(connection: Connection, row: Any) -> list[Instalment]:
    return [part for part in store.instalments_of(connection, row.id) if part.status != "recu"]


def _receive(connection: Connection, row: Any, cents: int, now: datetime) -> None:
    left = cents
    for part in _open(connection, row):
        if left >= part.amount_cents:
            _change(connection, row, part, status="recu", received_on=now.date())
        elif left > 0:
            _lower(connection, row, part, left)
        left = max(0, left - part.amount_cents)
    append(connection, METADATA, Entry("billing", "plan.paid_beside", row.reference, {"amount_cents": cents}), now)
    if not _open(connection, row):
        store.move(connection, row, "termine" if row.status == RUNNING else "annule", now)


def _lower(connection: Connection, row: Any, part: Instalment, cents: int) -> None:
    """Ask less of an instalment; the total of a plan is that of its instalments."""
    _change(connection, row, part, amount_cents=part.amount_cents - cents)
    lowered = update(PLAN).where(PLAN.c.id == row.id).values(total_cents=PLAN.c.total_cents - cents)
    connection.execute(lowered)


def _change(connection: Connection, row: Any, part: Instalment, **values: int | str | date) -> None:
    this = (INSTALMENT.c.plan_id == row.id) & (INSTALMENT.c.rank == part.rank)
    connection.execute(update(INSTALMENT).where(this).values(**values))
