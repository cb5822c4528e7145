"""What a person decides about a plan that waits; the conversation is told by a system event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.engine import Connection

from backends.kernel.events import SystemEvent, announce
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.problems import Problem
from backends.kernel.wire import encode
from backends.payments.plans import store
from backends.payments.plans.dates import payment_days
from backends.payments.plans.lifecycle import RUNNING, WAITING
from backends.payments.plans.model import Decision, Offer
from backends.payments.plans.rules import PlanRules
from backends.payments.plans.tables import INSTALMENT
from backends.payments.plans.telling import plan_of
from backends.payments.tables import METADATA

KIND = "plan.decision"
LONGEST_REASON = 300


def decide(connection: Connection, reference: str, decision: Decision, rules: PlanRules, write: KeyedWrite) -> Answer:
    """Approve or refuse a waiting plan, once.

    Raises:
        Problem: 404, 409 ``illegal_move`` (decided already, or given up by the customer), 422 a refusal without
            reason.
    """
    _check(decision)

    def work() -> tuple[Answer, Entry]:
        row = store.find(connection, reference)
        if row.status != WAITING:
            raise Problem(409, "illegal_move", f"the plan is {row.status}", {"from": row.status, "allowed": []})
        accepted = decision.outcome == "accepte"
        moved = accepted and _bring_forward(connection, row, rules, write.at)
        refusal = None if accepted else decision.reason
        decided = store.move(connection, row, RUNNING if accepted else "refuse", write.at, refusal=refusal)
        _tell(connection, decided, moved, write.at)
        detail = {"outcome": decision.outcome, "reason": decision.reason, "new_days": moved}
        entry = Entry(decision.decided_by, "plan.decided", reference, detail)
        return Answer(encode(plan_of(connection, decided, write.at.date()))), entry

    return once(connection, METADATA, write, work)


def _check(decision: Decision) -> None:
    if not 0 < len(decision.decided_by) <= 64:
        raise Problem(422, "invalid_body", "decided_by: 1 to 64 characters", {"field": "decided_by"})
    reason = (decision.reason or "").strip()
    if len(reason) > LONGEST_REASON or (decision.outcome == "refuse" and not reason):
        raise Problem(422, "invalid_body", f"reason: 1 to {LONGEST_REASON} characters", {"field": "reason"})


def _bring_forward(connection: Connection, row: Any, rules: PlanRules, now: datetime) -> bool:
    """Move the instalments to later months when the first day has come while the plan waited; never earlier."""
    parts = store.instalments_of(connection, row.id)
    if now.date() < parts[0].due_on:
        return False
    days = payment_days(len(parts), row.day_of_month, now.date() + timedelta(days=rules.delay_days))
    later = tuple(replace(part, due_on=day) for part, day in zip(parts, days, strict=True))
    connection.execute(delete(INSTALMENT).where(INSTALMENT.c.plan_id == row.id))
    store.add_instalments(connection, row.id, Offer(len(parts), row.day_of_month, row.total_cents, later))
    return True


def _tell(connection: Connection, row: Any, moved: bool, now: datetime) -> None:
    """Write the news; a plan made outside a conversation tells nobody."""
    if not row.conversation:
        return
    first = store.instalments_of(connection, row.id)[0]
    data = {
        "customer": row.customer,
        "reference": row.reference,
        "status": row.status,
        "total_cents": row.total_cents,
        "count": row.instalments,
        "first_due_on": first.due_on,
        "first_amount_cents": first.amount_cents,
        "new_days": moved,
        "reason": row.refusal,
    }
    announce(connection, METADATA, SystemEvent(KIND, row.conversation, data), now)
