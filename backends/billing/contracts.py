"""The billing cycle of a contract, and what it costs each month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from backends.billing.model import Bill, Cycle, Frequency, RecurringCharge
from backends.billing.prices import PriceBook
from backends.billing.sharing import cents
from backends.billing.store import Contract
from backends.billing.wording import word

PERIOD_DAYS: dict[Frequency, int] = {"mensuelle": 30, "bimestrielle": 61, "semestrielle": 182}
# A bill leaves two days after the meter was read.
ISSUE_DELAY = timedelta(days=2)


def cycle(contract: Contract, bills: Sequence[Bill], today: date) -> Cycle:
    """Return the running period of a contract and the day of its next bill, today at the earliest."""
    issued = [bill for bill in bills if bill.kind == "facture"]
    start = max((bill.period_end for bill in issued), default=contract.since)
    length = timedelta(days=PERIOD_DAYS[contract.frequency])
    end = max(start + length, today - ISSUE_DELAY)
    return Cycle(
        contract_id=contract.id,
        frequency=contract.frequency,
        period_start=start,
        period_end=end,
        last_bill_on=max((bill.issued_on for bill in issued), default=None),
        next_bill_on=end + ISSUE_DELAY,
    )


def recurring_charges(book: PriceBook, today: date) -> list[RecurringCharge]:
    """Return the charges of each month whatever is consumed, tax included, at today's prices."""
    rate = 1 + book.vat_subscription(today) / 100
    parts = (("abonnement", book.subscription(today)), ("cta", book.cta(today)))
    since = max((day for day in book.subscription_cuts(date.min, today + timedelta(days=1))[1:-1]), default=today)
    whole = cents(sum((price for _, price in parts), Decimal(0)) * rate)
    # Each amount is rounded so that the two add up to the price that the supplier publishes.
    first = cents(parts[0][1] * rate)
    amounts = (first, whole - first)
    return [
        RecurringCharge(code, word("lignes", code), amount, since)
        for (code, _), amount in zip(parts, amounts, strict=True)
    ]
