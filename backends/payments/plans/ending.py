"""How a plan goes on and ends: instalments received or rejected, all paid, broken, given up by the customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from backends.kernel import outgoing
from backends.kernel.journal import Answer, Entry, KeyedWrite, append, once
from backends.kernel.problems import Problem
from backends.kernel.tokens import Caller
from backends.kernel.wire import encode
from backends.payments.plans import store
from backends.payments.plans.lifecycle import RUNNING
from backends.payments.plans.model import Instalment, InstalmentNews
from backends.payments.plans.rules import PlanRules
from backends.payments.plans.tables import INSTALMENT
from backends.payments.plans.telling import is_cancellable, plan_of
from backends.payments.results import BILLING, MEANS
from backends.payments.tables import METADATA


def cancel(connection: Connection, caller: Caller, reference: str, write: KeyedWrite) -> Answer:
    """Give a plan up before its first instalment, or while it waits; the debt stays.

    Raises:
        Problem: 404, 403, 409 ``too_late``.
    """

    def work() -> tuple[Answer, Entry]:
        row, today = store.own(connection, reference, caller.customer), write.at.date()
        if not is_cancellable(row.status, store.instalments_of(connection, row.id), today):
            raise Problem(409, "too_late", "the first instalment has begun, or the plan has ended")
        ended = store.move(connection, row, "annule", write.at)
        entry = Entry(caller.customer, "plan.cancelled", reference, {"before": row.status})
        return Answer(encode(plan_of(connection, ended, today))), entry

    return once(connection, METADATA, write, work)


def take_news(
    connection: Connection, reference: str, news: InstalmentNews, rules: PlanRules, write: KeyedWrite
) -> Answer:
    """Note what became of an instalment; money received is handed over to billing, once for its payment.

    Raises:
        Problem: 404, 409 ``plan_not_running`` or ``already_received``, 422 a day that is none.
    """
    on = _day(news.on)

    def work() -> tuple[Answer, Entry]:
        row = store.find(connection, reference)
        part = _part(store.instalments_of(connection, row.id), news.rank)
        if not _is_known(connection, row, news):
            _check_open(row, part)
            _keep(connection, row, part, news, on, write.at)
            row = _settled(connection, row, write.at)
        detail = {"rank": news.rank, "outcome": news.outcome, "payment": news.reference}
        entry = Entry("service", "plan.instalment", reference, detail)
        return Answer(encode(plan_of(connection, row, write.at.date()))), entry

    return once(connection, METADATA, write, work)


def break_late_plans(connection: Connection, customer: str, rules: PlanRules, now: datetime) -> None:
    """End the plans of a customer of which an instalment stayed unpaid longer than the brand allows."""
    for row in store.living(connection, customer):
        last = now.date() - timedelta(days=rules.grace_days)
        late = [p for p in store.instalments_of(connection, row.id) if p.status != "recu" and p.due_on < last]
        if row.status == RUNNING and late:
            store.move(connection, row, "rompu", now)
            detail = {"rank": late[0].rank, "due_on": late[0].due_on}
            append(connection, METADATA, Entry("service", "plan.broken", row.reference, detail), now)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(422, "invalid_body", "on: YYYY-MM-DD", {"field": "on"}) from None


def _part(parts: Sequence[Instalment], rank: int) -> Instalment:
    if not 1 <= rank <= len(parts):
        raise Problem(422, "invalid_body", f"rank: 1 to {len(parts)}", {"field": "rank"})
    return parts[rank - 1]


def _is_known(connection: Connection, row: Any, news: InstalmentNews) -> bool:
    query = select(INSTALMENT.c.plan_id, INSTALMENT.c.rank).where(INSTALMENT.c.payment == news.reference)
    known = connection.execute(query).one_or_none()
    if known is not None and (known.plan_id, known.rank) != (row.id, news.rank):
        raise Problem(409, "reference_reused", "this payment is that of another instalment")
    return known is not None


def _check_open(row: Any, part: Instalment) -> None:
    if row.status != RUNNING:
        raise Problem(409, "plan_not_running", f"the plan is {row.status}")
    if part.status == "recu":
        raise Problem(409, "already_received", f"instalment {part.rank} has been paid")


def _keep(connection: Connection, row: Any, part: Instalment, news: InstalmentNews, on: date, now: datetime) -> None:
    received = news.outcome == "recu"
    values = {"status": news.outcome, "received_on": on if received else None}
    this = (INSTALMENT.c.plan_id == row.id) & (INSTALMENT.c.rank == part.rank)
    # The number of a rejected payment is not kept: the money may still come, under the same number.
    connection.execute(update(INSTALMENT).where(this).values(**values, payment=news.reference if received else None))
    if received:
        outgoing.put(connection, METADATA, BILLING, row.customer, _for_billing(row, part, on))


def _for_billing(row: Any, part: Instalment, on: date) -> dict[str, object]:
    return {
        "customer": row.customer,
        "reference": f"{row.reference}-{part.rank:02}",
        "amount_cents": part.amount_cents,
        "means": "prelevement" if row.means == "prelevement" else MEANS,
        "received_on": on,
        "bill_number": None,
    }


def _settled(connection: Connection, row: Any, now: datetime) -> Any:
    parts = store.instalments_of(connection, row.id)
    if any(part.status != "recu" for part in parts):
        return row
    return store.move(connection, row, "termine", now)
