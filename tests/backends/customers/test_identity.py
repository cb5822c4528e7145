"""Recognising customers: what is told to whom, how often one may try, and who can hinder whom."""

from __future__ import annotations

import statistics
import time
import uuid
from collections.abc import AsyncIterator

import httpx
import pytest

from courant.clients import Clients, Forbidden, NotRecognised, Rejected, TooManyAttempts
from tests.backends.servers import Backends, running_backends


@pytest.fixture
async def backends() -> AsyncIterator[Backends]:
    async with running_backends(services=["customers"], gateway=False) as running:
        yield running


def name() -> str:
    return uuid.uuid4().hex


async def fail(clients: Clients, reference: str, conversation: str, origin: str, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(NotRecognised):
            await clients.customers.identify(reference, "00000", conversation, origin)


@pytest.mark.parametrize(
    ("reference", "fact"),
    [
        ("10000001", "69003"),
        ("1000 0001", " 69 003 "),
        ("3000001002", "69003"),  # the number of the gas contract
        ("10000001", "8713"),  # the last digits of the electricity meter
        ("10000001", "8259"),  # and of the gas meter
        ("10000005", "59000"),
    ],
)
async def test_two_facts_are_enough(clients: Clients, reference: str, fact: str) -> None:
    grant = await clients.customers.identify(reference, fact, name(), name())
    assert grant.level == 1 and not grant.code_required


async def test_the_six_customers_are_known_by_their_postcode(clients: Clients) -> None:
    postcodes = ("69003", "31000", "35000", "44000", "59000", "13001")
    for rank, postcode in enumerate(postcodes, start=1):
        grant = await clients.customers.identify(f"1000000{rank}", postcode, name(), name())
        assert grant.customer_number == f"1000000{rank}"


@pytest.mark.parametrize("fact", ["69100", "6900", "69", "", "69003 69100", "8714"])
async def test_a_wrong_fact_is_not_enough(clients: Clients, fact: str) -> None:
    with pytest.raises(NotRecognised):
        await clients.customers.identify("10000001", fact, name(), name())


async def test_the_answer_is_the_same_whether_or_not_a_customer_exists(backends: Backends) -> None:
    headers = {"X-Service-Key": backends.config.service_key}
    answers = []
    async with httpx.AsyncClient() as http:
        for reference in ("10000001", "99999999", "3000001001", "3099999999", "", "' OR 1=1 --"):
            body = {"reference": reference, "second_fact": "00000", "conversation": name(), "origin": name()}
            answer = await http.post(f"{backends.addresses['customers']}/identify", json=body, headers=headers)
            told = {k: v for k, v in answer.headers.items() if k.lower() not in ("x-request-id",)}
            answers.append((answer.status_code, answer.content, told))
    assert answers[0][0] == 422
    assert all(answer == answers[0] for answer in answers)


async def test_the_time_is_about_the_same_whether_or_not_a_customer_exists(clients: Clients) -> None:
    times: dict[str, list[float]] = {"10000001": [], "99999999": []}
    for _ in range(150):
        for reference in times:
            started = time.perf_counter()
            await fail(clients, reference, name(), name())
            times[reference].append(time.perf_counter() - started)
    known, unknown = (statistics.median(values) for values in times.values())
    assert 0.8 < known / unknown < 1.25


async def test_waits_grow_with_each_failure(clients: Clients, backends: Backends) -> None:
    conversation, origin, waits = name(), name(), []
    await fail(clients, "10000001", conversation, origin, times=3)
    for _ in range(4):
        with pytest.raises(TooManyAttempts) as refused:
            await clients.customers.identify("10000001", "69003", conversation, origin)
        waits.append(refused.value.retry_after)
        backends.clock.advance(seconds=refused.value.retry_after)
        await fail(clients, "10000001", conversation, origin)
    assert waits == sorted(waits) and waits[0] <= 30 and waits[-1] > 4 * waits[0]
    backends.clock.advance(hours=25)
    grant = await clients.customers.identify("10000001", "69003", conversation, origin)
    assert grant.level == 1


async def test_unknown_references_wait_alike(clients: Clients) -> None:
    conversation, origin = name(), name()
    await fail(clients, "99999999", conversation, origin, times=3)
    with pytest.raises(TooManyAttempts):
        await clients.customers.identify("99999999", "00000", conversation, origin)


async def test_one_origin_cannot_try_many_customers(clients: Clients) -> None:
    origin = name()
    for rank in range(10):
        await fail(clients, f"100000{rank + 11}", name(), origin)
    with pytest.raises(TooManyAttempts):
        await clients.customers.identify("10000001", "69003", name(), origin)


async def test_a_neighbour_cannot_lock_a_customer_out(clients: Clients, backends: Backends) -> None:
    for _ in range(30):
        await fail(clients, "10000001", name(), name())
    grant = await clients.customers.identify("10000001", "69003", name(), "the customer's own phone")
    assert (grant.level, grant.code_required, grant.first_name) == (0, True, "")
    with pytest.raises(Forbidden) as refused:
        await clients.customers.profile(grant.token)
    assert refused.value.code == "level_too_low"
    assert len(await clients.customers.contacts(grant.token)) == 2
    await clients.customers.send_code(grant.token, "telephone", name())
    verified = await clients.customers.verify_code(grant.token, await backends.last_code())
    assert (verified.level, verified.first_name) == (2, "Camille")


async def test_failures_on_one_contract_count_for_the_whole_customer(clients: Clients) -> None:
    for _ in range(10):
        await fail(clients, "3000001001", name(), name())
    assert (await clients.customers.identify("10000001", "69003", name(), name())).code_required
    assert not (await clients.customers.identify("10000002", "31000", name(), name())).code_required


async def test_a_success_clears_ones_own_failures(clients: Clients) -> None:
    conversation, origin = name(), name()
    await fail(clients, "10000001", conversation, origin, times=2)
    await clients.customers.identify("10000001", "69003", conversation, origin)
    await fail(clients, "10000001", conversation, origin, times=2)
    assert (await clients.customers.identify("10000001", "69003", conversation, origin)).level == 1


async def test_a_success_with_ones_own_account_does_not_clear_tries_on_others(clients: Clients) -> None:
    conversation, origin = name(), name()
    await fail(clients, "10000002", conversation, origin, times=2)
    await clients.customers.identify("10000001", "69003", conversation, origin)
    await fail(clients, "10000002", conversation, origin)
    with pytest.raises(TooManyAttempts):
        await clients.customers.identify("10000002", "31000", conversation, origin)


@pytest.mark.parametrize(("conversation", "origin"), [("", "o"), ("c", ""), ("c", "  ")])
async def test_attempts_of_nobody_are_refused(clients: Clients, conversation: str, origin: str) -> None:
    with pytest.raises(Rejected, match="invalid_body"):
        await clients.customers.identify("10000001", "69003", conversation, origin)
