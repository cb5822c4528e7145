"""HTTP face of the payments context."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from sanic.response import HTTPResponse, raw
from sqlalchemy.engine import Connection

from backends.kernel.courier import wake
from backends.kernel.journal import Answer
from backends.kernel.links import opened, signed_name
from backends.kernel.problems import Problem, not_found, other_customer
from backends.kernel.routes import Page, Parameter, Routes
from backends.kernel.rules import rule, rule_cents
from backends.kernel.service import Access, Call
from backends.kernel.supplier import supplier
from backends.kernel.wire import decode
from backends.payments import due, links, store
from backends.payments.lifecycle import PAID
from backends.payments.links import Limits
from backends.payments.model import DueLink, Effect, NewLink, Notification, PaymentLink, ReceiptLink
from backends.payments.notifications import SIGNATURE_HEADER, check_signature, receive
from backends.payments.plans.rules import plan_rules
from backends.payments.provider import Provider
from backends.payments.receipt import receipt

ROUTES = Routes("payments")
RECEIPT = "receipt"
_SIGNATURE = Parameter(SIGNATURE_HEADER, "t=<seconds>,v1=<hex>", required=True, place="header")


def limits_of(call: Call) -> Limits:
    """Return the limits that the brand sets."""
    brand = call.service.config.supplier_file
    life = timedelta(hours=float(rule(brand, "paiement_lien_heures")))
    return Limits(rule_cents(brand, "paiement_montant_maximum"), life)


def provider_of(call: Call) -> Provider:
    """Return who takes the money."""
    found: Provider = call.request.app.ctx.provider
    return found


@ROUTES.post("/links", access=Access.VERIFIED, body=NewLink, answer=PaymentLink, keyed=True, status=201)
async def create_link(call: Call) -> Answer:
    """Make a link to the payment page, or give back the one that is open for the same payment."""
    caller, new, limits = call.caller, call.body(NewLink), limits_of(call)
    work = partial(links.create, caller=caller, new=new, limits=limits, write=call.keyed(caller.customer))
    answer = await call.service.database.write(work)
    wake(call.request.app)
    assert isinstance(answer.body, dict)
    return Answer(_addressed(answer.body, provider_of(call)), answer.status)


@ROUTES.post("/due-links", access=Access.IDENTIFIED, answer=DueLink, keyed=True, status=201, problems=(422,))
async def create_due_link(call: Call) -> Answer:
    """Make a link to pay all that is due, or give back the one that is open for it; the answer holds no figure."""
    caller, write = call.caller, call.keyed(call.caller.customer)
    bills = await due.due_bills(call)
    rules = plan_rules(call.service.config.supplier_file)
    work = partial(due.create, caller=caller, bills=bills, limits=limits_of(call), rules=rules, write=write)
    answer = await call.service.database.write(work)
    wake(call.request.app)
    assert isinstance(answer.body, dict)
    # Never the provider's own address: it tells the amount to whoever reads it.
    url = provider_of(call).own_page(answer.body["reference"])
    return Answer({**answer.body, "url": url}, answer.status)


@ROUTES.get("/links", access=Access.VERIFIED, answer=PaymentLink, paged=True)
async def list_links(call: Call) -> Page:
    """The customer's payments by link, newest first."""
    limit, offset = call.number("limit", 20, 100), call.number("offset", 0, 10_000, lowest=0)
    customer, now = call.caller.customer, call.now

    def work(connection: Connection) -> tuple[list[PaymentLink], int]:
        store.lock_customer(connection, customer)
        links.expire_due(connection, customer, now)
        rows, total = store.of_customer(connection, customer, limit, offset)
        return [store.link_of(connection, row) for row in rows], total

    found, total = await call.service.database.write(work)
    return Page([_open(link, provider_of(call)) for link in found], total, limit, offset)


@ROUTES.get("/links/<reference:str>", access=Access.VERIFIED, answer=PaymentLink)
async def read_link(call: Call, reference: str) -> PaymentLink:
    """One payment by its reference."""
    return _open(await _own(call, reference), provider_of(call))


@ROUTES.get("/links/<reference:str>/receipt-link", access=Access.VERIFIED, answer=ReceiptLink)
async def link_receipt(call: Call, reference: str) -> ReceiptLink:
    """Sign a link to the receipt of a payment that was accepted."""
    link = await _own(call, reference)
    if link.status not in PAID:
        raise not_found("receipt")
    config = call.service.config
    name = signed_name(RECEIPT, link.reference, call.now, config)
    return ReceiptLink(f"{config.public_url}/payments/documents/{name}")


@ROUTES.get("/documents/<name:str>", access=Access.PUBLIC, answer="application/pdf", problems=(410,))
async def read_receipt(call: Call, name: str) -> HTTPResponse:
    """Open a receipt by its signed link."""
    config = call.service.config
    reference = opened(RECEIPT, name, call.now, config)
    link, customer = await call.service.database.read(lambda connection: _found(connection, reference))
    content = await asyncio.to_thread(receipt, link, customer, supplier(config.supplier_file))
    headers = {
        "Content-Disposition": f'inline; filename="{reference}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return raw(content, content_type="application/pdf", headers=headers)


@ROUTES.post(
    "/provider/notifications",
    access=Access.PUBLIC,
    body=Notification,
    answer=Effect,
    parameters=(_SIGNATURE,),
    problems=(401, 404, 409),
)
async def take_notification(call: Call) -> Effect:
    """Take what the provider says of a payment; signed, done once for its id."""
    header = str(call.request.headers.get(SIGNATURE_HEADER, ""))
    check_signature(header, call.request.body, provider_of(call).secret, call.now)
    said = decode(Notification, call.request.json)
    effect = await call.service.database.write(partial(receive, said=said, now=call.now))
    wake(call.request.app)
    return effect


def _addressed(body: Mapping[str, Any], provider: Provider) -> dict[str, Any]:
    """Add the address to what was kept for a key: the database holds no address."""
    if body["status"] != "ouvert":
        return dict(body)
    return {**body, "url": provider.address(body["reference"], body["amount_cents"])}


def _open(link: PaymentLink, provider: Provider) -> PaymentLink:
    if link.status != "ouvert":
        return link
    return replace(link, url=provider.address(link.reference, link.amount_cents))


async def _own(call: Call, reference: str) -> PaymentLink:
    customer = call.caller.customer
    link, owner = await call.service.database.read(lambda connection: _found(connection, reference))
    if owner != customer:
        raise other_customer()
    return link


def _found(connection: Connection, reference: str) -> tuple[PaymentLink, str]:
    row = store.find(connection, reference)
    if row is None:
        raise Problem(404, "not_found", "no such payment")
    return store.link_of(connection, row), row.customer
