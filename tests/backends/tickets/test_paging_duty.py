"""A critical ticket reaches the person on duty, once, whatever the provider does."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from backends.kernel.config import ConfigError
from backends.tickets.duty import duty_phone
from tests.backends.tickets.conftest import DUTY, Desk, OpenDesk, Provider, until
from tests.backends.tickets.serving import config_for


async def test_a_critical_ticket_pages_the_person_on_duty(desk: Desk) -> None:
    number = (await desk.open(priority="critique", subject="Odeur de gaz dans la cuisine")).json()["number"]
    await until(lambda: bool(desk.provider.sent))
    page = desk.provider.sent[0]
    assert (page.channel, page.to, page.purpose) == ("sms", DUTY, "astreinte")
    assert number in page.text
    assert "Odeur de gaz dans la cuisine" in page.text
    assert "+33639980001" in page.text


@pytest.mark.parametrize("priority", ["normale", "haute"])
async def test_other_tickets_page_nobody(desk: Desk, priority: str) -> None:
    await desk.open(priority=priority)
    await desk.open("critical", priority="critique")
    await until(lambda: bool(desk.provider.sent))
    assert desk.provider.calls == 1


async def test_a_replay_does_not_page_again(desk: Desk) -> None:
    await desk.open(priority="critique")
    await until(lambda: bool(desk.provider.sent))
    await desk.open(priority="critique")
    await desk.open("another", priority="critique")
    await until(lambda: len(desk.provider.sent) >= 2)
    await asyncio.sleep(0.1)
    assert [page.text.split()[2] for page in desk.provider.sent] == ["D2026-000001", "D2026-000002"]


async def test_a_failing_provider_loses_neither_ticket_nor_page(desk: Desk) -> None:
    desk.provider.failures = 3
    answer = await desk.open(priority="critique")
    assert answer.status_code == 201
    await until(lambda: bool(desk.provider.sent))
    await asyncio.sleep(0.1)
    assert desk.provider.calls == 4
    assert len(desk.provider.sent) == 1
    actions = [row.action for row in desk.rows("SELECT action FROM audit ORDER BY id")]
    assert actions == ["ticket.opened", "duty.paged"]


async def test_one_page_that_fails_does_not_hold_up_the_next(desk: Desk) -> None:
    desk.provider.failures = 1
    await asyncio.gather(*(desk.open(f"key-{n}", priority="critique") for n in range(3)))
    await until(lambda: len(desk.provider.sent) == 3)
    assert len({page.text for page in desk.provider.sent}) == 3


async def test_a_page_left_by_a_stopped_service_is_sent_by_the_next(open_desk: OpenDesk, provider: Provider) -> None:
    provider.failures = 10_000
    async with open_desk() as desk:
        await desk.open(priority="critique")
        await until(lambda: provider.calls > 0)
    assert provider.sent == []
    provider.failures = 0
    async with open_desk():
        await until(lambda: bool(provider.sent))
    assert len(provider.sent) == 1


async def test_two_processes_page_once(open_desk: OpenDesk, provider: Provider) -> None:
    async with open_desk() as first, open_desk() as second:
        await asyncio.gather(*((first, second)[n % 2].open(f"key-{n}", priority="critique") for n in range(6)))
        await until(lambda: len(provider.sent) == 6)
        await asyncio.sleep(0.1)
    assert len({page.text for page in provider.sent}) == provider.calls == 6


async def test_a_claim_of_a_process_that_died_runs_out(open_desk: OpenDesk, provider: Provider) -> None:
    provider.failures = 10_000
    async with open_desk() as desk:
        await desk.open(priority="critique")
        await until(lambda: provider.calls > 0)
    provider.failures = 0
    claimed = text("UPDATE ticket_page SET claimed_until = '2020-01-01T00:00:00.000000+00:00'")
    desk.database.write_now(lambda connection: connection.execute(claimed))
    async with open_desk():
        await until(lambda: len(provider.sent) == 1)


async def test_a_long_subject_is_shortened_and_an_absent_contact_is_not_invented(desk: Desk) -> None:
    await desk.open(priority="critique", subject="Câble tombé " * 20, contact=None)
    await until(lambda: bool(desk.provider.sent))
    page = desk.provider.sent[0].text
    assert "…" in page
    assert "None" not in page
    assert len(page) < 200


def test_the_phone_comes_from_the_environment_then_from_the_supplier(tmp_path: Path) -> None:
    demo = config_for(tmp_path)
    assert duty_phone(demo, {}) == DUTY
    assert duty_phone(demo, {"TICKETS_DUTY_PHONE": "+33639980042"}) == "+33639980042"
    with pytest.raises(ConfigError, match="TICKETS_DUTY_PHONE"):
        duty_phone(demo, {"TICKETS_DUTY_PHONE": "06 12"})


def test_real_use_refuses_a_number_of_fiction(tmp_path: Path) -> None:
    real = config_for(tmp_path, demo=False)
    with pytest.raises(ConfigError, match="fiction"):
        duty_phone(real, {})
    assert duty_phone(real, {"TICKETS_DUTY_PHONE": "+33123456789"}) == "+33123456789"
