"""What payments owes to others: money to billing, results to the assistant, and the end of links that nobody used."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy.engine import Connection

from backends.kernel.courier import Courier, Send, Then, post
from backends.kernel.events import event_courier
from backends.kernel.outgoing import Letter
from backends.kernel.service import Service
from backends.payments import store
from backends.payments.links import EXPIRY, expire_due
from backends.payments.model import Allocation
from backends.payments.plans.settling import count_for_plans
from backends.payments.played import PROVIDER, notifier
from backends.payments.provider import Provider
from backends.payments.results import BILLING, put_on_account
from backends.payments.tables import METADATA


def couriers(service: Service, provider: Provider, first_delay: float = 1.0) -> Sequence[Courier]:
    """Return the couriers of the context; the last one plays the provider in demo mode."""
    made = [
        event_courier(service.database, METADATA, service.config, first_delay),
        # Money is never given up: billing gets the news however long it was away.
        Courier(service.database, METADATA, BILLING, _to_billing(service), first_delay, give_up_after=None),
        Courier(service.database, METADATA, EXPIRY, _expire(service), first_delay),
    ]
    if provider.is_played:
        made.append(Courier(service.database, METADATA, PROVIDER, notifier(service, provider), first_delay))
    return made


def _to_billing(service: Service) -> Send:
    async def send(letter: Letter) -> Then:
        url = f"{service.config.upstreams['billing']}/payments"
        body = json.loads(letter.body)
        headers = {
            "X-Service-Key": service.config.service_key,
            "Idempotency-Key": f"payments:{body['reference']}",
        }
        answer = await post(url, letter.body.encode(), headers)
        parts = [Allocation(each["bill_number"], each["amount_cents"]) for each in answer.json()["allocations"]]
        return partial(_settled, body, parts, service)

    return send


def _settled(body: Mapping[str, Any], parts: Sequence[Allocation], service: Service, connection: Connection) -> None:
    """Note billing's answer for a payment by link; of an instalment, only that it was more than what was left."""
    put_on_account(connection, body["reference"], parts, service.clock())
    if store.find(connection, body["reference"]) is None:
        unused = [part for part in parts if part.bill_number is None]
        count_for_plans(connection, body["customer"], unused, service.clock())


def _expire(service: Service) -> Send:
    async def send(letter: Letter) -> Then:
        reference = json.loads(letter.body)["reference"]
        return partial(_expire_now, reference, service)

    return send


def _expire_now(reference: str, service: Service, connection: Connection) -> None:
    row = store.find(connection, reference)
    if row is not None:
        store.lock_customer(connection, row.customer)
        expire_due(connection, row.customer, service.clock())
