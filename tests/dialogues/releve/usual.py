"""What a meter shows after a usual use: a valid answer to the question about it, whoever is identified."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from actions.core.services import services
from tests.dialogues.bot import Customer


def usual(register: str) -> Callable[[Customer], Awaitable[str]]:
    """A plausible index of the customer's first meter with this register."""

    async def said(customer: Customer) -> str:
        here = services()
        metering = here.clients.metering
        token = here.store.identity(customer.conversation, here.now()).token or ""
        point = next(one for one in await metering.delivery_points(token) if register in one.registers)
        zeros: Any = dict.fromkeys(point.registers, 0)
        judged = await metering.judgement(token, point.id, zeros, here.now().date())
        use = next(one for one in judged.registers if one.register == register)
        return str(((use.previous or 0) + (use.usual or 0)) % 10**point.meter_digits)

    return said
