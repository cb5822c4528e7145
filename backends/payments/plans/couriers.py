"""What plans owe to others besides payments: new due dates, for billing."""

from __future__ import annotations

import json
from collections.abc import Sequence

from backends.kernel.courier import Courier, Send, post
from backends.kernel.outgoing import Letter
from backends.kernel.service import Service
from backends.payments.plans.deferring import DUE_DATES
from backends.payments.tables import METADATA


def plan_couriers(service: Service, first_delay: float = 1.0) -> Sequence[Courier]:
    """Return the courier that tells billing of postponed due dates, for as long as it takes."""
    return [Courier(service.database, METADATA, DUE_DATES, _to_billing(service), first_delay, give_up_after=None)]


def _to_billing(service: Service) -> Send:
    async def send(letter: Letter) -> None:
        told = json.loads(letter.body)
        url = f"{service.config.upstreams['billing']}/bills/{told['bill_number']}/due-date"
        headers = {"X-Service-Key": service.config.service_key, "Idempotency-Key": f"payments:{told['reference']}"}
        body = {name: told[name] for name in ("customer", "due_on", "reference")}
        await post(url, json.dumps(body).encode(), headers)

    return send
