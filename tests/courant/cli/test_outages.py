"""`courant pannes`: what an operator types, against a running outage system."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest

from courant.cli import main
from courant.settings import settings
from tests.backends.servers import Backends, running_backends


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Types a command while the outage system runs; returns exit code, output and errors."""

    async def type_into(backends: Backends, arguments: Sequence[str]) -> tuple[int, str, str]:
        for name, value in backends.environment.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        code = await asyncio.to_thread(main, ["pannes", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    yield type_into
    settings.cache_clear()


async def told_just_now(backends: Backends) -> str:
    """An outage of the present hour, whatever the hour of the demo's own."""
    said = (backends.clock() - timedelta(minutes=5)).isoformat()
    body = {
        "energy": "electricite",
        "reference": "R",
        "source": "Enedis",
        "source_at": said,
        "started_at": said,
        "distributor": "Enedis",
        "areas": [{"commune": "Lyon"}],
    }
    headers = {"X-Service-Key": backends.config.service_key, "Idempotency-Key": "k"}
    async with httpx.AsyncClient(base_url=backends.addresses["outages"], trust_env=False) as http:
        return str((await http.post("/outages", json=body, headers=headers)).json()["number"])


async def test_outages_are_listed_told_and_switched(typed) -> None:
    async with running_backends(services=["outages"], gateway=False) as backends:
        code, listed, _ = await typed(backends, ["liste"])
        assert code == 0 and len(listed.splitlines()) == 7
        number = await told_just_now(backends)
        code, told, errors = await typed(backends, ["suivi", number, "equipe_sur_place", "--retour", "23:59"])
        assert (code, errors) == (0, "") and "equipe_sur_place" in told
        code, _, errors = await typed(backends, ["suivi", number, "annoncee"])
        assert code == 1 and "illegal_move" in errors
        code, switched, _ = await typed(backends, ["masse", "departement", "69"])
        assert code == 0 and "en cours" in switched
        code, switched, _ = await typed(backends, ["masse", "departement", "69", "--arreter"])
        assert "terminée" in switched
        code, _, errors = await typed(backends, ["masse", "departement"])
        assert code == 1 and "invalid_body" in errors


async def test_a_system_that_is_down_is_said(typed) -> None:
    async with running_backends(services=["outages"], gateway=False) as backends:
        backends.break_("outages", "error")
        code, _, errors = await typed(backends, ["liste"])
    assert code == 1 and "ne répond pas" in errors
