"""What the customers context tells others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Energy = Literal["electricite", "gaz"]
Option = Literal["base", "hphc", "cuisson", "chauffage"]
PaymentMode = Literal["prelevement", "cheque", "carte", "virement", "especes"]
HIDDEN = "•••"


@dataclass(frozen=True)
class IdentifyBody:
    """Two facts about a customer, and where they come from."""

    reference: str
    second_fact: str
    conversation: str
    origin: str


@dataclass(frozen=True)
class CodeBody:
    """To which contact a code is to be sent."""

    contact_id: str


@dataclass(frozen=True)
class VerifyBody:
    """A code as the customer gave it."""

    code: str


@dataclass(frozen=True)
class PaperlessBody:
    """True for on-line bills, false for paper."""

    value: bool


@dataclass(frozen=True)
class Contact:
    """A masked contact on file."""

    id: str
    kind: Literal["telephone", "email"]
    masked: str


@dataclass(frozen=True)
class Grant:
    """A token and what it is worth: 0 a code is due, 1 identified, 2 verified."""

    level: int
    customer_number: str
    first_name: str
    token: str
    expires_at: datetime
    contacts: tuple[Contact, ...]
    code_required: bool


@dataclass(frozen=True)
class CodeSent:
    """Where a code went and until when it is good."""

    masked: str
    expires_at: datetime


@dataclass(frozen=True)
class Contract:
    """A supply contract."""

    id: str
    number: str
    energy: Energy
    address: str
    postcode: str
    commune: str
    delivery_point: str
    offer: str
    power_kva: int | None
    option: Option
    paperless: bool
    payment_mode: PaymentMode


@dataclass(frozen=True)
class Customer:
    """A customer with their contracts."""

    number: str
    title: str
    first_name: str
    last_name: str
    vulnerable: bool
    professional: bool
    portal_status: Literal["inscrit", "non_inscrit", "verrouille"]
    contracts: tuple[Contract, ...]
