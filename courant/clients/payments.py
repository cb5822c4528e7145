"""Client of the payment system: links to the hosted payment page, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from courant.clients.transport import ServiceTransport

LinkStatus = Literal["ouvert", "en_cours", "accepte", "impute", "refuse", "abandonne", "expire", "remplace"]
RefusalReason = Literal["refus_banque", "fonds_insuffisants", "authentification", "autre"]


@dataclass(frozen=True)
class Allocation:
    """A part of a payment: the bill that it settles, or None when it stays in the customer's favour."""

    bill_number: str | None
    amount: Decimal


@dataclass(frozen=True)
class PaymentLink:
    """A payment asked for by link, from its creation to its end.

    ``ouvert`` can be paid, ``en_cours`` waits for the provider, ``accepte`` is paid and not yet on the account,
    ``impute`` is on the account with its ``allocations``. ``refuse``, ``abandonne``, ``expire`` and ``remplace``
    ended without money. ``url`` is given for an open link only: who has it can pay.
    ``reused``: it was open already; ``replaced``: another one was, which cannot be paid any more.
    """

    reference: str
    status: LinkStatus
    amount: Decimal
    bill_number: str | None
    created_at: datetime
    expires_at: datetime
    updated_at: datetime
    url: str | None = field(default=None, repr=False)
    reused: bool = False
    replaced: bool = False
    accepted_at: datetime | None = None
    refusal: RefusalReason | None = None
    allocations: tuple[Allocation, ...] = ()


@dataclass(frozen=True)
class DueLink:
    """A link to pay all that is due; how much, and which bills, is told by the page at ``url`` alone."""

    reference: str
    status: LinkStatus
    expires_at: datetime
    url: str = field(repr=False)
    reused: bool = False
    replaced: bool = False


@dataclass(frozen=True)
class ReceiptLink:
    """A signed, expiring address of a receipt."""

    url: str


class PaymentsClient:
    """Calls to the ``payments`` context. All need level 2 except :meth:`create_due_link` (level 1)."""

    def __init__(self, transport: ServiceTransport) -> None:
        self._call = transport

    async def create_link(self, token: str, amount: Decimal, bill_number: str | None, key: str) -> PaymentLink:
        """A link to pay an amount: the one that is open for the same amount and bill, else a new one.

        A customer has one open link at most: another amount or bill replaces it.

        Raises:
            Rejected: ``payment_running`` (one is being processed), ``amount_out_of_range``.
        """
        body: dict[str, Any] = {"amount_cents": _cents(amount), "bill_number": bill_number}
        return await self._call.post("/links", PaymentLink, body=body, token=token, key=key)

    async def create_due_link(self, token: str, key: str) -> DueLink:
        """A link to pay all that is due (level 1): the one that is open for the same amount, else a new one.

        Raises:
            Rejected: ``nothing_due``, ``payment_running``, ``plan_running`` (its instalments pay what is due),
                ``amount_out_of_range`` (more than one payment may be).
        """
        return await self._call.post("/due-links", DueLink, body={}, token=token, key=key)

    async def links(self, token: str, limit: int = 20) -> tuple[PaymentLink, ...]:
        """The customer's payments by link, newest first."""
        return await self._call.get_list("/links", PaymentLink, token=token, query={"limit": limit})

    async def link(self, token: str, reference: str) -> PaymentLink:
        """One payment by its reference."""
        return await self._call.get(f"/links/{reference}", PaymentLink, token=token)

    async def receipt_link(self, token: str, reference: str) -> str:
        """A signed link to the PDF receipt of a payment that was accepted.

        Raises:
            NotFound: It was not.
        """
        return (await self._call.get(f"/links/{reference}/receipt-link", ReceiptLink, token=token)).url


def _cents(amount: Decimal) -> int:
    """Euros as the wire wants them; an amount has two decimals at most."""
    cents = amount.scaleb(2)
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount} is not a number of cents")
    return int(cents)
