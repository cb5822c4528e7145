"""Reading the billing database into the values of :mod:`backends.billing.model`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from backends.billing.accounts import status
from backends.billing.model import Bill, Index, Line, Payment, Supply
from backends.billing.prices import PriceBook, Revision
from backends.billing.tables import ACCOUNT, BILL, CONTRACT, INDEX, LINE, PAYMENT, PRICE_REVISION
from backends.kernel.problems import not_found, other_customer
from backends.kernel.reference import reference


@dataclass(frozen=True)
class Contract:
    """A contract as billing knows it."""

    id: str
    number: str
    customer: str
    supply: Supply
    offer: str
    payment_mode: str
    frequency: Any
    since: date
    delivery_point: str
    meter_serial: str
    street: str
    city: str


@dataclass(frozen=True)
class Account:
    """Who pays, and the address that bills are sent to."""

    customer: str
    name: str
    street: str
    city: str


def contract_of(connection: Connection, customer: str, contract_id: str) -> Contract:
    """Return a contract of a customer, by its id or number.

    Raises:
        Problem: 404 when there is none, 403 when it is somebody else's.
    """
    chosen = (CONTRACT.c.id == contract_id) | (CONTRACT.c.number == contract_id)
    row = connection.execute(select(CONTRACT).where(chosen)).mappings().one_or_none()
    if row is None:
        raise not_found("contract")
    if row["customer"] != customer:
        raise other_customer()
    return _contract(row)


def account_of(connection: Connection, customer: str) -> Account:
    """Return the account of a customer."""
    row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.customer == customer)).mappings().one_or_none()
    if row is None:
        raise not_found("account")
    return Account(**row)


def price_book(connection: Connection, contract: Contract) -> PriceBook:
    """Return the prices of a contract."""
    query = select(PRICE_REVISION).where(PRICE_REVISION.c.contract_id == contract.id)
    rows = connection.execute(query.order_by(PRICE_REVISION.c.first)).mappings()
    revisions = tuple(Revision(row["first"], Decimal(row["factor"])) for row in rows)
    return PriceBook(reference(), contract.supply, revisions)


def bills_of(connection: Connection, customer: str, today: date, contract_id: str | None = None) -> list[Bill]:
    """Return the bills and credit notes of a customer, newest first, without lines."""
    query = _bill_query().where(CONTRACT.c.customer == customer)
    if contract_id is not None:
        query = query.where(CONTRACT.c.id == contract_id)
    rows = connection.execute(query.order_by(BILL.c.issued_on.desc(), BILL.c.number.desc())).mappings()
    return [_bill(row, today) for row in rows]


def bill_of(connection: Connection, customer: str, bill_id: str, today: date) -> Bill:
    """Return a bill of a customer with its lines, by id or printed number.

    Raises:
        Problem: 404 when there is none, 403 when it is somebody else's.
    """
    query = _bill_query().where((BILL.c.id == bill_id) | (BILL.c.number == bill_id.upper()))
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise not_found("bill")
    if row["customer"] != customer:
        raise other_customer()
    return with_details(connection, _bill(row, today))


def owner_of(connection: Connection, bill_id: str) -> str:
    """Return the customer of a bill."""
    query = select(CONTRACT.c.customer).select_from(BILL.join(CONTRACT)).where(BILL.c.id == bill_id)
    customer: str | None = connection.execute(query).scalar_one_or_none()
    if customer is None:
        raise not_found("bill")
    return customer


def with_details(connection: Connection, bill: Bill) -> Bill:
    """Return a bill with its lines and indexes."""
    lines = connection.execute(select(LINE).where(LINE.c.bill_id == bill.id).order_by(LINE.c.place)).mappings()
    # Peak before off-peak, as on the meter.
    same = select(INDEX).where(INDEX.c.bill_id == bill.id).order_by(INDEX.c.register.desc())
    indexes = connection.execute(same).mappings()
    return replace(bill, lines=tuple(map(_line, lines)), indexes=tuple(map(_index, indexes)))


def payments_of(connection: Connection, customer: str) -> list[Payment]:
    """Return the payments of a customer, newest first."""
    query = (
        select(PAYMENT, BILL.c.number.label("bill_number"))
        .select_from(PAYMENT.outerjoin(BILL))
        .where(PAYMENT.c.customer == customer)
        .order_by(PAYMENT.c.received_on.desc(), PAYMENT.c.id)
    )
    rows = connection.execute(query).mappings()
    return [Payment(**{name: row[name] for name in row if name != "customer"}) for row in rows]


def _bill_query() -> Any:
    paid = (
        select(func.coalesce(func.sum(PAYMENT.c.amount_cents), 0))
        .where((PAYMENT.c.bill_id == BILL.c.id) & (PAYMENT.c.status == "recu"))
        .scalar_subquery()
    )
    columns = (CONTRACT.c.customer, CONTRACT.c.energy, CONTRACT.c.payment_mode, paid.label("paid_cents"))
    return select(BILL, *columns).select_from(BILL.join(CONTRACT))


def _bill(row: Any, today: date) -> Bill:
    outside = ("customer", "payment_mode")
    bill = Bill(**{name: row[name] for name in row if name not in outside}, status="a_regler")
    return replace(bill, status=status(bill, today, row["payment_mode"] == "prelevement"))


def _contract(row: Any) -> Contract:
    inside = ("energy", "option", "power_kva")
    supply = Supply(*(row[name] for name in inside))
    return Contract(**{name: row[name] for name in row if name not in inside}, supply=supply)


def _line(row: Any) -> Line:
    values = {name: row[name] for name in row if name not in ("bill_id", "place")}
    decimals = {name: Decimal(values[name]) for name in ("quantity", "unit_price", "vat_rate")}
    return Line(**{**values, **decimals})


def _index(row: Any) -> Index:
    values = {name: row[name] for name in row if name != "bill_id"}
    return Index(**{**values, "coefficient": Decimal(values["coefficient"])})
