"""Client of the payment system for plans in instalments and postponed due dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from courant.clients.transport import ServiceTransport

PlanStatus = Literal["propose", "en_attente", "actif", "annule", "termine", "rompu", "refuse"]
InstalmentStatus = Literal["a_venir", "recu", "rejete"]
PlanMeans = Literal["prelevement", "client"]


@dataclass(frozen=True)
class PlanReason:
    """Why a plan is refused, with the figure of the rule.

    Codes: ``nothing_due``, ``debit_announced``, ``payment_running``, ``plan_running``, ``plan_pending``,
    ``plan_broken``, ``too_many_late_bills``, ``amount_above_due``, ``amount_too_small``, ``amount_too_large``,
    ``document_missing``. ``amount`` is the limit or what is due, ``number`` a limit in units of the rule (months,
    bills), ``until`` a day, ``reference`` a plan or a payment.
    """

    code: str
    amount: Decimal | None = None
    number: int | None = None
    until: date | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Eligibility:
    """Whether an amount may be paid in instalments, why not, and what may be chosen.

    Days of the month go from ``first_day`` to ``last_day``. ``needs_approval``: a person decides.
    """

    eligible: bool
    reasons: tuple[PlanReason, ...]
    amount: Decimal
    due: Decimal
    lowest: Decimal
    highest: Decimal
    counts: tuple[int, ...]
    first_day: int
    last_day: int
    earliest_on: date
    means: PlanMeans
    needs_approval: bool


@dataclass(frozen=True)
class Instalment:
    """One payment of a plan."""

    rank: int
    due_on: date
    amount: Decimal
    status: InstalmentStatus
    received_on: date | None


@dataclass(frozen=True)
class PlanOffer:
    """A plan on offer; its instalments add up to ``total`` to the cent."""

    count: int
    day: int
    total: Decimal
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True)
class CoveredBill:
    """A bill that a plan pays, and how much of it."""

    number: str
    amount: Decimal


@dataclass(frozen=True)
class Plan:
    """A plan, from the moment that the customer accepts it.

    ``en_attente`` waits for a person, ``actif`` runs, ``termine`` is paid, ``rompu`` had an instalment that stayed
    unpaid, ``annule`` was given up, ``refuse`` was refused by a person (``refusal`` says why). ``cancellable`` until
    the day before the first instalment, or while it waits.
    """

    reference: str
    status: PlanStatus
    total: Decimal
    count: int
    day: int
    means: PlanMeans
    created_at: datetime
    updated_at: datetime
    instalments: tuple[Instalment, ...]
    bills: tuple[CoveredBill, ...]
    remaining: Decimal
    cancellable: bool
    next_due_on: date | None = None
    next_amount: Decimal | None = None
    refusal: str | None = None

    @property
    def is_living(self) -> bool:
        """Whether it waits or runs."""
        return self.status in ("en_attente", "actif")


@dataclass(frozen=True)
class ScheduleLink:
    """A signed, expiring address of a schedule."""

    url: str


@dataclass(frozen=True)
class WaitingPlan:
    """A plan that waits for a person, and why: ``vulnerable``, ``amount`` or both. Never told to the customer."""

    reference: str
    customer: str
    total: Decimal
    count: int
    created_at: datetime
    approval: str


@dataclass(frozen=True)
class DeferralOption:
    """An open bill: until when its due date can be postponed (``latest_on``), or why it cannot (``refusal``).

    Refusals: ``debit_announced`` (for ``debit_on``), ``payment_running``, ``plan_running``, ``plan_pending``,
    ``already_deferred``, ``bill_overdue``, ``other_bill_overdue``.
    """

    bill_number: str
    left: Decimal
    due_on: date
    allowed: bool
    latest_on: date | None
    refusal: str | None
    debit_on: date | None


@dataclass(frozen=True)
class Deferral:
    """A due date that was postponed."""

    reference: str
    bill_number: str
    left: Decimal
    due_before: date
    due_on: date
    created_at: datetime


class PlansClient:
    """Calls to the ``payments`` context about plans: level 2, or the service key alone for who decides."""

    def __init__(self, transport: ServiceTransport) -> None:
        self._call = transport

    async def eligibility(self, token: str, amount: Decimal | None = None) -> Eligibility:
        """Whether an amount (all that is due when None) may be paid in instalments."""
        query: dict[str, str | int] = {} if amount is None else {"amount_cents": cents(amount)}
        return await self._call.get("/plans/eligibility", Eligibility, token=token, query=query)

    async def offers(self, token: str, amount: Decimal, day: int) -> tuple[PlanOffer, ...]:
        """The plans that an amount allows, with every date and amount.

        Raises:
            Rejected: ``day_not_allowed``.
        """
        query: dict[str, str | int] = {"amount_cents": cents(amount), "day": day}
        return await self._call.get_list("/plans/offers", PlanOffer, token=token, query=query)

    async def create(self, token: str, offer: PlanOffer, key: str) -> Plan:
        """Write the plan that was read back and accepted, consent given.

        Raises:
            Rejected: ``not_eligible`` (the situation has changed), ``schedule_changed`` (the days have),
                ``count_not_allowed``.
        """
        body: dict[str, Any] = {
            "amount_cents": cents(offer.total),
            "count": offer.count,
            "day": offer.day,
            "first_due_on": offer.instalments[0].due_on.isoformat(),
            "consent": True,
        }
        return await self._call.post("/plans", Plan, body=body, token=token, key=key)

    async def plans(self, token: str, limit: int = 20) -> tuple[Plan, ...]:
        """The customer's plans, newest first."""
        return await self._call.get_list("/plans", Plan, token=token, query={"limit": limit})

    async def cancel(self, token: str, reference: str, key: str) -> Plan:
        """Give a plan up; the debt stays.

        Raises:
            Rejected: ``too_late``, its first instalment has come or it has ended.
        """
        return await self._call.post(f"/plans/{reference}/cancellation", Plan, body={}, token=token, key=key)

    async def schedule_link(self, token: str, reference: str) -> str:
        """A signed link to the PDF schedule of a plan.

        Raises:
            NotFound: The plan was refused, broken or given up.
        """
        return (await self._call.get(f"/plans/{reference}/document-link", ScheduleLink, token=token)).url

    async def waiting(self) -> tuple[WaitingPlan, ...]:
        """The plans that wait for a person, oldest first."""
        return await self._call.get_list("/waiting-plans", WaitingPlan, query={"limit": 100})

    async def decide(self, reference: str, decided_by: str, key: str, refusal: str | None = None) -> Plan:
        """Approve a waiting plan, or refuse it for a reason that its customer is told.

        Raises:
            Rejected: ``illegal_move``, it does not wait any more.
        """
        body = {"outcome": "refuse" if refusal else "accepte", "decided_by": decided_by, "reason": refusal}
        return await self._call.post(f"/plans/{reference}/decision", Plan, body=body, key=key)

    async def deferral_options(self, token: str) -> tuple[DeferralOption, ...]:
        """The open bills, oldest first, and until when each can be postponed."""
        return await self._call.get_list("/deferrals/options", DeferralOption, token=token)

    async def defer(self, token: str, bill_number: str, due_on: date, key: str) -> Deferral:
        """Postpone the due date of a bill.

        Raises:
            Rejected: The refusal that :meth:`deferral_options` would give now, or ``day_not_allowed``.
        """
        body = {"bill_number": bill_number, "due_on": due_on.isoformat()}
        return await self._call.post("/deferrals", Deferral, body=body, token=token, key=key)


def cents(amount: Decimal) -> int:
    """Euros as the wire wants them; an amount has two decimals at most.

    Raises:
        ValueError: It has more.
    """
    found = amount.scaleb(2)
    if found != found.to_integral_value():
        raise ValueError(f"{amount} is not a number of cents")
    return int(found)
