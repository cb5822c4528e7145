"""Filling the customers database with the demo."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from backends.customers.tables import ATTEMPT, CODE, CONTRACT, CUSTOMER
from backends.demo.people import DemoContract, DemoCustomer
from backends.demo.world import World


def seed(connection: Connection, world: World) -> None:
    """Replace the content of the customers database by the demo."""
    for table in (CODE, ATTEMPT, CONTRACT, CUSTOMER):
        connection.execute(delete(table))
    connection.execute(insert(CUSTOMER), [_customer(each) for each in world.customers])
    connection.execute(insert(CONTRACT), [_contract(each) for each in world.contracts()])


def _customer(customer: DemoCustomer) -> dict[str, Any]:
    return {
        "number": customer.number,
        "title": customer.title,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "born": customer.born,
        "phone": customer.phone,
        "email": customer.email,
        "vulnerable": customer.vulnerable,
        "professional": customer.professional,
        "portal_status": customer.portal,
    }


def _contract(contract: DemoContract) -> dict[str, Any]:
    return {
        "id": contract.id,
        "number": contract.number,
        "customer": contract.customer,
        "energy": contract.supply.energy,
        "street": contract.street,
        "postcode": contract.postcode,
        "commune": contract.commune,
        "delivery_point": contract.delivery_point,
        "meter_serial": contract.meter_serial,
        "offer": contract.offer,
        "power_kva": contract.supply.power_kva,
        "option": contract.supply.option,
        "paperless": contract.paperless,
        "payment_mode": contract.payment_mode,
    }
