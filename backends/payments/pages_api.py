"""The payment page over HTTP: the demo plays the provider there; in real use it only leads to the provider."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from sanic.response import HTTPResponse
from sanic.response import html as page_response
from sqlalchemy.engine import Connection

from backends.kernel.courier import wake
from backends.kernel.journal import Entry, append
from backends.kernel.problems import Problem, not_found
from backends.kernel.service import Access, Call
from backends.kernel.supplier import supplier
from backends.payments import links, store
from backends.payments.api import ROUTES, provider_of
from backends.payments.model import DueBill, Outcome, PaymentLink
from backends.payments.page import HEADERS, Shown, page
from backends.payments.played import Behaviour, decide
from backends.payments.tables import METADATA

CHOICES: dict[str, Outcome] = {"accepter": "accepte", "refuser": "refuse", "abandonner": "abandonne"}
# The notification usually comes back within this time: the page then shows the end at once.
WAIT_SECONDS, STEP_SECONDS = 1.2, 0.1


@ROUTES.get("/pages/<name:str>", access=Access.PUBLIC, answer="text/html")
async def show_page(call: Call, name: str) -> HTTPResponse:
    """Show what a link pays, and where: in the demo, here."""
    provider, config = provider_of(call), call.service.config
    reference = provider.opened(name)
    link, bills = await call.service.database.write(lambda connection: _shown(connection, reference, call))
    pay_at = None if provider.is_played else provider.address(reference, link.amount_cents)
    shown = page(Shown(link, bills, pay_at), supplier(config.supplier_file), config.public_url)
    return page_response(shown, headers=HEADERS)


@ROUTES.post("/pages/<name:str>", access=Access.PUBLIC, answer="text/html", status=303, problems=(422,))
async def decide_page(call: Call, name: str) -> HTTPResponse:
    """Take the choice of the customer: the provider notifies it, late, doubled or badly signed when told to."""
    reference = _reference(call, name)
    form: Any = call.request.form or {}
    outcome = CHOICES.get(form.get("decision", ""))
    if outcome is None:
        raise Problem(422, "invalid_body", f"decision: one of {', '.join(CHOICES)}", {"field": "decision"})
    how = Behaviour(_seconds(form.get("retard", "0")), 2 if form.get("double") else 1, bool(form.get("fausse")))
    work = partial(_choose, reference=reference, outcome=outcome, how=how, call=call)
    await call.service.database.write(work)
    wake(call.request.app)
    await _until_decided(call, reference)
    # Relative: the page has one address behind the gateway and another without.
    return page_response("", status=303, headers={"Location": name, "Cache-Control": "no-store"})


def _reference(call: Call, name: str) -> str:
    provider = provider_of(call)
    if not provider.is_played:
        raise not_found("page")
    return provider.opened(name)


def _current(connection: Connection, reference: str, call: Call) -> PaymentLink:
    """Return the link as it is now: its time may just be over."""
    row = store.find(connection, reference)
    if row is None:
        raise not_found("payment")
    store.locked(connection, row)
    links.expire_due(connection, row.customer, call.now)
    return store.link_of(connection, store.find(connection, reference))


def _shown(connection: Connection, reference: str, call: Call) -> tuple[PaymentLink, tuple[DueBill, ...]]:
    link = _current(connection, reference, call)
    return link, store.bills_of(connection, store.find(connection, reference))


def _choose(connection: Connection, reference: str, outcome: Outcome, how: Behaviour, call: Call) -> None:
    """Hand an open link over to the provider; in any other state a second click changes nothing."""
    link = _current(connection, reference, call)
    if link.status != "ouvert":
        return
    row = store.move(connection, store.find(connection, reference), "en_cours", call.now)
    decide(connection, reference, link.amount_cents, outcome, how)
    append(connection, METADATA, Entry(row.customer, "link.decided", reference, {"choice": outcome}), call.now)


async def _until_decided(call: Call, reference: str) -> None:
    for _ in range(int(WAIT_SECONDS / STEP_SECONDS)):
        row = await call.service.database.read(lambda connection: store.find(connection, reference))
        if row is None or row.status != "en_cours":
            return
        await asyncio.sleep(STEP_SECONDS)


def _seconds(text: str) -> int:
    return int(text) if text.isdecimal() else 0
