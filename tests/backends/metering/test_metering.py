"""Use by month and day, indexes, charts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from PIL import Image

from courant.clients import Clients, Rejected
from tests.backends.conftest import verified
from tests.backends.servers import Backends


@pytest.fixture
async def token(clients: Clients, backends: Backends) -> AsyncIterator[str]:
    yield (await verified(clients, backends, "10000004", "44000")).token


async def point_of(clients: Clients, token: str) -> str:
    return (await clients.metering.delivery_points(token))[0].id


async def test_peak_and_off_peak_add_up(clients: Clients, token: str) -> None:
    use = await clients.metering.consumption(token, await point_of(clients, token), months=24)
    assert len(use) == 24
    for month in use:
        assert month.hp is not None and month.hc is not None
        assert month.hp + month.hc == month.kwh > 0
    by_month = {each.month: each.kwh for each in use}
    for month in use[12:]:
        assert month.last_year_kwh == by_month[month.month.replace(year=month.month.year - 1)]


async def test_days_add_up_to_their_month(clients: Clients, token: str) -> None:
    point = await point_of(clients, token)
    month = (await clients.metering.consumption(token, point, months=2))[0]
    end = (month.month + timedelta(days=32)).replace(day=1)
    days = await clients.metering.daily(token, point, month.month, end)
    assert len(days) == (end - month.month).days
    assert sum(day.kwh for day in days) == month.kwh


async def test_bills_are_made_from_the_indexes(clients: Clients, backends: Backends) -> None:
    token = (await verified(clients, backends, "10000003", "35000")).token
    readings = await clients.metering.readings(token, await point_of(clients, token), limit=2)
    bill = (await clients.billing.bills(token))[0]
    assert [each.day for each in readings] == [bill.period_end, bill.period_start]
    assert readings[0].value - readings[1].value == bill.kwh
    assert readings[0].origin == "distributeur"


async def test_gas_is_metered_in_cubic_metres_and_used_in_kwh(clients: Clients, backends: Backends) -> None:
    token = (await verified(clients, backends, "10000001", "69003")).token
    gas = (await clients.metering.delivery_points(token))[1]
    assert (gas.energy, gas.meter_kind, gas.meter_digits, gas.registers) == ("gaz", "gazpar", 5, ("gaz",))
    newest, older = await clients.metering.readings(token, gas.id, limit=2)
    bill = (await clients.billing.bills(token, contract_id=gas.contract_id))[0]
    whole = await clients.billing.bill(token, bill.id)
    assert whole.kwh == round((newest.value - older.value) * 11.21)


async def test_a_meter_that_does_not_communicate_has_no_daily_use(clients: Clients, backends: Backends) -> None:
    token = (await verified(clients, backends, "10000014", "33000")).token
    today = backends.clock().date()
    point = await point_of(clients, token)
    assert await clients.metering.daily(token, point, today - timedelta(days=10), today) == ()
    assert await clients.metering.consumption(token, point)


@pytest.mark.parametrize("days", [0, 63, -1])
async def test_too_long_a_period_is_refused(clients: Clients, backends: Backends, token: str, days: int) -> None:
    today = backends.clock().date()
    with pytest.raises(Rejected) as refused:
        await clients.metering.daily(token, await point_of(clients, token), today, today + timedelta(days=days))
    assert refused.value.code == "invalid_query"


async def test_the_chart_is_a_picture_that_can_be_read(clients: Clients, token: str) -> None:
    link = await clients.metering.chart_link(token, await point_of(clients, token))
    async with httpx.AsyncClient(timeout=30) as http:
        answer = await http.get(link)
    picture = Image.open(BytesIO(answer.content))
    assert picture.format == "PNG" and picture.width >= 800 and picture.height >= 450
    assert "électricité" in picture.info["Title"]
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1_000_000) or []}
    # Peak, off-peak and last year each have their colour.
    assert {(11, 92, 143), (127, 178, 214), (201, 206, 214)} <= colours
