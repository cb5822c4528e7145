"""Operations of the context over HTTP."""

from __future__ import annotations

from backends.kernel.journal import Answer
from backends.kernel.problems import Problem
from backends.kernel.routes import Page, Parameter, Routes
from backends.kernel.secrets import secret_of
from backends.kernel.service import Access, Call
from backends.tickets import service
from backends.tickets.models import Move, NewTicket, Ticket
from backends.tickets.pager import Pager

SECRET_HEADER = "X-Ticket-Secret"
MOST = 100
ROUTES = Routes("tickets")
_SECRET = Parameter(SECRET_HEADER, "Secret told when the ticket was opened.", place="header")


@ROUTES.post("/tickets", access=Access.SERVICE, body=NewTicket, answer=Ticket, keyed=True, status=201)
async def open_ticket(call: Call) -> Answer:
    """Open a ticket, for the customer of the token if there is one; a critical one pages the person on duty."""
    new = call.body(NewTicket)
    service.check_new(new)
    # Below level 1 nothing proves who asks: the ticket is kept as a public case, it is not refused.
    customer = call.token.customer if call.token and call.token.level >= 1 else None
    write = call.keyed(f"customer:{customer}" if customer else "service")
    secret = secret_of(write, call.service.config)
    answer = await call.service.database.write(
        lambda connection: service.open_ticket(connection, new, customer, secret, write)
    )
    pager: Pager = call.request.app.ctx.pager
    pager.wake()
    return answer


@ROUTES.get("/tickets", access=Access.IDENTIFIED, answer=Ticket, paged=True)
async def list_tickets(call: Call) -> Page:
    """The customer's tickets, newest first, without their events."""
    limit, offset = call.number("limit", 20, MOST), call.number("offset", 0, 1_000_000, lowest=0)
    customer = call.caller.customer
    return await call.service.database.read(lambda connection: service.listed(connection, customer, limit, offset))


@ROUTES.get("/tickets/<number:str>", access=Access.PUBLIC, answer=Ticket, parameters=(_SECRET,), problems=(401,))
async def follow_ticket(call: Call, number: str) -> Ticket:
    """A ticket, for who has its secret or the token of its customer (level 1)."""
    secret = call.request.headers.get(SECRET_HEADER) or None
    if secret is None and call.token is None:
        raise Problem(401, "token_missing", f"{SECRET_HEADER} or a customer token is expected")
    return await call.service.database.read(lambda connection: service.followed(connection, number, secret, call.token))


@ROUTES.post("/tickets/<number:str>/status", access=Access.SERVICE, body=Move, answer=Ticket, keyed=True)
async def move_ticket(call: Call, number: str) -> Answer:
    """Bring a ticket to another status."""
    to = call.body(Move)
    write = call.keyed("service")
    return await call.service.database.write(lambda connection: service.move(connection, number, to, write))
