"""HTTP face of readings given by customers: terms, judgement, filing, and what a person decides."""

from __future__ import annotations

import asyncio
from functools import partial

from sanic.response import HTTPResponse, raw
from sqlalchemy.engine import Connection

from backends.kernel.courier import wake
from backends.kernel.journal import Answer
from backends.kernel.problems import Problem, not_found
from backends.kernel.routes import Page, Parameter
from backends.kernel.service import Access, Call
from backends.metering import deciding, filing, self_store
from backends.metering.api import ROUTES
from backends.metering.knowledge import knowledge_of
from backends.metering.model import (
    REGISTERS,
    Decision,
    Judgement,
    NewSelfReading,
    ReadingTerms,
    Register,
    SelfReading,
)
from backends.metering.pictures import picture, picture_name
from backends.metering.plausibility import judge
from backends.metering.rules import ReadingRules, reading_rules
from backends.metering.store import point_of
from backends.metering.terms import terms_of

_DAY = Parameter("day", "Day of the reading, today by default.")
_INDEXES = tuple(Parameter(name, f"Index of the register {name}.", "integer") for name in REGISTERS)
_STATUS = (Parameter("status", "Only readings of this status.", required=True),)
_PICTURES = "documents"
_HIGHEST = 10**9


def rules_of(call: Call) -> ReadingRules:
    """Return the rules that the brand sets."""
    return reading_rules(call.service.config.supplier_file)


@ROUTES.get("/delivery-points/<point>/reading-terms", access=Access.IDENTIFIED, answer=ReadingTerms, parameters=(_DAY,))
async def read_terms(call: Call, point: str) -> ReadingTerms:
    """Read under which terms a reading may be given."""
    rules, today = rules_of(call), call.service.today
    day = call.day("day") if "day" in call.request.args else today
    filing.check_day(day.isoformat(), today, rules)

    def work(connection: Connection) -> ReadingTerms:
        meter = point_of(connection, call.caller.customer, point)
        shown = f"{call.service.config.public_url}/metering/{_PICTURES}/{picture_name(meter)}.png"
        return terms_of(connection, knowledge_of(connection, meter, day), day, today, rules, shown)

    return await call.service.database.read(work)


@ROUTES.get(
    "/delivery-points/<point>/judgement",
    access=Access.IDENTIFIED,
    answer=Judgement,
    parameters=(_DAY, *_INDEXES),
    problems=(422,),
)
async def read_judgement(call: Call, point: str) -> Judgement:
    """Judge indexes against the meter's own history, without filing them."""
    rules, today = rules_of(call), call.service.today
    day = call.day("day") if "day" in call.request.args else today
    filing.check_day(day.isoformat(), today, rules)
    values: dict[Register, int] = {
        name: call.number(name, 0, _HIGHEST, lowest=0) for name in REGISTERS if name in call.request.args
    }

    def work(connection: Connection) -> Judgement:
        known = knowledge_of(connection, point_of(connection, call.caller.customer, point), day)
        filing.check_values(known, values, whole=False)
        return judge(known.histories, values, day, rules.tolerance)

    return await call.service.database.read(work)


@ROUTES.post(
    "/delivery-points/<point>/self-readings",
    access=Access.IDENTIFIED,
    body=NewSelfReading,
    answer=SelfReading,
    keyed=True,
    status=201,
)
async def file_reading(call: Call, point: str) -> Answer:
    """File a reading, or give back the one that was filed for this key."""
    caller, new = call.caller, call.body(NewSelfReading)
    write = call.keyed(caller.customer)
    work = partial(filing.file_reading, caller=caller, point=point, new=new, rules=rules_of(call), write=write)
    return await call.service.database.write(work)


@ROUTES.get("/delivery-points/<point>/self-readings", access=Access.IDENTIFIED, answer=SelfReading, paged=True)
async def list_own(call: Call, point: str) -> Page:
    """Read the readings given for a meter, newest first."""
    limit, offset = call.number("limit", 12, 100), call.number("offset", 0, 10_000, lowest=0)

    def work(connection: Connection) -> tuple[list[SelfReading], int]:
        point_of(connection, call.caller.customer, point)
        return self_store.listed(connection, limit, offset, point=point)

    found, total = await call.service.database.read(work)
    return Page(found, total, limit, offset)


@ROUTES.get("/self-readings", access=Access.SERVICE, answer=SelfReading, paged=True, parameters=_STATUS)
async def list_by_status(call: Call) -> Page:
    """Read the readings of a status, such as those that wait for a check."""
    limit, offset = call.number("limit", 50, 100), call.number("offset", 0, 10_000, lowest=0)
    status = call.request.args.get("status", "")
    if status not in ("accepte", "a_verifier", "remplace", "rejete"):
        raise Problem(422, "invalid_query", "status: unknown", {"field": "status"})
    found, total = await call.service.database.read(lambda c: self_store.listed(c, limit, offset, status=status))
    return Page(found, total, limit, offset)


@ROUTES.post("/self-readings/<number>/decision", access=Access.SERVICE, body=Decision, answer=SelfReading, keyed=True)
async def decide_reading(call: Call, number: str) -> Answer:
    """Accept or reject a reading that waits for a check; its conversation is told."""
    work = partial(deciding.decide, number=number, decision=call.body(Decision), write=call.keyed("service"))
    answer = await call.service.database.write(work)
    wake(call.request.app)
    return answer


@ROUTES.get(f"/{_PICTURES}/<name>", access=Access.PUBLIC, answer="image/png")
async def read_picture(_call: Call, name: str) -> HTTPResponse:
    """Show where to read a kind of meter."""
    drawn = await asyncio.to_thread(picture, name.removesuffix(".png"))
    if drawn is None:
        raise not_found("picture")
    return raw(drawn, content_type="image/png", headers={"Cache-Control": "public, max-age=86400"})
