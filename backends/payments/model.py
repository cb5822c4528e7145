"""What a payment by link is, as the assistant sees it. Amounts are integer cents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Status = Literal["ouvert", "en_cours", "accepte", "impute", "refuse", "abandonne", "expire", "remplace"]
Refusal = Literal["refus_banque", "fonds_insuffisants", "authentification", "autre"]
Outcome = Literal["accepte", "refuse", "abandonne"]


@dataclass(frozen=True)
class NewLink:
    """A payment to make, of one bill (by its printed number) or of whatever is due."""

    amount_cents: int
    bill_number: str | None = None


@dataclass(frozen=True)
class Allocation:
    """A part of a payment: the bill that it settles, or null when it stays in the customer's favour."""

    bill_number: str | None
    amount_cents: int


@dataclass(frozen=True)
class PaymentLink:
    """A payment asked for by link. ``url`` is given while it can be paid.

    ``reused``: it was open already. ``replaced``: another one was, which cannot be paid any more.
    """

    reference: str
    status: Status
    amount_cents: int
    bill_number: str | None
    created_at: datetime
    expires_at: datetime
    updated_at: datetime
    url: str | None = field(default=None, repr=False)
    reused: bool = False
    replaced: bool = False
    accepted_at: datetime | None = None
    refusal: Refusal | None = None
    allocations: tuple[Allocation, ...] = ()


@dataclass(frozen=True)
class DueBill:
    """A bill that a link for everything pays, as the payment page shows it."""

    number: str
    left_cents: int
    due_on: date


@dataclass(frozen=True)
class DueLink:
    """A link to pay all that is due, for somebody who may not be told any figure: these are behind ``url``."""

    reference: str
    status: Status
    expires_at: datetime
    url: str | None = field(default=None, repr=False)
    reused: bool = False
    replaced: bool = False


@dataclass(frozen=True)
class ReceiptLink:
    """A signed, expiring address."""

    url: str


@dataclass(frozen=True)
class Notification:
    """What the provider says of a payment. The same ``id`` is sent again until it is taken."""

    id: str
    reference: str
    outcome: Outcome
    amount_cents: int
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Effect:
    """What a notification did: ``applique``, ``deja_recu``, or ``sans_effet`` when the end was known already."""

    effect: Literal["applique", "deja_recu", "sans_effet"]
