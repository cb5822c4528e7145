"""What the other systems of record say of a customer: bills that are open, protection, means of payment."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backends.kernel.service import Call
from backends.payments.asking import ask
from backends.payments.plans.model import Means


@dataclass(frozen=True)
class DueBill:
    """A bill of which something is left to pay. ``debit_on``: a debit of it is announced."""

    number: str
    left_cents: int
    due_on: date
    overdue: bool
    debit_on: date | None = None


@dataclass(frozen=True)
class Facts:
    """A customer's situation; ``bills`` oldest first."""

    bills: tuple[DueBill, ...]
    vulnerable: bool = False
    means: Means = "client"

    @property
    def payable(self) -> tuple[DueBill, ...]:
        """Bills that no debit will settle by itself."""
        return tuple(bill for bill in self.bills if bill.debit_on is None)

    @property
    def due_cents(self) -> int:
        """What is left to pay of them."""
        return sum(bill.left_cents for bill in self.payable)


async def facts_of(call: Call) -> Facts:
    """Ask billing and customers, on behalf of the customer who calls.

    Raises:
        Problem: 503 when one of them does not answer as it should: nothing is decided on half the facts.
    """
    bills, profile = await asyncio.gather(ask(call, "billing", "/open-bills?limit=100"), _profile(call))
    return Facts(_bills(bills), bool(profile["vulnerable"]), _means(profile))


async def bills_of(call: Call) -> tuple[DueBill, ...]:
    """Ask billing alone.

    Raises:
        Problem: 503 when it does not answer as it should.
    """
    return _bills(await ask(call, "billing", "/open-bills?limit=100"))


async def _profile(call: Call) -> Mapping[str, Any]:
    return await ask(call, "customers", "/profile")


def _bills(page: Mapping[str, Any]) -> tuple[DueBill, ...]:
    return tuple(
        DueBill(
            number=row["number"],
            left_cents=row["left_cents"],
            due_on=date.fromisoformat(row["due_on"]),
            overdue=row["overdue"],
            debit_on=date.fromisoformat(row["debit_on"]) if row["debit_on"] else None,
        )
        for row in page["items"]
    )


def _means(profile: Mapping[str, Any]) -> Means:
    """One contract paid by direct debit is a mandate."""
    debited = any(contract["payment_mode"] == "prelevement" for contract in profile["contracts"])
    return "prelevement" if debited else "client"
