"""HTTP face of plans and postponements for their customers; declared on the routes of payments."""

from __future__ import annotations

import asyncio
from functools import partial

from sanic.response import HTTPResponse, raw
from sqlalchemy.engine import Connection

from backends.kernel.courier import wake
from backends.kernel.journal import Answer
from backends.kernel.links import opened, signed_name
from backends.kernel.problems import Problem, not_found
from backends.kernel.routes import Page, Parameter
from backends.kernel.service import Access, Call
from backends.kernel.supplier import supplier
from backends.payments import store as links
from backends.payments.api import ROUTES
from backends.payments.plans import ending, making, store
from backends.payments.plans.deferring import defer, done_by_bill, options
from backends.payments.plans.facts import bills_of, facts_of
from backends.payments.plans.model import (
    Deferral,
    DeferralOption,
    Eligibility,
    NewDeferral,
    NewPlan,
    Offer,
    Plan,
    ScheduleLink,
)
from backends.payments.plans.offers import offers
from backends.payments.plans.rules import PlanRules, deferral_rules, plan_rules
from backends.payments.plans.schedule import schedule
from backends.payments.plans.telling import plan_of

SCHEDULE = "plan"
_AMOUNT = Parameter("amount_cents", "What the customer wants to spread; all that is due when absent.", "integer")
_DAY = Parameter("day", "Preferred day of the month.", "integer", required=True)
# A schedule is a promise: it exists while the plan does.
_WITH_SCHEDULE = ("en_attente", "actif", "termine")


def rules_of(call: Call) -> PlanRules:
    """Return the conditions that the brand sets."""
    return plan_rules(call.service.config.supplier_file)


def _asked(call: Call) -> int | None:
    return call.number("amount_cents", 0, 100_000_000) if "amount_cents" in call.request.args else None


@ROUTES.get("/plans/eligibility", access=Access.VERIFIED, answer=Eligibility, parameters=(_AMOUNT,))
async def read_eligibility(call: Call) -> Eligibility:
    """Whether the customer may pay in instalments, and if not every reason."""
    asked, facts = _asked(call), await facts_of(call)
    work = partial(
        making.assess, caller=call.caller, facts=facts, rules=rules_of(call), asked_cents=asked, now=call.now
    )
    return await call.service.database.write(work)


@ROUTES.get("/plans/offers", access=Access.VERIFIED, answer=Offer, paged=True, parameters=(_AMOUNT, _DAY))
async def list_offers(call: Call) -> Page:
    """The plans that an amount allows, to the cent and to the day."""
    asked = _asked(call)
    if asked is None or "day" not in call.request.args:
        raise Problem(422, "invalid_query", "amount_cents and day are expected")
    found = offers(rules_of(call), asked, call.number("day", 1, 31), call.service.today)
    return Page(found, len(found), 20, 0)


@ROUTES.post("/plans", access=Access.VERIFIED, body=NewPlan, answer=Plan, keyed=True, status=201)
async def create_plan(call: Call) -> Answer:
    """Write the plan that the customer accepts: active at once, or waiting for a person."""
    facts, write = await facts_of(call), call.keyed(call.caller.customer)
    new, caller = call.body(NewPlan), call.caller
    work = partial(making.create, caller=caller, new=new, facts=facts, rules=rules_of(call), write=write)
    return await call.service.database.write(work)


@ROUTES.get("/plans", access=Access.VERIFIED, answer=Plan, paged=True)
async def list_plans(call: Call) -> Page:
    """The customer's plans, newest first."""
    limit, offset = call.number("limit", 20, 100), call.number("offset", 0, 10_000, lowest=0)
    customer, now, rules = call.caller.customer, call.now, rules_of(call)

    def work(connection: Connection) -> tuple[list[Plan], int]:
        links.lock_customer(connection, customer)
        ending.break_late_plans(connection, customer, rules, now)
        rows, total = store.of_customer(connection, customer, limit, offset)
        return [plan_of(connection, row, now.date()) for row in rows], total

    found, total = await call.service.database.write(work)
    return Page(found, total, limit, offset)


@ROUTES.get("/plans/<reference:str>", access=Access.VERIFIED, answer=Plan)
async def read_plan(call: Call, reference: str) -> Plan:
    """One plan by its reference."""
    customer, today = call.caller.customer, call.service.today
    return await call.service.database.read(lambda c: plan_of(c, store.own(c, reference, customer), today))


@ROUTES.post("/plans/<reference:str>/cancellation", access=Access.VERIFIED, answer=Plan, keyed=True)
async def cancel_plan(call: Call, reference: str) -> Answer:
    """Give a plan up before its first instalment."""
    write = call.keyed(call.caller.customer)
    return await call.service.database.write(
        partial(ending.cancel, caller=call.caller, reference=reference, write=write)
    )


@ROUTES.get("/plans/<reference:str>/document-link", access=Access.VERIFIED, answer=ScheduleLink)
async def link_schedule(call: Call, reference: str) -> ScheduleLink:
    """Sign a link to the schedule of a plan."""
    plan = await read_plan(call, reference)
    if plan.status not in _WITH_SCHEDULE:
        raise not_found("schedule")
    config = call.service.config
    name = signed_name(SCHEDULE, plan.reference, call.now, config)
    return ScheduleLink(f"{config.public_url}/payments/plans/documents/{name}")


@ROUTES.get("/plans/documents/<name:str>", access=Access.PUBLIC, answer="application/pdf", problems=(410,))
async def read_schedule(call: Call, name: str) -> HTTPResponse:
    """Open a schedule by its signed link."""
    config, today = call.service.config, call.service.today
    reference = opened(SCHEDULE, name, call.now, config)

    def work(connection: Connection) -> tuple[Plan, str]:
        row = store.find(connection, reference)
        return plan_of(connection, row, today), row.customer

    plan, customer = await call.service.database.read(work)
    if plan.status not in _WITH_SCHEDULE:
        raise not_found("schedule")
    content = await asyncio.to_thread(schedule, plan, customer, supplier(config.supplier_file))
    headers = {
        "Content-Disposition": f'inline; filename="{reference}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return raw(content, content_type="application/pdf", headers=headers)


@ROUTES.get("/deferrals/options", access=Access.VERIFIED, answer=DeferralOption, paged=True)
async def list_deferral_options(call: Call) -> Page:
    """Each open bill: until when it can be postponed, or why it cannot."""
    bills, customer = await bills_of(call), call.caller.customer
    rules = deferral_rules(call.service.config.supplier_file)

    def work(connection: Connection) -> list[DeferralOption]:
        history, done = store.history_of(connection, customer), done_by_bill(connection, customer)
        return options(bills, history, done, rules)

    found = await call.service.database.read(work)
    return Page(found, len(found), 100, 0)


@ROUTES.post("/deferrals", access=Access.VERIFIED, body=NewDeferral, answer=Deferral, keyed=True, status=201)
async def create_deferral(call: Call) -> Answer:
    """Postpone the due date of a bill, once for its key."""
    bills, write = await bills_of(call), call.keyed(call.caller.customer)
    new, rules = call.body(NewDeferral), deferral_rules(call.service.config.supplier_file)
    work = partial(defer, caller=call.caller, new=new, bills=bills, rules=rules, write=write)
    answer = await call.service.database.write(work)
    wake(call.request.app)
    return answer
