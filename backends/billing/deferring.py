"""A due date that another system has postponed: the bill is late later."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update
from sqlalchemy.engine import Connection

from backends.billing.model import Bill, NewDueDate
from backends.billing.store import bill_of
from backends.billing.tables import BILL, METADATA
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.problems import Problem
from backends.kernel.wire import encode


def postpone(connection: Connection, number: str, new: NewDueDate, today: date, write: KeyedWrite) -> Answer:
    """Give a bill its new due date, once for its key; a date is never moved back.

    Raises:
        Problem: 404 no such bill, 403 another customer's, 422 a day that is none or not later.
    """
    wanted = _day(new.due_on)

    def work() -> tuple[Answer, Entry]:
        before = bill_of(connection, new.customer, number, today)
        if wanted <= before.due_on:
            raise Problem(422, "invalid_body", "due_on: later than the due date is expected", {"field": "due_on"})
        connection.execute(update(BILL).where(BILL.c.id == before.id).values(due_on=wanted))
        after: Bill = bill_of(connection, new.customer, number, today)
        detail = {"before": before.due_on, "after": after.due_on, "reference": new.reference}
        return Answer(encode(after)), Entry("payments", "bill.postponed", number, detail)

    return once(connection, METADATA, write, work)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(422, "invalid_body", "due_on: YYYY-MM-DD", {"field": "due_on"}) from None
