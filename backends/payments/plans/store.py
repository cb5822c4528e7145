"""Reads and writes of plans, each on a connection that is already in its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from backends.kernel.clock import PARIS, instant, stamp
from backends.kernel.database import serialise
from backends.kernel.problems import not_found, other_customer
from backends.payments import store as links
from backends.payments.plans.eligibility import History
from backends.payments.plans.lifecycle import LIVING, WAITING, check_move
from backends.payments.plans.model import CoveredBill, Instalment, Offer, PlanStatus, WaitingPlan
from backends.payments.plans.tables import DOCUMENT, INSTALMENT, NUMBERING, PLAN, PLAN_BILL, PLAN_STEP

PREFIX = "E"


def next_reference(connection: Connection, prefix: str, now: datetime) -> str:
    """Return the next reference of the year, such as ``E2026-000123``."""
    year = now.astimezone(PARIS).year
    serialise(connection, f"number:{prefix}")
    this = (NUMBERING.c.prefix == prefix) & (NUMBERING.c.year == year)
    last = connection.execute(select(NUMBERING.c.last).where(this)).scalar_one_or_none()
    if last is None:
        connection.execute(insert(NUMBERING).values(prefix=prefix, year=year, last=1))
    else:
        connection.execute(update(NUMBERING).where(this).values(last=last + 1))
    return f"{prefix}{year}-{(last or 0) + 1:06}"


def add(connection: Connection, row: dict[str, Any], offer: Offer, bills: Sequence[CoveredBill], now: datetime) -> Any:
    """Insert a plan with its instalments, the bills that it pays and its first step; returns its row."""
    values = {**row, "created_at": stamp(now), "updated_at": stamp(now)}
    plan_id = int(connection.execute(insert(PLAN).values(values)).inserted_primary_key[0])
    add_instalments(connection, plan_id, offer)
    parts = [
        {"plan_id": plan_id, "place": place, "number": bill.number, "amount_cents": bill.amount_cents}
        for place, bill in enumerate(bills)
    ]
    if parts:
        connection.execute(insert(PLAN_BILL), parts)
    add_step(connection, plan_id, row["status"], now)
    return by_id(connection, plan_id)


def add_instalments(connection: Connection, plan_id: int, offer: Offer) -> None:
    """Write the instalments of a plan."""
    rows = [
        {
            "plan_id": plan_id,
            "rank": each.rank,
            "due_on": each.due_on,
            "amount_cents": each.amount_cents,
            "status": each.status,
            "received_on": each.received_on,
        }
        for each in offer.instalments
    ]
    connection.execute(insert(INSTALMENT), rows)


def add_step(connection: Connection, plan_id: int, status: PlanStatus, now: datetime) -> None:
    """Note when a plan reached a status."""
    connection.execute(insert(PLAN_STEP).values(plan_id=plan_id, at=stamp(now), status=status))


def move(connection: Connection, row: Any, to: PlanStatus, now: datetime, **values: Any) -> Any:
    """Bring a plan to another status; returns its row as it is then.

    Raises:
        Problem: 409 ``illegal_move``.
    """
    check_move(row.status, to)
    changed = {"status": to, "updated_at": stamp(now), **values}
    connection.execute(update(PLAN).where(PLAN.c.id == row.id).values(changed))
    add_step(connection, row.id, to, now)
    return by_id(connection, row.id)


def by_id(connection: Connection, plan_id: int) -> Any:
    """Return the row of a plan."""
    return connection.execute(select(PLAN).where(PLAN.c.id == plan_id)).one()


def find(connection: Connection, reference: str) -> Any:
    """Return the row of a plan by its reference, once no other change of its customer's plans is running.

    Raises:
        Problem: 404.
    """
    row = connection.execute(select(PLAN).where(PLAN.c.reference == reference)).one_or_none()
    if row is None:
        raise not_found("plan")
    links.lock_customer(connection, row.customer)
    return by_id(connection, row.id)


def own(connection: Connection, reference: str, customer: str) -> Any:
    """Return the row of a customer's plan.

    Raises:
        Problem: 404, or 403 when it is somebody else's.
    """
    row = find(connection, reference)
    if row.customer != customer:
        raise other_customer()
    return row


def instalments_of(connection: Connection, plan_id: int) -> tuple[Instalment, ...]:
    """Return the instalments of a plan, in order."""
    query = select(INSTALMENT).where(INSTALMENT.c.plan_id == plan_id).order_by(INSTALMENT.c.rank)
    rows = connection.execute(query).all()
    return tuple(Instalment(r.rank, r.due_on, r.amount_cents, r.status, r.received_on) for r in rows)


def bills_of(connection: Connection, plan_id: int) -> tuple[CoveredBill, ...]:
    """Return the bills that a plan pays, in order."""
    query = select(PLAN_BILL).where(PLAN_BILL.c.plan_id == plan_id).order_by(PLAN_BILL.c.place)
    return tuple(CoveredBill(row.number, row.amount_cents) for row in connection.execute(query))


def of_customer(connection: Connection, customer: str, limit: int, offset: int) -> tuple[Sequence[Any], int]:
    """Return a page of a customer's plans, newest first, and how many there are."""
    mine = PLAN.c.customer == customer
    total = connection.execute(select(func.count()).select_from(PLAN).where(mine)).scalar_one()
    query = select(PLAN).where(mine).order_by(PLAN.c.id.desc()).limit(limit).offset(offset)
    return connection.execute(query).all(), int(total)


def living(connection: Connection, customer: str) -> Sequence[Any]:
    """Return the plans of a customer that wait or run, oldest first."""
    mine = (PLAN.c.customer == customer) & PLAN.c.status.in_(LIVING)
    found: Sequence[Any] = connection.execute(select(PLAN).where(mine).order_by(PLAN.c.id)).all()
    return found


def waiting(connection: Connection, limit: int, offset: int) -> tuple[list[WaitingPlan], int]:
    """Return the plans that wait for a person, oldest first, and how many there are."""
    those = PLAN.c.status == WAITING
    total = connection.execute(select(func.count()).select_from(PLAN).where(those)).scalar_one()
    rows = connection.execute(select(PLAN).where(those).order_by(PLAN.c.id).limit(limit).offset(offset))
    return [_waiting(row) for row in rows], int(total)


def _waiting(row: Any) -> WaitingPlan:
    made = instant(row.created_at)
    return WaitingPlan(row.reference, row.customer, row.total_cents, row.instalments, made, row.approval)


def history_of(connection: Connection, customer: str) -> History:
    """Return what the conditions of a plan need to know of a customer."""
    broken = select(func.max(PLAN.c.updated_at)).where(PLAN.c.customer == customer, PLAN.c.status == "rompu")
    broken_at = connection.execute(broken).scalar_one()
    document = select(func.max(DOCUMENT.c.received_on)).where(DOCUMENT.c.customer == customer)
    payment = links.running(connection, customer)
    return History(
        living=tuple((row.reference, row.status) for row in living(connection, customer)),
        broken_on=_day(broken_at),
        payment_running=payment.reference if payment is not None else None,
        document_on=connection.execute(document).scalar_one(),
    )


def _day(stamped: str | None) -> date | None:
    return instant(stamped).date() if stamped else None
