"""What plans and postponements are, as the assistant sees them. Amounts are integer cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

PlanStatus = Literal["propose", "en_attente", "actif", "annule", "termine", "rompu", "refuse"]
InstalmentStatus = Literal["a_venir", "recu", "rejete"]
# Who moves the money on the day: the supplier debits, or the customer pays.
Means = Literal["prelevement", "client"]
PlanRefusal = Literal[
    "nothing_due",
    "debit_announced",
    "payment_running",
    "plan_running",
    "plan_pending",
    "plan_broken",
    "too_many_late_bills",
    "amount_above_due",
    "amount_too_small",
    "amount_too_large",
    "document_missing",
]
DeferralRefusal = Literal[
    "nothing_due",
    "debit_announced",
    "bill_overdue",
    "other_bill_overdue",
    "already_deferred",
    "plan_running",
    "plan_pending",
    "payment_running",
]


@dataclass(frozen=True)
class PlanReason:
    """Why a plan is refused, with the figure of the rule: an amount, a number, a day or a plan."""

    code: PlanRefusal
    amount_cents: int | None = None
    number: int | None = None
    until: date | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Eligibility:
    """Whether a customer may pay an amount in instalments, why not, and what may be chosen.

    ``counts`` are the numbers of instalments on offer; days of the month go from ``first_day`` to ``last_day``.
    ``needs_approval``: a person decides; the reason of that is not told to the caller.
    """

    eligible: bool
    reasons: tuple[PlanReason, ...]
    amount_cents: int
    due_cents: int
    lowest_cents: int
    highest_cents: int
    counts: tuple[int, ...]
    first_day: int
    last_day: int
    earliest_on: date
    means: Means
    needs_approval: bool


@dataclass(frozen=True)
class Instalment:
    """One payment of a plan."""

    rank: int
    due_on: date
    amount_cents: int
    status: InstalmentStatus = "a_venir"
    received_on: date | None = None


@dataclass(frozen=True)
class Offer:
    """A plan that may be chosen: its instalments add up to the total to the cent."""

    count: int
    day: int
    total_cents: int
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True)
class NewPlan:
    """A plan that the customer accepts. ``first_due_on`` is the first day that was read back to them."""

    amount_cents: int
    count: int
    day: int
    first_due_on: str
    consent: bool


@dataclass(frozen=True)
class CoveredBill:
    """A bill that a plan pays, and how much of it."""

    number: str
    amount_cents: int


@dataclass(frozen=True)
class Plan:
    """A plan of a customer. ``cancellable``: until the day before the first instalment, or while it waits."""

    reference: str
    status: PlanStatus
    total_cents: int
    count: int
    day: int
    means: Means
    created_at: datetime
    updated_at: datetime
    instalments: tuple[Instalment, ...]
    bills: tuple[CoveredBill, ...]
    remaining_cents: int
    cancellable: bool
    next_due_on: date | None = None
    next_amount_cents: int | None = None
    refusal: str | None = None


@dataclass(frozen=True)
class ScheduleLink:
    """A signed, expiring address."""

    url: str


@dataclass(frozen=True)
class WaitingPlan:
    """A plan that waits for a person, and why (for those who decide, never for the customer)."""

    reference: str
    customer: str
    total_cents: int
    count: int
    created_at: datetime
    approval: Literal["vulnerable", "amount", "vulnerable_and_amount"]


@dataclass(frozen=True)
class Decision:
    """What a person decides about a waiting plan; a refusal has a reason, told to the customer as it is."""

    outcome: Literal["accepte", "refuse"]
    decided_by: str
    reason: str | None = None


@dataclass(frozen=True)
class InstalmentNews:
    """What became of an instalment, told by who moves the money. ``reference`` is the payment's own."""

    rank: int
    outcome: Literal["recu", "rejete"]
    reference: str
    on: str


@dataclass(frozen=True)
class NewDocument:
    """A document that a person has received from a customer."""

    customer: str
    kind: Literal["justificatif_ressources"]
    received_on: str


@dataclass(frozen=True)
class KeptDocument:
    """A document on file."""

    customer: str
    kind: str
    received_on: date


@dataclass(frozen=True)
class DeferralOption:
    """A bill whose due date is asked to be postponed: until when it can be, or why it cannot."""

    bill_number: str
    left_cents: int
    due_on: date
    allowed: bool
    latest_on: date | None = None
    refusal: DeferralRefusal | None = None
    debit_on: date | None = None


@dataclass(frozen=True)
class NewDeferral:
    """A postponement that the customer confirms: the bill and its new due date."""

    bill_number: str
    due_on: str


@dataclass(frozen=True)
class Deferral:
    """A due date that was postponed."""

    reference: str
    bill_number: str
    left_cents: int
    due_before: date
    due_on: date
    created_at: datetime
