"""What a customer owes in all, sealed: payments makes a link of it for somebody who may not be told any figure."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy.engine import Connection

from backends.billing.model import DueStatement
from backends.billing.receiving import to_pay
from backends.kernel.config import Config
from backends.kernel.sealing import sealed

KIND = "due-statement"


def due_statement(connection: Connection, customer: str, now: datetime, config: Config) -> DueStatement:
    """Return the bills that no debit will settle by itself, for the contexts to read."""
    today: date = now.date()
    bills = [
        {"number": bill.number, "left_cents": bill.left_cents, "due_on": bill.due_on.isoformat()}
        for bill in to_pay(connection, customer, today)
        if bill.debit_on is None
    ]
    content = json.dumps({"customer": customer, "bills": bills})
    return DueStatement(bool(bills), sealed(KIND, content, now, config))
