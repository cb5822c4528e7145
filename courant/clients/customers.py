"""Client of the customer system and identity service: who is this, and may they be told?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from courant.clients.transport import ServiceTransport

ContactKind = Literal["telephone", "email"]
Energy = Literal["electricite", "gaz"]
PaymentMode = Literal["prelevement", "cheque", "carte", "virement", "especes"]


@dataclass(frozen=True)
class Contact:
    """A way to reach the customer that is on file, masked for display."""

    id: str
    kind: ContactKind
    masked: str


@dataclass(frozen=True)
class Grant:
    """What an identification gave.

    ``level`` is 1 (identified) or 2 (verified by code). It is 0 when ``code_required`` is true: the
    reference and the second fact are right, but too many wrong tries were made on this customer by
    others, so that nothing is told before a code; the token then serves ``send_code`` and
    ``verify_code`` only.
    """

    level: int
    customer_number: str
    first_name: str
    token: str = field(repr=False)
    expires_at: datetime
    contacts: tuple[Contact, ...]
    code_required: bool = False


@dataclass(frozen=True)
class CodeSent:
    """A one-time code is on its way to ``masked``."""

    masked: str
    expires_at: datetime


@dataclass(frozen=True)
class Contract:
    """A supply contract. At level 1 ``address`` is hidden (``•••``); postcode and commune are given."""

    id: str
    number: str
    energy: Energy
    address: str
    postcode: str
    commune: str
    delivery_point: str
    offer: str
    power_kva: int | None
    option: Literal["base", "hphc", "cuisson", "chauffage"]
    paperless: bool
    payment_mode: PaymentMode


@dataclass(frozen=True)
class Customer:
    """A customer and their contracts. At level 1 ``last_name`` is an initial (``D.``)."""

    number: str
    title: str
    first_name: str
    last_name: str
    vulnerable: bool
    contracts: tuple[Contract, ...]
    portal_status: Literal["inscrit", "non_inscrit", "verrouille"] = "non_inscrit"
    professional: bool = False


class CustomersClient:
    """Calls to the ``customers`` context."""

    def __init__(self, transport: ServiceTransport) -> None:
        self._call = transport

    async def identify(self, reference: str, second_fact: str, conversation: str, origin: str) -> Grant:
        """Recognise a customer by two facts.

        Args:
            reference: Customer number (8 digits) or contract number; spaces allowed.
            second_fact: Postcode of the supply address, or the last 4 digits of a meter's serial number.
            conversation: Conversation that the token will be bound to.
            origin: Hashed address of the person (session, phone, mail): attempts are limited by it.

        Raises:
            NotRecognised: Unknown reference or wrong second fact, alike.
            TooManyAttempts: This conversation or origin has to wait.
        """
        body = {"reference": reference, "second_fact": second_fact, "conversation": conversation, "origin": origin}
        return await self._call.post("/identify", Grant, body=body)

    async def send_code(self, token: str, contact_id: str, key: str) -> CodeSent:
        """Send a 6-digit code, valid 10 minutes and 3 tries, to a contact of the grant.

        Raises:
            NotFound: The contact is not one of this customer's.
            TooManyAttempts: Too many codes were asked for.
        """
        return await self._call.post("/codes", CodeSent, body={"contact_id": contact_id}, token=token, key=key)

    async def verify_code(self, token: str, code: str) -> Grant:
        """Turn an identified token into a verified one.

        Raises:
            WrongCode: With the number of tries left.
            CodeExpired: No code is waiting any more.
        """
        return await self._call.post("/codes/verification", Grant, body={"code": code}, token=token)

    async def profile(self, token: str) -> Customer:
        """The customer and their contracts (level 1; address and family name in full at level 2)."""
        return await self._call.get("/profile", Customer, token=token)

    async def contacts(self, token: str) -> tuple[Contact, ...]:
        """The masked contacts on file (level 1, also for a grant whose code is required)."""
        return await self._call.get_list("/contacts", Contact, token=token)

    async def set_paperless(self, token: str, contract_id: str, value: bool, key: str) -> Contract:
        """Switch a contract to on-line bills or back to paper (level 2); returns the contract as it is now."""
        path = f"/contracts/{contract_id}/paperless"
        return await self._call.put(path, Contract, body={"value": value}, token=token, key=key)
