"""`courant plans`: what a representative types, against running systems."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from backends.kernel.tokens import Caller, sign
from courant.cli import main
from courant.clients import Clients
from courant.settings import settings
from tests.backends.servers import Backends, running_backends

PETIT = "10000003"
SERVICES = ("customers", "billing", "payments")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Types a command while the systems run; returns exit code, output and errors."""

    async def type_into(backends: Backends, arguments: Sequence[str]) -> tuple[int, str, str]:
        for name, value in backends.environment.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        code = await asyncio.to_thread(main, ["plans", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    yield type_into
    settings.cache_clear()


async def filed(backends: Backends) -> str:
    """The number of a request of Jeanne Petit that waits."""
    token = sign(Caller(PETIT, 2, "c", "web", backends.clock() + timedelta(minutes=30)), backends.config)
    async with Clients(backends.settings) as clients:
        offers = await clients.plans.offers(token, (await clients.plans.eligibility(token)).amount, 5)
        assert sum((part.amount for part in offers[0].instalments), Decimal(0)) == offers[0].total
        return (await clients.plans.create(token, offers[0], uuid.uuid4().hex)).reference


async def test_what_waits_is_listed_and_decided(typed) -> None:
    async with running_backends(services=SERVICES, gateway=False) as backends:
        assert await typed(backends, ["liste"]) == (0, "", "")
        number = await filed(backends)
        code, listed, _ = await typed(backends, ["liste"])
        assert code == 0 and number in listed and PETIT in listed and "en 3 fois" in listed
        code, decided, _ = await typed(backends, ["accepter", number])
        assert (code, decided.strip()) == (0, f"Plan {number} : actif")
        code, _, errors = await typed(backends, ["refuser", number, "Une aide est possible."])
        assert code == 1 and "illegal_move" in errors


async def test_a_refusal_has_its_reason(typed) -> None:
    async with running_backends(services=SERVICES, gateway=False) as backends:
        number = await filed(backends)
        code, decided, _ = await typed(backends, ["refuser", number, "Une aide est possible."])
        assert (code, decided.strip()) == (0, f"Plan {number} : refuse")


async def test_a_system_that_is_down_is_said(typed) -> None:
    async with running_backends(services=SERVICES, gateway=False) as backends:
        backends.break_("payments", "error")
        code, _, errors = await typed(backends, ["liste"])
    assert code == 1 and "ne répond pas" in errors
