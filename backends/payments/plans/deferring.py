"""Postponing the due date of a bill: which bills, until when, and telling billing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from backends.kernel import outgoing
from backends.kernel.clock import stamp
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.problems import Problem, not_found
from backends.kernel.tokens import Caller
from backends.kernel.wire import encode
from backends.payments import store as links
from backends.payments.plans import store
from backends.payments.plans.dates import is_payment_day
from backends.payments.plans.eligibility import History
from backends.payments.plans.facts import DueBill
from backends.payments.plans.model import Deferral, DeferralOption, DeferralRefusal, NewDeferral
from backends.payments.plans.rules import DeferralRules
from backends.payments.plans.tables import DEFERRAL
from backends.payments.tables import METADATA

PREFIX = "REP"
DUE_DATES = "due_dates"
_DAY = timedelta(days=1)


def options(
    bills: Sequence[DueBill], history: History, done: Mapping[str, Sequence[date]], rules: DeferralRules
) -> list[DeferralOption]:
    """Say of each open bill until when it can be postponed, or why it cannot.

    Args:
        bills: Open bills, oldest first.
        history: Plans and payments of the customer.
        done: To which days each bill has been postponed, in order.
        rules: The supplier's conditions.
    """
    return [_option(bill, bills, history, done.get(bill.number, ()), rules) for bill in bills]


def _option(
    bill: DueBill, bills: Sequence[DueBill], history: History, done: Sequence[date], rules: DeferralRules
) -> DeferralOption:
    refusal = _refusal(bill, bills, history, len(done), rules)
    return DeferralOption(
        bill_number=bill.number,
        left_cents=bill.left_cents,
        # Billing may not have heard of the newest postponement yet.
        due_on=max(bill.due_on, *done) if done else bill.due_on,
        allowed=refusal is None,
        latest_on=None if refusal else latest_day(bill.due_on, rules),
        refusal=refusal,
        debit_on=bill.debit_on,
    )


def latest_day(due_on: date, rules: DeferralRules) -> date:
    """Return the last day that a bill may be postponed to: a payment day, not beyond the limit."""
    day = due_on + timedelta(days=rules.longest_days)
    while day > due_on + _DAY and not is_payment_day(day):
        day -= _DAY
    return day


def _refusal(
    bill: DueBill, bills: Sequence[DueBill], history: History, done: int, rules: DeferralRules
) -> DeferralRefusal | None:
    if bill.debit_on is not None:
        return "debit_announced"
    if history.payment_running is not None:
        return "payment_running"
    if history.living:
        return "plan_pending" if history.living[0][1] == "en_attente" else "plan_running"
    if done >= rules.most_per_bill:
        return "already_deferred"
    if bill.overdue:
        return "bill_overdue"
    return "other_bill_overdue" if any(other.overdue for other in bills) else None


def done_by_bill(connection: Connection, customer: str) -> dict[str, list[date]]:
    """Return to which days each bill of a customer has been postponed, in order."""
    found: dict[str, list[date]] = {}
    for row in connection.execute(select(DEFERRAL).where(DEFERRAL.c.customer == customer).order_by(DEFERRAL.c.id)):
        found.setdefault(row.bill_number, []).append(row.due_on)
    return found


def defer(
    connection: Connection,
    caller: Caller,
    new: NewDeferral,
    bills: Sequence[DueBill],
    rules: DeferralRules,
    write: KeyedWrite,
) -> Answer:
    """Postpone a due date once for its key; billing is told until it has taken it.

    Raises:
        Problem: 404 no such open bill, 409 with the refusal as its code, 422 ``day_not_allowed`` with the limits.
    """
    wanted = _day(new.due_on)

    def work() -> tuple[Answer, Entry]:
        links.lock_customer(connection, caller.customer)
        history = store.history_of(connection, caller.customer)
        found = options(bills, history, done_by_bill(connection, caller.customer), rules)
        option = next((each for each in found if each.bill_number == new.bill_number), None)
        _check(option, wanted)
        assert option is not None
        kept = _keep(connection, caller, option, wanted, write)
        detail = {"bill": kept.bill_number, "before": kept.due_before, "after": kept.due_on}
        return Answer(encode(kept), 201), Entry(caller.customer, "deferral.created", kept.reference, detail)

    return once(connection, METADATA, write, work)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(422, "invalid_body", "due_on: YYYY-MM-DD", {"field": "due_on"}) from None


def _check(option: DeferralOption | None, wanted: date) -> None:
    if option is None:
        raise not_found("open bill")
    if option.refusal is not None:
        raise Problem(409, option.refusal)
    assert option.latest_on is not None
    if not option.due_on < wanted <= option.latest_on:
        limits = {"first": (option.due_on + _DAY).isoformat(), "last": option.latest_on.isoformat()}
        raise Problem(422, "day_not_allowed", "after the due date, within the limit", limits)


def _keep(connection: Connection, caller: Caller, option: DeferralOption, wanted: date, write: KeyedWrite) -> Deferral:
    kept = Deferral(
        reference=store.next_reference(connection, PREFIX, write.at),
        bill_number=option.bill_number,
        left_cents=option.left_cents,
        due_before=option.due_on,
        due_on=wanted,
        created_at=write.at,
    )
    row: dict[str, Any] = {**vars(kept), "customer": caller.customer, "created_at": stamp(write.at)}
    connection.execute(insert(DEFERRAL).values(row))
    told = {"bill_number": kept.bill_number, "due_on": kept.due_on, "reference": kept.reference}
    outgoing.put(connection, METADATA, DUE_DATES, caller.customer, {"customer": caller.customer, **told})
    return kept
