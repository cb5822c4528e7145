"""HTTP face of the tickets context."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import replace

from sqlalchemy.engine import Connection

from backends.kernel.journal import Answer, Entry, once
from backends.kernel.problems import not_found
from backends.kernel.routes import Page, Parameter, Routes
from backends.kernel.service import Access, Call
from backends.tickets.model import Move, NewTicket, Ticket
from backends.tickets.paging import send_due_pages
from backends.tickets.store import customer_of, move, open_ticket, secret_of, ticket, tickets_of
from backends.tickets.tables import METADATA

ROUTES = Routes("tickets")
_SERVICE = "service"
_SECRET = (Parameter("X-Ticket-Secret", "Secret given at creation, without a customer token.", place="header"),)


@ROUTES.post("/tickets", access=Access.SERVICE, answer=Ticket, body=NewTicket, keyed=True, status=201)
async def create_ticket(call: Call) -> Answer:
    """Open a ticket, for the customer of the token or for anyone without one."""
    new = call.body(NewTicket)
    customer = call.token.customer if call.token and call.token.level >= 1 else None
    write, now, service = call.keyed(customer or _SERVICE), call.now, call.service

    def work(connection: Connection) -> tuple[Answer, Entry]:
        made = open_ticket(connection, new, customer, now)
        detail = {"kind": new.kind, "priority": new.priority}
        return Answer(made, 201), Entry(customer or _SERVICE, "ticket_opened", made.number, detail)

    answer = await service.database.write(lambda c: once(c, METADATA, write, lambda: work(c)))
    if new.priority == "critique":
        await asyncio.to_thread(send_due_pages, service)
    return Answer(_with_secret(answer.body, service.config.derive("tickets")), 201)


@ROUTES.get("/tickets", access=Access.IDENTIFIED, answer=Ticket, paged=True)
async def read_tickets(call: Call) -> Page:
    """Read the customer's tickets, newest first."""
    limit, offset = call.number("limit", 20, 100), call.number("offset", 0, 10_000, lowest=0)
    found, total = await call.service.database.read(
        lambda connection: tickets_of(connection, call.caller.customer, limit, offset)
    )
    return Page(found, total, limit, offset)


@ROUTES.get("/tickets/<number>", access=Access.SERVICE, answer=Ticket, parameters=_SECRET)
async def read_ticket(call: Call, number: str) -> Ticket:
    """Read a ticket by its secret or by the token of its customer."""
    number = number.upper()
    key = call.service.config.derive("tickets")
    given = str(call.request.headers.get("X-Ticket-Secret", "")).strip().upper()
    by_secret = hmac.compare_digest(given.encode(), secret_of(number, key).encode())
    mine = call.token.customer if call.token and call.token.level >= 1 else None

    def work(connection: Connection) -> Ticket:
        # A wrong secret, somebody else's ticket and an unknown number are not told apart.
        if not by_secret and (mine is None or customer_of(connection, number) != mine):
            raise not_found("ticket")
        return ticket(connection, number)

    return await call.service.database.read(work)


@ROUTES.post("/tickets/<number>/status", access=Access.SERVICE, answer=Ticket, body=Move, keyed=True)
async def move_ticket(call: Call, number: str) -> Answer:
    """Bring a ticket to another status."""
    change, write, now = call.body(Move), call.keyed(_SERVICE), call.now

    def work(connection: Connection) -> tuple[Answer, Entry]:
        moved = move(connection, number.upper(), change, now)
        return Answer(moved), Entry(_SERVICE, "ticket_moved", moved.number, {"status": change.status})

    return await call.service.database.write(lambda c: once(c, METADATA, write, lambda: work(c)))


def _with_secret(body: object, key: str) -> object:
    # The secret is added outside the kept answer: it is derived, and never stored.
    if isinstance(body, Ticket):
        return replace(body, secret=secret_of(body.number, key))
    return {**body, "secret": secret_of(body["number"], key)} if isinstance(body, dict) else body
