"""What a bill is, as the other contexts and the assistant see it. Amounts are integer cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Energy = Literal["electricite", "gaz"]
Option = Literal["base", "hphc", "cuisson", "chauffage"]
Register = Literal["base", "hp", "hc", "gaz"]
Section = Literal["abonnement", "consommation", "taxes", "autres"]
BillKind = Literal["facture", "avoir"]
BillStatus = Literal["reglee", "a_regler", "en_retard", "prelevement_prevu", "credit"]
Frequency = Literal["mensuelle", "bimestrielle", "semestrielle"]
Means = Literal["prelevement", "cheque", "carte", "virement", "especes", "cheque_energie"]
Anomaly = Literal["consommation_inhabituelle", "ecart_estimation", "index_decroissant", "double_facture"]


@dataclass(frozen=True)
class Supply:
    """What is supplied under a contract, as far as prices depend on it."""

    energy: Energy
    option: Option
    power_kva: int | None = None

    @property
    def registers(self) -> tuple[Register, ...]:
        """The registers of the meter that are billed."""
        if self.energy == "gaz":
            return ("gaz",)
        return ("hp", "hc") if self.option == "hphc" else ("base",)


@dataclass(frozen=True)
class Line:
    """A line of a bill; ``unit_price`` is before tax, ``period_end`` the day after the last."""

    code: str
    label: str
    section: Section
    period_start: date
    period_end: date
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount_ht_cents: int
    vat_rate: Decimal
    amount_ttc_cents: int


@dataclass(frozen=True)
class Index:
    """Two indexes and what was used between them; m³ are turned into kWh by the coefficient."""

    register: Register
    old: int
    old_estimated: bool
    new: int
    estimated: bool
    coefficient: Decimal
    kwh: int


@dataclass(frozen=True)
class Bill:
    """A bill or a credit note (negative total). In lists ``lines`` and ``indexes`` are empty."""

    id: str
    number: str
    contract_id: str
    energy: Energy
    issued_on: date
    period_start: date
    period_end: date
    due_on: date
    total_cents: int
    total_ht_cents: int
    paid_cents: int
    status: BillStatus
    kind: BillKind
    estimated: bool
    kwh: int
    lines: tuple[Line, ...] = ()
    indexes: tuple[Index, ...] = ()

    @property
    def days(self) -> int:
        """Length of the period."""
        return (self.period_end - self.period_start).days

    @property
    def kwh_per_day(self) -> Decimal:
        """Mean daily use, to a tenth of a kWh."""
        return (Decimal(self.kwh) / self.days).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Payment:
    """A payment, received, on its way or rejected."""

    id: str
    received_on: date
    amount_cents: int
    means: Means
    status: Literal["recu", "en_cours", "rejete"]
    reference: str
    bill_id: str | None
    bill_number: str | None


@dataclass(frozen=True)
class OpenBill:
    """A bill of which something is left to pay, credits used. ``debit_on``: a debit of it is announced."""

    number: str
    energy: Energy
    issued_on: date
    due_on: date
    total_cents: int
    left_cents: int
    overdue: bool
    debit_on: date | None


@dataclass(frozen=True)
class DueStatement:
    """Whether anything can be paid now, and what exactly: ``statement`` is sealed, only the contexts read it."""

    payable: bool
    statement: str


@dataclass(frozen=True)
class IncomingPayment:
    """Money received elsewhere, of one bill (by its printed number) or of whatever is due first."""

    customer: str
    reference: str
    amount_cents: int
    means: Means
    received_on: str
    bill_number: str | None = None


@dataclass(frozen=True)
class Allocation:
    """A part of a payment: the bill that it settles, or null when it stays in the customer's favour."""

    bill_number: str | None
    amount_cents: int


@dataclass(frozen=True)
class Received:
    """A payment that is on the account, and what it settles."""

    reference: str
    amount_cents: int
    allocations: tuple[Allocation, ...]


@dataclass(frozen=True)
class NewDueDate:
    """The day that the due date of a customer's bill is postponed to; ``reference``: of the postponement."""

    customer: str
    due_on: str
    reference: str


@dataclass(frozen=True)
class Balance:
    """What a customer owes; negative when the supplier owes them."""

    amount_cents: int
    overdue_cents: int
    next_due_on: date | None
    next_due_amount_cents: int | None
    pending_cents: int
    oldest_due_on: date | None


@dataclass(frozen=True)
class Cycle:
    """When a contract is billed."""

    contract_id: str
    frequency: Frequency
    period_start: date
    period_end: date
    last_bill_on: date | None
    next_bill_on: date


@dataclass(frozen=True)
class RecurringCharge:
    """A charge of each month whatever is consumed, tax included."""

    code: str
    label: str
    monthly_cents: int
    since: date


@dataclass(frozen=True)
class Facts:
    """The figures behind a cause."""

    days_before: int | None = None
    days_after: int | None = None
    kwh_before: int | None = None
    kwh_after: int | None = None
    kwh_per_day_before: Decimal | None = None
    kwh_per_day_after: Decimal | None = None
    price_before: Decimal | None = None
    price_after: Decimal | None = None
    changed_on: tuple[date, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cause:
    """One part of the difference between two bills."""

    kind: Literal["price", "volume", "length", "adjustment"]
    amount_cents: int
    facts: Facts


@dataclass(frozen=True)
class Explanation:
    """Why a bill differs from the one before; the causes add up to the difference."""

    bill: Bill
    previous: Bill | None
    difference_cents: int
    causes: tuple[Cause, ...]
    anomaly: Anomaly | None


@dataclass(frozen=True)
class DocumentLink:
    """A signed, expiring address."""

    url: str


@dataclass(frozen=True)
class ReferenceValue:
    """A dated price, tax or legal delay. ``tellable`` false: never told to a customer as a fact."""

    key: str
    label: str
    unit: str
    value: str
    first: date
    last: date | None
    source: str
    confidence: Literal["O", "P", "T", "C", "M"]
    tellable: bool
