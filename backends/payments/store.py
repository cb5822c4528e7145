"""Reads and writes of payments by link, each on a connection that is already in its transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from backends.kernel.clock import PARIS, instant, stamp
from backends.kernel.database import serialise
from backends.payments.lifecycle import PAYABLE, RUNNING, check_move
from backends.payments.model import Allocation, DueBill, PaymentLink, Status
from backends.payments.tables import ALLOCATION, LINK, LINK_BILL, NUMBERING, STEP


def next_reference(connection: Connection, now: datetime) -> str:
    """Return the next reference of the year, such as ``P2026-000123``."""
    year = now.astimezone(PARIS).year
    serialise(connection, "payment-number")
    this_year = NUMBERING.c.year == year
    last = connection.execute(select(NUMBERING.c.last).where(this_year)).scalar_one_or_none()
    if last is None:
        connection.execute(insert(NUMBERING).values(year=year, last=1))
    else:
        connection.execute(update(NUMBERING).where(this_year).values(last=last + 1))
    return f"P{year}-{(last or 0) + 1:06}"


def add(connection: Connection, row: Mapping[str, Any], now: datetime) -> Any:
    """Insert a link with its first step; returns its row."""
    result = connection.execute(insert(LINK).values({**row, "created_at": stamp(now), "updated_at": stamp(now)}))
    link_id = int(result.inserted_primary_key[0])
    _add_step(connection, link_id, row["status"], now)
    return connection.execute(select(LINK).where(LINK.c.id == link_id)).one()


def find(connection: Connection, reference: str) -> Any | None:
    """Return the row of a link."""
    return connection.execute(select(LINK).where(LINK.c.reference == reference)).one_or_none()


def lock_customer(connection: Connection, customer: str) -> None:
    """Let one change of a customer's payments at a time pass here."""
    serialise(connection, f"customer:{customer}")


def locked(connection: Connection, row: Any) -> Any:
    """Return a link as it is once no other change of its customer's payments is running."""
    lock_customer(connection, row.customer)
    return connection.execute(select(LINK).where(LINK.c.id == row.id)).one()


def payable(connection: Connection, customer: str) -> Any | None:
    """Return the one link of a customer that can be paid or is being paid."""
    mine = (LINK.c.customer == customer) & LINK.c.status.in_(PAYABLE)
    return connection.execute(select(LINK).where(mine)).one_or_none()


def running(connection: Connection, customer: str) -> Any | None:
    """Return the newest payment of a customer that is on its way: at the provider, or to the account."""
    mine = (LINK.c.customer == customer) & LINK.c.status.in_(RUNNING)
    return connection.execute(select(LINK).where(mine).order_by(LINK.c.id.desc()).limit(1)).one_or_none()


def hand_over(connection: Connection, row: Any, conversation: str) -> Any:
    """Let another conversation be the one that hears what becomes of a link; returns its row as it is then."""
    connection.execute(update(LINK).where(LINK.c.id == row.id).values(conversation=conversation))
    return connection.execute(select(LINK).where(LINK.c.id == row.id)).one()


def move(connection: Connection, row: Any, to: Status, now: datetime, **values: Any) -> Any:
    """Bring a link to another status; returns its row as it is then.

    Raises:
        Problem: 409 ``illegal_move``.
    """
    check_move(row.status, to)
    changed = {"status": to, "updated_at": stamp(now), **values}
    connection.execute(update(LINK).where(LINK.c.id == row.id).values(changed))
    _add_step(connection, row.id, to, now)
    return connection.execute(select(LINK).where(LINK.c.id == row.id)).one()


def add_allocations(connection: Connection, row: Any, allocations: Sequence[Allocation]) -> None:
    """Keep which bills a payment settles."""
    rows = [
        {"link_id": row.id, "place": place, "bill_number": each.bill_number, "amount_cents": each.amount_cents}
        for place, each in enumerate(allocations)
    ]
    if rows:
        connection.execute(insert(ALLOCATION), rows)


def keep_bills(connection: Connection, row: Any, bills: Sequence[DueBill]) -> None:
    """Keep the bills that a link pays, in place of those kept before."""
    connection.execute(delete(LINK_BILL).where(LINK_BILL.c.link_id == row.id))
    rows = [{"link_id": row.id, "place": place, **vars(bill)} for place, bill in enumerate(bills)]
    connection.execute(insert(LINK_BILL), rows)


def bills_of(connection: Connection, row: Any) -> tuple[DueBill, ...]:
    """Return the bills kept with a link; none for a link that was asked by its amount."""
    query = select(LINK_BILL).where(LINK_BILL.c.link_id == row.id).order_by(LINK_BILL.c.place)
    return tuple(DueBill(each.number, each.left_cents, each.due_on) for each in connection.execute(query))


def of_customer(connection: Connection, customer: str, limit: int, offset: int) -> tuple[Sequence[Any], int]:
    """Return a page of a customer's links, newest first, and how many there are."""
    mine = LINK.c.customer == customer
    total = connection.execute(select(func.count()).select_from(LINK).where(mine)).scalar_one()
    query = select(LINK).where(mine).order_by(LINK.c.id.desc()).limit(limit).offset(offset)
    return connection.execute(query).all(), int(total)


def link_of(connection: Connection, row: Any) -> PaymentLink:
    """Return what may be told of a row, without its address."""
    query = select(ALLOCATION).where(ALLOCATION.c.link_id == row.id).order_by(ALLOCATION.c.place)
    parts = tuple(Allocation(each.bill_number, each.amount_cents) for each in connection.execute(query))
    return PaymentLink(
        reference=row.reference,
        status=row.status,
        amount_cents=row.amount_cents,
        bill_number=row.bill_number,
        created_at=instant(row.created_at),
        expires_at=instant(row.expires_at),
        updated_at=instant(row.updated_at),
        accepted_at=instant(row.accepted_at) if row.accepted_at else None,
        refusal=row.refusal,
        allocations=parts,
    )


def _add_step(connection: Connection, link_id: int, status: Status, now: datetime) -> None:
    connection.execute(insert(STEP).values(link_id=link_id, at=stamp(now), status=status))
