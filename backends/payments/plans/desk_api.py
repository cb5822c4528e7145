"""HTTP face of plans for those who decide and for those who move the money; service key only."""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from backends.kernel.courier import wake
from backends.kernel.journal import Answer, Entry, KeyedWrite, once
from backends.kernel.problems import Problem
from backends.kernel.routes import Page
from backends.kernel.service import Access, Call
from backends.kernel.wire import encode
from backends.payments.api import ROUTES
from backends.payments.plans import store
from backends.payments.plans.api import rules_of
from backends.payments.plans.deciding import decide
from backends.payments.plans.ending import take_news
from backends.payments.plans.model import Decision, InstalmentNews, KeptDocument, NewDocument, Plan, WaitingPlan
from backends.payments.plans.tables import DOCUMENT
from backends.payments.tables import METADATA

SERVICE = "service"


@ROUTES.get("/waiting-plans", access=Access.SERVICE, answer=WaitingPlan, paged=True)
async def list_waiting_plans(call: Call) -> Page:
    """The plans that wait for a person, oldest first, and why."""
    limit, offset = call.number("limit", 20, 100), call.number("offset", 0, 10_000, lowest=0)
    found, total = await call.service.database.read(lambda c: store.waiting(c, limit, offset))
    return Page(found, total, limit, offset)


@ROUTES.post("/plans/<reference:str>/decision", access=Access.SERVICE, body=Decision, answer=Plan, keyed=True)
async def decide_plan(call: Call, reference: str) -> Answer:
    """Approve a waiting plan, or refuse it with a reason; its conversation is told."""
    decision, write = call.body(Decision), call.keyed(SERVICE)
    work = partial(decide, reference=reference, decision=decision, rules=rules_of(call), write=write)
    answer = await call.service.database.write(work)
    wake(call.request.app)
    return answer


@ROUTES.post("/plans/<reference:str>/instalments", access=Access.SERVICE, body=InstalmentNews, answer=Plan, keyed=True)
async def take_instalment(call: Call, reference: str) -> Answer:
    """Note that an instalment was received or rejected; money received goes to billing."""
    news, write = call.body(InstalmentNews), call.keyed(SERVICE)
    work = partial(take_news, reference=reference, news=news, rules=rules_of(call), write=write)
    answer = await call.service.database.write(work)
    wake(call.request.app)
    return answer


@ROUTES.post("/plan-documents", access=Access.SERVICE, body=NewDocument, answer=KeptDocument, keyed=True, status=201)
async def keep_document(call: Call) -> Answer:
    """Note that a person has received a document that plans ask for."""
    new, write = call.body(NewDocument), call.keyed(SERVICE)
    kept = KeptDocument(new.customer, new.kind, _day(new.received_on))

    return await call.service.database.write(lambda connection: _keep(connection, kept, write))


def _keep(connection: Connection, kept: KeptDocument, write: KeyedWrite) -> Answer:
    def work() -> tuple[Answer, Entry]:
        connection.execute(insert(DOCUMENT).values(vars(kept)))
        return Answer(encode(kept), 201), Entry(SERVICE, "plan.document", kept.customer, {"kind": kept.kind})

    return once(connection, METADATA, write, work)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(422, "invalid_body", "received_on: YYYY-MM-DD", {"field": "received_on"}) from None
