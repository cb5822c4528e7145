"""Client of the ticket system: what people will have to do for a customer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from courant.clients.transport import ServiceTransport

Priority = Literal["normale", "haute", "critique"]
TicketStatus = Literal["ouvert", "pris_en_charge", "en_attente", "resolu", "clos"]


@dataclass(frozen=True)
class TicketEvent:
    """A step in the life of a ticket, as it may be told to the customer."""

    at: datetime
    status: TicketStatus
    note: str


@dataclass(frozen=True)
class Ticket:
    """A ticket. ``secret`` is given once, at creation: with the number it lets anyone follow a public case."""

    number: str
    kind: str
    priority: Priority
    status: TicketStatus
    subject: str
    summary: str
    created_at: datetime
    updated_at: datetime
    secret: str | None = field(default=None, repr=False)
    events: tuple[TicketEvent, ...] = ()


class TicketsClient:
    """Calls to the ``tickets`` context."""

    def __init__(self, transport: ServiceTransport) -> None:
        self._call = transport

    async def create(
        self,
        kind: str,
        priority: Priority,
        subject: str,
        summary: str,
        contact: str | None,
        customer_token: str | None,
        conversation: str,
        key: str,
    ) -> Ticket:
        """Open a ticket; the service pages the person on duty when ``priority`` is ``critique``.

        Args:
            kind: What it is about: an intent id, ``passage_conseiller`` for a handover, ``urgence_gaz``…
            priority: How soon a person must look.
            subject: One line.
            summary: What was understood, in words for a representative.
            contact: Phone or e-mail to call back, None when the customer's own is enough.
            customer_token: Token of the customer, None for a public case.
            conversation: Conversation it comes from.
            key: Idempotency key: the same key gives the same ticket.
        """
        body = {
            "kind": kind,
            "priority": priority,
            "subject": subject,
            "summary": summary,
            "contact": contact,
            "conversation": conversation,
        }
        return await self._call.post("/tickets", Ticket, body=body, token=customer_token, key=key)

    async def get(self, number: str, secret: str | None = None, token: str | None = None) -> Ticket:
        """A ticket by its number and either its secret or the token of its customer (level 1).

        Raises:
            NotFound: Unknown number, wrong secret or somebody else's ticket, alike.
        """
        headers = {"X-Ticket-Secret": secret} if secret else {}
        return await self._call.get(f"/tickets/{number}", Ticket, token=token, headers=headers)

    async def list(self, token: str, limit: int = 20) -> tuple[Ticket, ...]:
        """The customer's tickets, newest first, without their events (level 1)."""
        return await self._call.get_list("/tickets", Ticket, token=token, query={"limit": limit})

    async def move(self, number: str, status: TicketStatus, note: str, key: str) -> Ticket:
        """Bring a ticket to another status (service call, for the console)."""
        body = {"status": status, "note": note}
        return await self._call.post(f"/tickets/{number}/status", Ticket, body=body, key=key)
