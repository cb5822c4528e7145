"""Client of the billing system. Amounts are euros as :class:`~decimal.Decimal`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from courant.clients.transport import ServiceTransport

BillKind = Literal["facture", "avoir"]
BillStatus = Literal["reglee", "a_regler", "en_retard", "prelevement_prevu", "credit"]
CauseKind = Literal["price", "volume", "length", "adjustment"]
Anomaly = Literal["consommation_inhabituelle", "ecart_estimation", "index_decroissant", "double_facture"]


@dataclass(frozen=True)
class Line:
    """A line of a bill. ``unit_price`` is before tax; quantity × unit price = ``amount_ht`` to the cent."""

    code: str
    label: str
    section: Literal["abonnement", "consommation", "taxes", "autres"]
    period_start: date
    period_end: date
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount_ht: Decimal
    vat_rate: Decimal
    amount_ttc: Decimal


@dataclass(frozen=True)
class Index:
    """Two indexes of a register and what was used between them; ``coefficient`` turns m³ into kWh."""

    register: Literal["base", "hp", "hc", "gaz"]
    old: int
    old_estimated: bool
    new: int
    estimated: bool
    coefficient: Decimal
    kwh: int


@dataclass(frozen=True)
class Bill:
    """A bill or a credit note (``avoir``: ``total`` is negative). ``period_end`` is the day after the last.

    In a list of bills ``lines`` and ``indexes`` are empty.
    """

    id: str
    number: str
    contract_id: str
    energy: Literal["electricite", "gaz"]
    issued_on: date
    period_start: date
    period_end: date
    due_on: date
    total: Decimal
    total_ht: Decimal
    paid: Decimal
    status: BillStatus
    kind: BillKind
    estimated: bool
    kwh: int
    lines: tuple[Line, ...] = ()
    indexes: tuple[Index, ...] = ()


@dataclass(frozen=True)
class Facts:
    """The figures behind a cause; only those that the cause needs are filled.

    ``price_before`` is the price of the kWh, tax included, on the first day of the previous bill and
    ``price_after`` on the last day of this one (peak hours where there are two prices); ``changed_on`` lists
    the days of the changes between them. ``labels`` name the lines behind an adjustment.
    """

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
    """One part of the difference between two bills, tax included; negative when it lowers the bill."""

    kind: CauseKind
    amount: Decimal
    facts: Facts


@dataclass(frozen=True)
class Explanation:
    """Why a bill differs from the one before: the causes add up to ``difference`` to the cent.

    ``previous`` is None for a first bill: then there is no cause and the difference is 0.
    """

    bill: Bill
    previous: Bill | None
    difference: Decimal
    causes: tuple[Cause, ...]
    anomaly: Anomaly | None


@dataclass(frozen=True)
class OpenBill:
    """A bill of which something is left to pay, credits used. ``debit_on``: a debit of it is announced for that day."""

    number: str
    energy: Literal["electricite", "gaz"]
    issued_on: date
    due_on: date
    total: Decimal
    left: Decimal
    overdue: bool
    debit_on: date | None


@dataclass(frozen=True)
class Balance:
    """What is owed. ``amount`` is negative when the supplier owes the customer.

    ``pending`` is the sum of payments on their way (direct debits announced, payments being processed).
    """

    amount: Decimal
    overdue: Decimal
    next_due_on: date | None
    next_due_amount: Decimal | None
    pending: Decimal
    oldest_due_on: date | None


@dataclass(frozen=True)
class Cycle:
    """When a contract is billed."""

    contract_id: str
    frequency: Literal["mensuelle", "bimestrielle", "semestrielle"]
    period_start: date
    period_end: date
    last_bill_on: date | None
    next_bill_on: date


@dataclass(frozen=True)
class RecurringCharge:
    """A charge that comes back with each bill, tax included, per month."""

    code: str
    label: str
    monthly: Decimal
    since: date


@dataclass(frozen=True)
class Payment:
    """A payment, received or on its way."""

    id: str
    received_on: date
    amount: Decimal
    means: Literal["prelevement", "cheque", "carte", "virement", "especes", "cheque_energie"]
    status: Literal["recu", "en_cours", "rejete"]
    reference: str
    bill_id: str | None
    bill_number: str | None


@dataclass(frozen=True)
class ReferenceValue:
    """A dated price, tax or legal delay. When ``tellable`` is false it is never told as a fact.

    ``last`` None: still in force when it was written down. ``confidence``: O official, P press, T technical
    note, C computed, M memory.
    """

    key: str
    label: str
    unit: str
    value: str
    first: date
    last: date | None
    source: str
    confidence: Literal["O", "P", "T", "C", "M"]
    tellable: bool


@dataclass(frozen=True)
class DocumentLink:
    """A signed, expiring address of a document on the public gateway."""

    url: str


class BillingClient:
    """Calls to the ``billing`` context. All need level 2 except :meth:`cycle` (level 1)."""

    def __init__(self, transport: ServiceTransport) -> None:
        self._call = transport

    async def bills(self, token: str, contract_id: str | None = None, limit: int = 24) -> tuple[Bill, ...]:
        """The customer's bills and credit notes, newest first, without their lines."""
        query: dict[str, str | int] = {"limit": limit}
        if contract_id is not None:
            query["contract_id"] = contract_id
        return await self._call.get_list("/bills", Bill, token=token, query=query)

    async def bill(self, token: str, bill_id: str) -> Bill:
        """One bill with its lines; ``bill_id`` may also be the number printed on it."""
        return await self._call.get(f"/bills/{bill_id}", Bill, token=token)

    async def explanation(self, token: str, bill_id: str) -> Explanation:
        """Why this bill differs from the one before it on the same contract."""
        return await self._call.get(f"/bills/{bill_id}/explanation", Explanation, token=token)

    async def balance(self, token: str) -> Balance:
        """What is owed, what is late, what comes next."""
        return await self._call.get("/balance", Balance, token=token)

    async def open_bills(self, token: str) -> tuple[OpenBill, ...]:
        """The bills that are not settled, oldest first; credits have been used on the oldest."""
        return await self._call.get_list("/open-bills", OpenBill, token=token, query={"limit": 100})

    async def cycle(self, token: str, contract_id: str) -> Cycle:
        """How often a contract is billed and when next (level 1)."""
        return await self._call.get(f"/contracts/{contract_id}/cycle", Cycle, token=token)

    async def recurring_charges(self, token: str, contract_id: str) -> tuple[RecurringCharge, ...]:
        """What a contract costs each month whatever is consumed."""
        path = f"/contracts/{contract_id}/recurring-charges"
        return await self._call.get_list(path, RecurringCharge, token=token)

    async def payments(self, token: str, limit: int = 24) -> tuple[Payment, ...]:
        """The customer's payments, newest first."""
        return await self._call.get_list("/payments", Payment, token=token, query={"limit": limit})

    async def document_link(self, token: str, bill_id: str) -> str:
        """A signed link to the PDF of a bill; it works without a token and expires after 30 minutes."""
        return (await self._call.get(f"/bills/{bill_id}/document-link", DocumentLink, token=token)).url

    async def reference(self, key: str, on: date | None = None) -> ReferenceValue:
        """A dated value by its key in ``data/reference`` (``accise.electricite``…), today's by default.

        Raises:
            NotFound: Nothing is known for that day.
        """
        query: dict[str, str | int] = {"on": on.isoformat()} if on else {}
        return await self._call.get(f"/reference/{key}", ReferenceValue, query=query)
