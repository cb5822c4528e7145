"""What a printed bill shows, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection

from backends.billing.model import Bill
from backends.billing.store import Account, Contract, account_of, bill_of, bills_of, contract_of

HISTORY = 7


@dataclass(frozen=True)
class DocumentData:
    """A bill, its account and contract, and the bills to compare it with (oldest first, itself last)."""

    bill: Bill
    account: Account
    contract: Contract
    history: tuple[Bill, ...]


def document_data(connection: Connection, customer: str, bill_id: str, today: date) -> DocumentData:
    """Read what the PDF of a bill needs."""
    bill = bill_of(connection, customer, bill_id, today)
    contract = contract_of(connection, customer, bill.contract_id)
    earlier = [
        each
        for each in bills_of(connection, customer, today, contract.id)
        if each.kind == "facture" and each.period_end <= bill.period_start
    ]
    history = (*reversed(earlier[: HISTORY - 1]), bill)
    return DocumentData(bill, account_of(connection, customer), contract, history)
