"""A plan as it is told: its instalments, what remains, what comes next, whether it can still be cancelled."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from backends.kernel.clock import instant
from backends.payments.plans import store
from backends.payments.plans.lifecycle import RUNNING, WAITING
from backends.payments.plans.model import Instalment, Plan


def plan_of(connection: Connection, row: Any, today: date) -> Plan:
    """Return what may be told of a plan to its customer."""
    parts = store.instalments_of(connection, row.id)
    open_parts = [part for part in parts if part.status != "recu"]
    coming = open_parts[0] if open_parts and row.status == RUNNING else None
    return Plan(
        reference=row.reference,
        status=row.status,
        total_cents=row.total_cents,
        count=row.instalments,
        day=row.day_of_month,
        means=row.means,
        created_at=instant(row.created_at),
        updated_at=instant(row.updated_at),
        instalments=parts,
        bills=store.bills_of(connection, row.id),
        remaining_cents=sum(part.amount_cents for part in open_parts),
        cancellable=is_cancellable(row.status, parts, today),
        next_due_on=coming.due_on if coming else None,
        next_amount_cents=coming.amount_cents if coming else None,
        refusal=row.refusal,
    )


def is_cancellable(status: str, parts: tuple[Instalment, ...], today: date) -> bool:
    """Whether the customer may still give a plan up: before the first instalment, or while a person decides."""
    if status == WAITING:
        return True
    return status == RUNNING and today < parts[0].due_on and all(part.status == "a_venir" for part in parts)
