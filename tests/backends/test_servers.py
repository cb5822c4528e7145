"""The running back ends that other tests build on."""

from __future__ import annotations

import time

import pytest

from courant.clients import BackendUnavailable, Clients, TooManyAttempts
from tests.backends.conftest import verified
from tests.backends.servers import Backends, Fault


@pytest.fixture(autouse=True)
def patient_clients() -> None:
    """Lateness is the subject here: clients and gateway wait no longer than in real use."""


async def test_a_customer_goes_through_every_service(clients: Clients, backends: Backends) -> None:
    grant = await verified(clients, backends, "10000001", "69003")
    bills = await clients.billing.bills(grant.token)
    points = await clients.metering.delivery_points(grant.token)
    tickets = await clients.tickets.list(grant.token)
    assert (grant.level, len(bills) > 3, len(points), tickets) == (2, True, 2, ())


@pytest.mark.parametrize("fault", ["down", "slow", "error", "empty"])
async def test_a_fault_is_seen_in_time_and_mended(clients: Clients, backends: Backends, fault: Fault) -> None:
    grant = await verified(clients, backends, "10000001", "69003")
    backends.break_("billing", fault)
    started = time.monotonic()
    with pytest.raises(BackendUnavailable):
        await clients.billing.balance(grant.token)
    assert time.monotonic() - started < 5
    assert (await clients.customers.profile(grant.token)).number == "10000001"
    backends.mend("billing")
    assert (await clients.billing.balance(grant.token)).overdue == 0


async def test_each_run_has_its_own_data(clients: Clients, backends: Backends) -> None:
    for attempt in range(3):
        with pytest.raises(Exception, match="not_recognised"):
            await clients.customers.identify("10000001", "75001", "c", "o")
        assert attempt < 3
    with pytest.raises(TooManyAttempts):
        await clients.customers.identify("10000001", "75001", "c", "o")
    assert await backends.outbox() == []
