"""What the end of a payment sets going: its way to the account, and the news for the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from backends.kernel import outgoing
from backends.kernel.events import SystemEvent, announce
from backends.kernel.journal import Entry, append
from backends.payments import store
from backends.payments.model import Allocation
from backends.payments.plans.settling import count_for_plans
from backends.payments.tables import METADATA

KIND = "paiement.resultat"
BILLING = "billing"
MEANS = "carte"


def announce_end(connection: Connection, row: Any, now: datetime) -> None:
    """Tell the conversation how a payment ended; a link made outside a conversation tells nobody."""
    if not row.conversation:
        return
    data = {
        "customer": row.customer,
        "reference": row.reference,
        "status": row.status,
        "amount_cents": row.amount_cents,
        "bill_number": row.bill_number,
        "refusal": row.refusal,
    }
    announce(connection, METADATA, SystemEvent(KIND, row.conversation, data), now)


def hand_to_billing(connection: Connection, row: Any, now: datetime) -> None:
    """Owe billing the news of money: written with the acceptance, delivered until billing has it."""
    body = {
        "customer": row.customer,
        "reference": row.reference,
        "amount_cents": row.amount_cents,
        "means": MEANS,
        "received_on": now.date(),
        "bill_number": row.bill_number,
    }
    outgoing.put(connection, METADATA, BILLING, row.customer, body)


def put_on_account(connection: Connection, reference: str, allocations: Sequence[Allocation], now: datetime) -> None:
    """Note which bills billing settled with a payment by link, once; what a plan spread of them is paid too."""
    row = store.find(connection, reference)
    if row is None or row.status != "accepte":
        return
    store.move(connection, row, "impute", now)
    store.add_allocations(connection, row, allocations)
    count_for_plans(connection, row.customer, allocations, now)
    parts = [{"bill": each.bill_number, "amount_cents": each.amount_cents} for each in allocations]
    append(connection, METADATA, Entry("billing", "payment.allocated", reference, {"parts": parts}), now)
