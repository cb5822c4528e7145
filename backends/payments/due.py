"""A link to pay all that is due: billing says how much under a seal, the payment page shows it, the answer does not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.engine import Connection

from backends.kernel.config import Config
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.problems import Problem
from backends.kernel.sealing import unsealed
from backends.kernel.service import Call
from backends.kernel.tokens import Caller
from backends.kernel.wire import encode
from backends.payments import store
from backends.payments.asking import ask
from backends.payments.links import Limits, audited, open_link
from backends.payments.model import DueBill, DueLink, NewLink
from backends.payments.plans.ending import break_late_plans
from backends.payments.plans.rules import PlanRules
from backends.payments.plans.store import living
from backends.payments.tables import METADATA

STATEMENT = "due-statement"
# A statement is opened as soon as it is answered: an older one comes from somewhere else.
LIFE = timedelta(minutes=1)


async def due_bills(call: Call) -> tuple[DueBill, ...]:
    """Ask billing which bills the customer can pay now, on their behalf.

    Raises:
        Problem: 503 when billing does not answer as it should.
    """
    answer = await ask(call, "billing", "/due-statement")
    return bills_in(str(answer.get("statement")), call.caller.customer, call.now, call.service.config)


def bills_in(statement: str, customer: str, now: datetime, config: Config) -> tuple[DueBill, ...]:
    """Open a statement of billing.

    Raises:
        Problem: 503 when it was not sealed just now for this customer.
    """
    opened = unsealed(STATEMENT, statement, now, config, LIFE)
    said = json.loads(opened) if opened else {}
    if said.get("customer") != customer:
        raise Problem(503, "billing_unavailable", "a statement that was not sealed for this customer")
    return tuple(DueBill(row["number"], row["left_cents"], date.fromisoformat(row["due_on"])) for row in said["bills"])


def create(
    connection: Connection,
    caller: Caller,
    bills: Sequence[DueBill],
    limits: Limits,
    rules: PlanRules,
    write: KeyedWrite,
) -> Answer:
    """Make a link for all of the bills once for its key, or give back the one that is open for the same amount.

    Raises:
        Problem: 409 ``payment_running``, ``nothing_due`` or ``plan_running``, 422 ``amount_out_of_range``.
    """

    def work() -> tuple[Answer, Entry]:
        if not bills:
            raise Problem(409, "nothing_due", "no bill that the customer has to pay now")
        _refuse_when_spread(connection, caller.customer, rules, write.at)
        # One bill is named, as it is by who chooses it: both mean the same link.
        new = NewLink(sum(bill.left_cents for bill in bills), bills[0].number if len(bills) == 1 else None)
        opened = open_link(connection, caller, new, limits, write.at)
        store.keep_bills(connection, opened.row, bills)
        link = store.link_of(connection, opened.row)
        body = DueLink(link.reference, link.status, link.expires_at, reused=opened.reused, replaced=opened.replaced)
        return Answer(encode(body), 201), audited(caller, new, opened)

    return once(connection, METADATA, write, work)


def _refuse_when_spread(connection: Connection, customer: str, rules: PlanRules, now: datetime) -> None:
    """What a plan spreads is paid by its instalments; which bills are left is for who may be told figures."""
    store.lock_customer(connection, customer)
    break_late_plans(connection, customer, rules, now)
    if living(connection, customer):
        raise Problem(409, "plan_running", "a plan of this customer runs, or waits for a person")
