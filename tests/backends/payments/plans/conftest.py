"""Payments with the systems that it asks, on each database; the moments are those of 22 November 2026."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import httpx
import pytest

from courant.clients import Clients
from courant.clients.plans import Eligibility, Plan, PlanOffer
from tests.backends.payments.conftest import BENALI, TODAY, Desk
from tests.backends.servers import running_backends
from tests.postgres import own_database

# Overdue bills: one of 81,30; three; one with a running plan; one with a broken plan; more than 3 000 euros.
PETIT, JOLY, NDIAYE, VASSEUR, AUBERT = "10000003", "10000020", "10000025", "10000026", "10000027"
# Nothing due; a debit announced; a bill that is not late yet.
NOTHING_DUE, DEBITED, NOT_LATE = "10000011", "10000004", "10000001"


class PlanDesk(Desk):
    """Somebody who asks for plans, and somebody who decides."""

    async def eligible(self, euros: str | None = None, customer: str = BENALI) -> Eligibility:
        amount = None if euros is None else Decimal(euros)
        return await self.clients.plans.eligibility(self.token(customer), amount)

    async def reasons(self, euros: str | None = None, customer: str = BENALI) -> list[str]:
        return [reason.code for reason in (await self.eligible(euros, customer)).reasons]

    async def offer(self, euros: str = "184.20", count: int = 3, day: int = 5, customer: str = BENALI) -> PlanOffer:
        found = await self.clients.plans.offers(self.token(customer), Decimal(euros), day)
        return next(each for each in found if each.count == count)

    async def plan(self, key: str | None = None, customer: str = BENALI, **offer: Any) -> Plan:
        wanted = await self.offer(customer=customer, **offer)
        return await self.clients.plans.create(self.token(customer), wanted, key or uuid.uuid4().hex)

    async def post(self, path: str, key: str | None = None, **body: Any) -> httpx.Response:
        url = f"{self.backends.addresses['payments']}{path}"
        headers = {"X-Service-Key": self.config.service_key, "Idempotency-Key": key or uuid.uuid4().hex}
        return await self.http.post(url, json=body, headers=headers)

    async def decide(self, plan: Plan, outcome: str, reason: str | None = None, key: str | None = None) -> Any:
        body = {"outcome": outcome, "decided_by": "claire.dubois", "reason": reason}
        return await self.post(f"/plans/{plan.reference}/decision", key, **body)

    async def pay(self, plan: Plan, rank: int, outcome: str = "recu", number: str = "", on: str = "2026-12-07") -> Any:
        body = {"rank": rank, "outcome": outcome, "reference": number or uuid.uuid4().hex, "on": on}
        return await self.post(f"/plans/{plan.reference}/instalments", **body)

    async def status(self, plan: Any, **token: Any) -> str:
        found = await self.clients.plans.plans(self.token(**token))
        return next(each.status for each in found if each.reference == plan.reference)


@asynccontextmanager
async def open_plan_desk(**options: Any) -> AsyncIterator[PlanDesk]:
    services = ("customers", "billing", "payments")
    async with (
        running_backends(today=TODAY, services=services, **options) as backends,
        Clients(backends.settings) as clients,
        httpx.AsyncClient(trust_env=False) as http,
    ):
        yield PlanDesk(backends, clients, http)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def desk(request: pytest.FixtureRequest) -> AsyncIterator[PlanDesk]:
    if request.param == "sqlite":
        async with open_plan_desk() as opened:
            yield opened
        return
    with own_database() as url:
        async with open_plan_desk(database_url=url) as opened:
            yield opened
