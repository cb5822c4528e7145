"""Operations of the context over HTTP: reports and their followers; what sources say is in ``feed``."""

from __future__ import annotations

from backends.kernel.courier import wake
from backends.kernel.journal import Answer
from backends.kernel.problems import Problem
from backends.kernel.routes import Page, Parameter, Routes
from backends.kernel.secrets import secret_of
from backends.kernel.service import Access, Call
from backends.outages import checks, tickets
from backends.outages.feed import add_feed
from backends.outages.matching import Place
from backends.outages.model import Energy, Followed, Situation, Ticket
from backends.outages.requests import Following, Merge, Move, NewTicket
from backends.outages.situation import situation

SECRET_HEADER = "X-Ticket-Secret"
MOST = 100
ENERGIES: tuple[Energy, ...] = ("electricite", "gaz")
ROUTES = Routes("outages")
_SECRET = Parameter(SECRET_HEADER, "Secret told when the report was made.", place="header")
_PARTS = ("insee", "commune", "department", "postcode", "street", "delivery_point")
_PLACE = (
    Parameter("energy", "electricite (by default) or gaz."),
    Parameter("distributor", "Whose network: only this source then counts as watching."),
    *(Parameter(name, "Part of the place.") for name in _PARTS),
    Parameter("latitude", "Decimal degrees."),
    Parameter("longitude", "Decimal degrees."),
)


@ROUTES.get("/situation", access=Access.SERVICE, answer=Situation, parameters=_PLACE, problems=(422,))
async def read_situation(call: Call) -> Situation:
    """Tell what is known of a place now: outages, storms, mass mode, and who watches."""
    energy = call.request.args.get("energy", "electricite")
    if energy not in ENERGIES:
        raise Problem(422, "invalid_query", "energy: electricite or gaz", {"field": "energy"})
    place, distributor = _place(call), call.request.args.get("distributor")
    return await call.service.database.read(
        lambda connection: situation(connection, energy, distributor, place, call.now)
    )


def _place(call: Call) -> Place:
    parts = {name: call.request.args.get(name) for name in _PARTS}
    latitude, longitude = call.request.args.get("latitude"), call.request.args.get("longitude")
    checks.check_place({**parts, "latitude": latitude, "longitude": longitude})
    if latitude is None or longitude is None:
        return Place(**parts)
    return Place(**parts, latitude=float(latitude), longitude=float(longitude))


@ROUTES.post("/tickets", access=Access.SERVICE, body=NewTicket, answer=Ticket, keyed=True, status=201)
async def report(call: Call) -> Answer:
    """Keep a report, for the customer of the token if there is one; the same place twice is one report."""
    new = call.body(NewTicket)
    tickets.check_new(new)
    # Below level 1 nothing proves who asks: the report is kept as a public one, it is not refused.
    customer = call.token.customer if call.token and call.token.level >= 1 else None
    write = call.keyed(f"customer:{customer}" if customer else "service")
    secret = secret_of(write, call.service.config)
    return await call.service.database.write(
        lambda connection: tickets.open_ticket(connection, new, customer, secret, write)
    )


@ROUTES.get("/tickets", access=Access.IDENTIFIED, answer=Ticket, paged=True)
async def list_reports(call: Call) -> Page:
    """List the customer's reports, newest first."""
    limit, offset = call.number("limit", 20, MOST), call.number("offset", 0, 1_000_000, lowest=0)
    customer = call.caller.customer
    return await call.service.database.read(lambda connection: tickets.listed(connection, customer, limit, offset))


@ROUTES.get("/tickets/<number:str>", access=Access.PUBLIC, answer=Ticket, parameters=(_SECRET,), problems=(401,))
async def see_report(call: Call, number: str) -> Ticket:
    """Tell a report to who has its secret or the token of its customer (level 1)."""
    secret = call.request.headers.get(SECRET_HEADER) or None
    if secret is None and call.token is None:
        raise Problem(401, "token_missing", f"{SECRET_HEADER} or a customer token is expected")
    return await call.service.database.read(lambda connection: tickets.seen(connection, number, secret, call.token))


@ROUTES.get("/conversations/<conversation:str>", access=Access.SERVICE, answer=Followed)
async def read_followed(call: Call, conversation: str) -> Followed:
    """Tell what a conversation reported, and the outages that it asked news of."""
    return await call.service.database.read(lambda connection: tickets.followed_by(connection, conversation))


@ROUTES.post("/followers", access=Access.SERVICE, body=Following, answer=Followed, keyed=True, problems=(404,))
async def follow(call: Call) -> Answer:
    """Let a conversation have news of its report or of an outage, or no longer."""
    asked, write = call.body(Following), call.keyed("service")
    return await call.service.database.write(lambda connection: tickets.follow(connection, asked, write))


@ROUTES.post("/tickets/<number:str>/status", access=Access.SERVICE, body=Move, answer=Ticket, keyed=True)
async def move_report(call: Call, number: str) -> Answer:
    """Bring a report to another status; who asked for news is told."""
    to, write = call.body(Move), call.keyed("service")
    answer = await call.service.database.write(lambda connection: tickets.move(connection, number, to, write))
    wake(call.request.app)
    return answer


@ROUTES.post("/tickets/<number:str>/outage", access=Access.SERVICE, body=Merge, answer=Ticket, keyed=True)
async def merge_report(call: Call, number: str) -> Answer:
    """Merge a report with a known outage; who asked for news is told."""
    outage, write = call.body(Merge).outage, call.keyed("service")
    answer = await call.service.database.write(lambda connection: tickets.merge(connection, number, outage, write))
    wake(call.request.app)
    return answer


add_feed(ROUTES)
