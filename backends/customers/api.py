"""HTTP face of the customers context."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.engine import Connection

from backends.customers.attempts import Tracks, record, wait_seconds
from backends.customers.codes import check_code, make_code
from backends.customers.identity import claim_of, grant_for, identify
from backends.customers.masking import address_of, contacts, mask_email, mask_phone
from backends.customers.model import (
    CodeBody,
    CodeSent,
    Contact,
    Contract,
    Customer,
    Grant,
    IdentifyBody,
    PaperlessBody,
    VerifyBody,
)
from backends.customers.store import customer_row, profile, set_paperless
from backends.customers.tables import METADATA
from backends.kernel.journal import Answer, Entry, append, once
from backends.kernel.messages import Message, MessageNotSent
from backends.kernel.problems import Problem, not_found, too_many_attempts
from backends.kernel.routes import Page, Routes
from backends.kernel.service import Access, Call
from backends.kernel.supplier import supplier
from backends.kernel.tokens import expiry
from courant.french import typeset

ROUTES = Routes("customers")


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    path = Path(__file__).parent / "textes.yml"
    texts: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


@ROUTES.post("/identify", access=Access.SERVICE, answer=Grant, body=IdentifyBody, problems=(429,))
async def identify_customer(call: Call) -> Grant:
    """Recognise a customer by two facts."""
    config, now = call.service.config, call.now
    claim = claim_of(call.body(IdentifyBody), config)
    found = await call.service.database.write(lambda connection: identify(connection, claim, config, now))
    if isinstance(found, Problem):
        raise found
    return found


@ROUTES.post(
    "/codes", access=Access.CODE_DUE, answer=CodeSent, body=CodeBody, keyed=True, status=201, problems=(404, 429)
)
async def send_code(call: Call) -> Answer:
    """Send a one-time code to a contact on file."""
    contact_id = call.body(CodeBody).contact_id
    caller, write, now = call.caller, call.keyed(call.caller.customer), call.now
    tracks = Tracks(caller.customer, caller.origin, caller.conversation)

    def _work(connection: Connection) -> tuple[Answer, Entry]:
        wait = wait_seconds(connection, "code", tracks, now)
        if wait:
            raise too_many_attempts(wait)
        sent = _send(connection, call, contact_id)
        record(connection, "code", tracks, now)
        entry = Entry(caller.customer, "code_sent", caller.customer, {"contact": contact_id})
        return Answer(sent, 201), entry

    return await call.service.database.write(
        lambda connection: once(connection, METADATA, write, lambda: _work(connection))
    )


def _send(connection: Connection, call: Call, contact_id: str) -> CodeSent:
    row = customer_row(connection, call.caller.customer)
    address = address_of(contact_id, row["phone"], row["email"])
    if address is None:
        raise not_found("contact")
    key = call.service.config.derive("codes")
    code, expires_at = make_code(connection, call.caller, key, call.now)
    mail = "@" in address
    words = _texts()["code"]
    brand = supplier(call.service.config.supplier_file).name
    text = typeset(words["texte"].format(marque=brand, code=code))
    message = Message("email" if mail else "sms", address, text, "code", words["objet"] if mail else "")
    try:
        call.service.messenger.send(message)
    except MessageNotSent:
        # Raised inside the transaction: the code is not kept, and the same key may try again.
        raise Problem(503, "message_not_sent") from None
    return CodeSent(mask_email(address) if mail else mask_phone(address), expires_at)


@ROUTES.post("/codes/verification", access=Access.CODE_DUE, answer=Grant, body=VerifyBody, problems=(410,))
async def verify_code(call: Call) -> Grant:
    """Turn a token into a verified one by the code that was sent."""
    config, now, given = call.service.config, call.now, call.body(VerifyBody).code
    verified = replace(call.caller, level=2, expires_at=expiry(now, config))

    def _work(connection: Connection) -> Grant | Problem:
        problem = check_code(connection, call.caller, given, config.derive("codes"), now)
        if problem is not None:
            return problem
        entry = Entry(verified.customer, "verified", verified.customer, {})
        append(connection, METADATA, entry, now)
        return grant_for(customer_row(connection, verified.customer), verified, config)

    found = await call.service.database.write(_work)
    if isinstance(found, Problem):
        raise found
    return found


@ROUTES.get("/profile", access=Access.IDENTIFIED, answer=Customer)
async def read_profile(call: Call) -> Customer:
    """Read a customer and their contracts; names and streets are hidden before verification."""
    return await call.service.database.read(lambda connection: profile(connection, call.caller))


@ROUTES.get("/contacts", access=Access.CODE_DUE, answer=Contact, paged=True)
async def read_contacts(call: Call) -> Page:
    """Read the masked contacts on file."""

    def _work(connection: Connection) -> Any:
        return customer_row(connection, call.caller.customer)

    row = await call.service.database.read(_work)
    found = contacts(row["phone"], row["email"])
    return Page(found, len(found), 100, 0)


@ROUTES.put(
    "/contracts/<contract_id>/paperless", access=Access.VERIFIED, answer=Contract, body=PaperlessBody, keyed=True
)
async def write_paperless(call: Call, contract_id: str) -> Answer:
    """Switch a contract to on-line bills or back to paper."""
    value = call.body(PaperlessBody).value
    customer, write = call.caller.customer, call.keyed(call.caller.customer)

    def _work(connection: Connection) -> tuple[Answer, Entry]:
        contract = set_paperless(connection, customer, contract_id, value)
        entry = Entry(customer, "paperless_set", contract_id, {"value": value})
        return Answer(contract), entry

    return await call.service.database.write(
        lambda connection: once(connection, METADATA, write, lambda: _work(connection))
    )
