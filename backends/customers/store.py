"""Reading and writing customers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from backends.customers.model import HIDDEN, Contract, Customer
from backends.customers.tables import CONTRACT, CUSTOMER
from backends.kernel.problems import not_found, other_customer
from backends.kernel.tokens import Caller


def customer_row(connection: Connection, number: str) -> Any:
    """Return the row of a customer."""
    row = connection.execute(select(CUSTOMER).where(CUSTOMER.c.number == number)).mappings().one_or_none()
    if row is None:
        raise not_found("customer")
    return row


def profile(connection: Connection, caller: Caller) -> Customer:
    """Return a customer; before verification the family name and streets are hidden."""
    row = customer_row(connection, caller.customer)
    verified = caller.level >= 2
    query = select(CONTRACT).where(CONTRACT.c.customer == caller.customer).order_by(CONTRACT.c.number)
    return Customer(
        number=row["number"],
        title=row["title"],
        first_name=row["first_name"],
        last_name=row["last_name"] if verified else f"{row['last_name'][:1]}.",
        vulnerable=row["vulnerable"],
        professional=row["professional"],
        portal_status=row["portal_status"],
        contracts=tuple(_contract(each, verified) for each in connection.execute(query).mappings()),
    )


def set_paperless(connection: Connection, customer: str, contract_id: str, value: bool) -> Contract:
    """Switch a contract to on-line bills or back; returns it as it is now."""
    query = select(CONTRACT).where(CONTRACT.c.id == contract_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise not_found("contract")
    if row["customer"] != customer:
        raise other_customer()
    connection.execute(update(CONTRACT).where(CONTRACT.c.id == contract_id).values(paperless=value))
    return _contract({**row, "paperless": value}, verified=True)


def _contract(row: Any, verified: bool) -> Contract:
    kept = [
        "id",
        "number",
        "energy",
        "postcode",
        "commune",
        "delivery_point",
        "offer",
        "power_kva",
        "option",
        "paperless",
        "payment_mode",
    ]
    return Contract(**{name: row[name] for name in kept}, address=row["street"] if verified else HIDDEN)
