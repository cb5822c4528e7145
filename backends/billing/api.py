"""HTTP face of the billing context."""

from __future__ import annotations

import asyncio

from sanic.response import HTTPResponse, raw
from sqlalchemy.engine import Connection

from backends.billing.accounts import balance
from backends.billing.contracts import cycle, recurring_charges
from backends.billing.deferring import postpone
from backends.billing.document import bill_document, document_data
from backends.billing.explaining import explain
from backends.billing.model import (
    Balance,
    Bill,
    Cycle,
    DocumentLink,
    DueStatement,
    Explanation,
    IncomingPayment,
    NewDueDate,
    OpenBill,
    Payment,
    Received,
    RecurringCharge,
    ReferenceValue,
)
from backends.billing.receiving import receive, to_pay
from backends.billing.stating import due_statement
from backends.billing.store import bill_of, bills_of, contract_of, owner_of, payments_of, price_book
from backends.kernel.journal import Answer
from backends.kernel.links import opened, signed_name
from backends.kernel.problems import not_found
from backends.kernel.reference import UnknownValue, reference
from backends.kernel.routes import Page, Parameter, Routes
from backends.kernel.service import Access, Call
from backends.kernel.supplier import supplier

ROUTES = Routes("billing")
BILL_DOCUMENT = "bill"
_CONTRACT = (Parameter("contract_id", "Only the bills of this contract."),)
_DAY = (Parameter("on", "Day of validity, today by default."),)


@ROUTES.get("/bills", access=Access.VERIFIED, answer=Bill, paged=True, parameters=_CONTRACT)
async def read_bills(call: Call) -> Page:
    """Read the customer's bills and credit notes, newest first, without lines."""
    limit, offset = call.number("limit", 24, 100), call.number("offset", 0, 10_000, lowest=0)
    customer, asked, today = call.caller.customer, call.request.args.get("contract_id"), call.service.today

    def _work(connection: Connection) -> list[Bill]:
        chosen = contract_of(connection, customer, asked).id if asked else None
        return bills_of(connection, customer, today, chosen)

    found = await call.service.database.read(_work)
    return Page(found[offset : offset + limit], len(found), limit, offset)


@ROUTES.get("/bills/<bill_id>", access=Access.VERIFIED, answer=Bill)
async def read_bill(call: Call, bill_id: str) -> Bill:
    """Read a bill with its lines, by id or printed number."""
    customer, today = call.caller.customer, call.service.today
    return await call.service.database.read(lambda connection: bill_of(connection, customer, bill_id, today))


@ROUTES.get("/bills/<bill_id>/explanation", access=Access.VERIFIED, answer=Explanation)
async def read_explanation(call: Call, bill_id: str) -> Explanation:
    """Read why a bill differs from the one before it."""
    customer, today = call.caller.customer, call.service.today
    return await call.service.database.read(lambda connection: explain(connection, customer, bill_id, today))


@ROUTES.get("/bills/<bill_id>/document-link", access=Access.VERIFIED, answer=DocumentLink)
async def link_bill(call: Call, bill_id: str) -> DocumentLink:
    """Sign a link to the PDF of a bill."""
    customer, today, config = call.caller.customer, call.service.today, call.service.config
    bill = await call.service.database.read(lambda connection: bill_of(connection, customer, bill_id, today))
    return DocumentLink(
        f"{config.public_url}/billing/documents/{signed_name(BILL_DOCUMENT, bill.id, call.now, config)}"
    )


@ROUTES.get("/documents/<name>", access=Access.PUBLIC, answer="application/pdf", problems=(410,))
async def read_document(call: Call, name: str) -> HTTPResponse:
    """Open the PDF of a bill by its signed link."""
    config, today = call.service.config, call.service.today
    bill_id = opened(BILL_DOCUMENT, name, call.now, config)
    data = await call.service.database.read(
        lambda connection: document_data(connection, owner_of(connection, bill_id), bill_id, today)
    )
    content = await asyncio.to_thread(bill_document, data, supplier(config.supplier_file))
    headers = {
        "Content-Disposition": f'inline; filename="{data.bill.number}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return raw(content, content_type="application/pdf", headers=headers)


@ROUTES.get("/balance", access=Access.VERIFIED, answer=Balance)
async def read_balance(call: Call) -> Balance:
    """Read what is owed, what is late and what comes next."""
    customer, today = call.caller.customer, call.service.today

    def _work(connection: Connection) -> Balance:
        return balance(bills_of(connection, customer, today), payments_of(connection, customer), today)

    return await call.service.database.read(_work)


@ROUTES.get("/payments", access=Access.VERIFIED, answer=Payment, paged=True)
async def read_payments(call: Call) -> Page:
    """Read the customer's payments, newest first."""
    limit, offset = call.number("limit", 24, 100), call.number("offset", 0, 10_000, lowest=0)
    found = await call.service.database.read(lambda connection: payments_of(connection, call.caller.customer))
    return Page(found[offset : offset + limit], len(found), limit, offset)


@ROUTES.post("/payments", access=Access.SERVICE, body=IncomingPayment, answer=Received, keyed=True, status=201)
async def receive_payment(call: Call) -> Answer:
    """Put money received elsewhere on the account of a customer, once for its reference."""
    incoming, write, today = call.body(IncomingPayment), call.keyed("service"), call.service.today
    return await call.service.database.write(lambda connection: receive(connection, incoming, today, write))


@ROUTES.get("/open-bills", access=Access.VERIFIED, answer=OpenBill, paged=True)
async def read_open_bills(call: Call) -> Page:
    """Read the customer's bills that are not settled, oldest first, with what is left to pay of each."""
    limit, offset = call.number("limit", 24, 100), call.number("offset", 0, 10_000, lowest=0)
    customer, today = call.caller.customer, call.service.today
    found = await call.service.database.read(lambda connection: to_pay(connection, customer, today))
    return Page(found[offset : offset + limit], len(found), limit, offset)


@ROUTES.get("/due-statement", access=Access.IDENTIFIED, answer=DueStatement)
async def read_due_statement(call: Call) -> DueStatement:
    """Read all that the customer can pay now, sealed: payments opens it, nobody else is told a figure."""
    customer, now, config = call.caller.customer, call.now, call.service.config
    return await call.service.database.read(lambda connection: due_statement(connection, customer, now, config))


@ROUTES.post("/bills/<bill_id>/due-date", access=Access.SERVICE, body=NewDueDate, answer=Bill, keyed=True)
async def postpone_bill(call: Call, bill_id: str) -> Answer:
    """Postpone the due date of a bill, once for its key."""
    new, write, today = call.body(NewDueDate), call.keyed("service"), call.service.today
    return await call.service.database.write(lambda connection: postpone(connection, bill_id, new, today, write))


@ROUTES.get("/contracts/<contract_id>/cycle", access=Access.IDENTIFIED, answer=Cycle)
async def read_cycle(call: Call, contract_id: str) -> Cycle:
    """Read how often a contract is billed and when next."""
    customer, today = call.caller.customer, call.service.today

    def _work(connection: Connection) -> Cycle:
        contract = contract_of(connection, customer, contract_id)
        return cycle(contract, bills_of(connection, customer, today, contract.id), today)

    return await call.service.database.read(_work)


@ROUTES.get("/contracts/<contract_id>/recurring-charges", access=Access.VERIFIED, answer=RecurringCharge, paged=True)
async def read_recurring_charges(call: Call, contract_id: str) -> Page:
    """Read what a contract costs each month whatever is consumed."""
    customer, today = call.caller.customer, call.service.today

    def _work(connection: Connection) -> list[RecurringCharge]:
        contract = contract_of(connection, customer, contract_id)
        return recurring_charges(price_book(connection, contract), today)

    found = await call.service.database.read(_work)
    return Page(found, len(found), 100, 0)


@ROUTES.get("/reference/<key>", access=Access.SERVICE, answer=ReferenceValue, parameters=_DAY)
async def read_reference(call: Call, key: str) -> ReferenceValue:
    """Read a dated price, tax or legal delay with its source and confidence."""
    try:
        day = call.day("on") if "on" in call.request.args else call.service.today
        found = reference().at(key, day)
    except UnknownValue:
        raise not_found("value for that day") from None
    return ReferenceValue(
        key=key,
        label=found.label,
        unit=found.unit,
        value=found.value,
        first=found.first,
        last=found.last,
        source=found.source,
        confidence=found.confidence,
        tellable=found.tellable,
    )
