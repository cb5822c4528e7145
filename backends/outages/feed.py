"""What sources call: outages and what they say anew, storms, heartbeats; and the switch of mass outages."""

from __future__ import annotations

from typing import get_args
from urllib.parse import unquote

from sanic.exceptions import InvalidUsage

from backends.kernel.courier import wake
from backends.kernel.journal import Answer
from backends.kernel.problems import Problem
from backends.kernel.routes import Page, Parameter, Routes
from backends.kernel.service import Access, Call
from backends.kernel.wire import decode
from backends.outages import checks, outages, situation
from backends.outages.model import Area, MassOutage, Outage, OutageStatus, Source, Storm
from backends.outages.requests import Heartbeat, MassSwitch, NewOutage, NewStorm, OutageFacts, OutageUpdate

MOST = 100
_STATUS = (Parameter("status", "Only outages in this status."),)


def add_feed(routes: Routes) -> None:
    """Declare the operations."""
    routes.post("/outages", access=Access.SERVICE, body=NewOutage, answer=Outage, keyed=True, status=201)(register)
    routes.get("/outages", access=Access.SERVICE, answer=Outage, paged=True, parameters=_STATUS)(list_outages)
    routes.get("/outages/<number:str>", access=Access.SERVICE, answer=Outage)(read_outage)
    routes.post("/outages/<number:str>/updates", access=Access.SERVICE, body=OutageUpdate, answer=Outage, keyed=True)(
        change
    )
    routes.post("/mass-outages", access=Access.SERVICE, body=MassSwitch, answer=MassOutage, keyed=True)(switch)
    routes.get("/mass-outages", access=Access.SERVICE, answer=MassOutage, paged=True)(list_zones)
    routes.post("/storms", access=Access.SERVICE, body=NewStorm, answer=Storm, keyed=True, status=201)(warn)
    routes.put("/sources/<name:str>", access=Access.SERVICE, body=Heartbeat, answer=Source, keyed=True)(listen)


async def register(call: Call) -> Answer:
    """Keep a new outage; reports that it explains are merged with it and told."""
    new, write = _new_outage(call), call.keyed("service")
    answer = await call.service.database.write(lambda connection: outages.register(connection, new, write))
    wake(call.request.app)
    return answer


def _new_outage(call: Call) -> NewOutage:
    try:
        raw = call.request.json
    except InvalidUsage as error:
        raise Problem(400, "invalid_json") from error
    areas = raw.pop("areas", None) if isinstance(raw, dict) else None
    facts = decode(OutageFacts, raw)
    if not isinstance(areas, list):
        raise checks.invalid("areas", "a list is expected")
    return NewOutage(**vars(facts), areas=tuple(decode(Area, area) for area in areas))


async def list_outages(call: Call) -> Page:
    """List outages, newest first, without what was said step by step."""
    limit, offset = call.number("limit", 20, MOST), call.number("offset", 0, 1_000_000, lowest=0)
    status = call.request.args.get("status")
    if status is not None and status not in get_args(OutageStatus):
        raise Problem(422, "invalid_query", "status: an outage's status", {"field": "status"})
    return await call.service.database.read(lambda connection: outages.listed(connection, status, limit, offset))


async def read_outage(call: Call, number: str) -> Outage:
    """Tell an outage with what its source said, step by step."""
    return await call.service.database.read(lambda connection: outages.told_outage(connection, number))


async def change(call: Call, number: str) -> Answer:
    """Keep what a source says anew; merged reports follow, who asked for news is told."""
    said, write = call.body(OutageUpdate), call.keyed("service")
    answer = await call.service.database.write(lambda connection: outages.change(connection, number, said, write))
    wake(call.request.app)
    return answer


async def switch(call: Call) -> Answer:
    """Turn short answers on or off for a zone or everywhere."""
    wanted, write = call.body(MassSwitch), call.keyed("service")
    return await call.service.database.write(lambda connection: situation.switch(connection, wanted, write))


async def list_zones(call: Call) -> Page:
    """List the zones where short answers are on."""
    limit, offset = call.number("limit", 50, MOST), call.number("offset", 0, 10_000, lowest=0)
    return await call.service.database.read(lambda connection: situation.zones(connection, limit, offset))


async def warn(call: Call) -> Answer:
    """Keep a weather warning of a department."""
    new, write = call.body(NewStorm), call.keyed("service")
    return await call.service.database.write(lambda connection: situation.warn(connection, new, write))


async def listen(call: Call, name: str) -> Answer:
    """Note that a source is listened to: what it has not told until then, it does not know."""
    beat, write = call.body(Heartbeat), call.keyed("service")
    return await call.service.database.write(
        lambda connection: situation.listen(connection, unquote(name), beat, write)
    )
