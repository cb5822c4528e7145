"""Filling the billing database with the demo: bills are computed, never written down."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from backends.billing.demo_bills import Issued, issued_bills
from backends.billing.engine import total_ht, total_ttc
from backends.billing.tables import (
    ACCOUNT,
    BILL,
    CONTRACT,
    INDEX,
    LINE,
    METADATA,
    PAYMENT,
    PRICE_REVISION,
)
from backends.demo.people import DemoContract, pseudo_random
from backends.demo.world import World
from backends.kernel.wire import encode

Rows = dict[str, list[dict[str, Any]]]
_KEPT = ("keyed_write", "audit")


def seed(connection: Connection, world: World) -> None:
    """Replace the content of the billing database by the demo."""
    for table in reversed(METADATA.sorted_tables):
        if table.name not in _KEPT:
            connection.execute(delete(table))
    rows = _rows(world)
    for table in (ACCOUNT, CONTRACT, PRICE_REVISION, BILL, LINE, INDEX, PAYMENT):
        if rows[table.name]:
            connection.execute(insert(table), rows[table.name])


def _rows(world: World) -> Rows:
    rows: Rows = {table.name: [] for table in METADATA.sorted_tables}
    for customer in world.customers:
        first = customer.contracts[0]
        name = " ".join(part for part in (customer.title, customer.first_name, customer.last_name) if part)
        address = {"street": first.street, "city": f"{first.postcode} {first.commune}"}
        rows["account"].append({"customer": customer.number, "name": name, **address})
        for contract in customer.contracts:
            rows["contract"].append(_contract(contract))
            for each in contract.revisions:
                revision = {"contract_id": contract.id, "first": each.first, "factor": str(each.factor)}
                rows["price_revision"].append(revision)
            _add_bills(rows, contract, world)
    return rows


def _contract(contract: DemoContract) -> dict[str, Any]:
    return {
        "id": contract.id,
        "number": contract.number,
        "customer": contract.customer,
        "energy": contract.supply.energy,
        "option": contract.supply.option,
        "power_kva": contract.supply.power_kva,
        "offer": contract.offer,
        "payment_mode": contract.payment_mode,
        "frequency": contract.frequency,
        "since": contract.since,
        "delivery_point": contract.delivery_point,
        "meter_serial": contract.meter_serial,
        "street": contract.street,
        "city": f"{contract.postcode} {contract.commune}",
    }


def _add_bills(rows: Rows, contract: DemoContract, world: World) -> None:
    issued = issued_bills(contract, world)
    facts = [each for each in issued if each.kind == "facture"]
    unpaid = {id(each) for each in facts[-contract.unpaid :]} if contract.unpaid else set()
    for each in issued:
        number = f"F{each.issued_on:%Y}-{len(rows['bill']) + 1:06d}"
        bill_id = hashlib.sha256(f"bill {number}".encode()).hexdigest()[:12]
        rows["bill"].append(_bill(each, contract, bill_id, number))
        lines = each.draft.lines
        rows["bill_line"] += [{"bill_id": bill_id, "place": n, **_texts(vars(line))} for n, line in enumerate(lines)]
        rows["bill_index"] += [{"bill_id": bill_id, **_texts(vars(index))} for index in each.draft.indexes]
        if each.paid and id(each) not in unpaid:
            rows["payment"] += _payments(each, contract, bill_id, world.today)


def _bill(each: Issued, contract: DemoContract, bill_id: str, number: str) -> dict[str, Any]:
    return {
        "id": bill_id,
        "number": number,
        "contract_id": contract.id,
        "kind": each.kind,
        "issued_on": each.issued_on,
        "period_start": each.draft.start,
        "period_end": each.draft.end,
        "due_on": each.due_on,
        "total_cents": total_ttc(each.draft.lines),
        "total_ht_cents": total_ht(each.draft.lines),
        "estimated": each.draft.estimated,
        "kwh": each.draft.kwh,
    }


def _payments(each: Issued, contract: DemoContract, bill_id: str, today: date) -> list[dict[str, Any]]:
    amount = total_ttc(each.draft.lines)
    if each.kind == "avoir" or amount <= 0:
        return []
    debit = contract.payment_mode == "prelevement"
    early = 0 if debit else 1 + pseudo_random("paid", bill_id) % 6
    day = each.due_on - timedelta(days=early)
    if day > today and not debit:
        return []
    row = {
        "id": hashlib.sha256(f"payment {bill_id}".encode()).hexdigest()[:12],
        "customer": contract.customer,
        "bill_id": bill_id,
        "received_on": day,
        "amount_cents": amount,
        "means": contract.payment_mode,
        "status": "recu" if day <= today else "en_cours",
        "reference": f"R{pseudo_random('reference', bill_id):010d}",
    }
    return [row]


def _texts(values: dict[str, Any]) -> dict[str, Any]:
    return {name: encode(value) if isinstance(value, Decimal) else value for name, value in values.items()}
