"""Typed clients of the systems of record.

    clients = Clients(settings())
    grant = await clients.customers.identify("10000001", "69003", conversation, origin)

Amounts are :class:`decimal.Decimal` euros, days are :class:`datetime.date`, instants are aware datetimes.
"""

from courant.clients.billing import (
    Anomaly,
    Balance,
    Bill,
    BillingClient,
    Cause,
    Cycle,
    Explanation,
    Facts,
    Index,
    Line,
    Payment,
    RecurringCharge,
    ReferenceValue,
)
from courant.clients.bundle import Clients, ClientSettings
from courant.clients.customers import CodeSent, Contact, Contract, Customer, CustomersClient, Grant
from courant.clients.errors import (
    BackendError,
    BackendUnavailable,
    CodeExpired,
    Forbidden,
    NotFound,
    NotRecognised,
    Rejected,
    TooManyAttempts,
    WrongCode,
)
from courant.clients.metering import DailyUse, DeliveryPoint, MeteringClient, MonthlyUse, Reading
from courant.clients.tickets import Priority, Ticket, TicketEvent, TicketsClient, TicketStatus

__all__ = [
    "Anomaly",
    "BackendError",
    "BackendUnavailable",
    "Balance",
    "Bill",
    "BillingClient",
    "Cause",
    "ClientSettings",
    "Clients",
    "CodeExpired",
    "CodeSent",
    "Contact",
    "Contract",
    "Customer",
    "CustomersClient",
    "Cycle",
    "DailyUse",
    "DeliveryPoint",
    "Explanation",
    "Facts",
    "Forbidden",
    "Grant",
    "Index",
    "Line",
    "MeteringClient",
    "MonthlyUse",
    "NotFound",
    "NotRecognised",
    "Payment",
    "Priority",
    "Reading",
    "RecurringCharge",
    "ReferenceValue",
    "Rejected",
    "Ticket",
    "TicketEvent",
    "TicketStatus",
    "TicketsClient",
    "TooManyAttempts",
    "WrongCode",
]
