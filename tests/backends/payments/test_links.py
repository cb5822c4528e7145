"""Making links: one that can be paid a customer, whatever tabs, channels and retries do."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from courant.clients import Forbidden, NotFound, Rejected
from tests.backends.payments.conftest import BENALI, Desk


async def test_a_link_opens_its_page_and_says_until_when(desk: Desk) -> None:
    link = await desk.link()
    assert (link.reference, link.status, link.amount) == ("P2026-000001", "ouvert", Decimal("184.20"))
    assert link.expires_at.isoformat() == "2026-11-23T10:00:00+01:00"
    page = await desk.http.get(str(link.url))
    assert page.status_code == 200 and link.reference in page.text


async def test_the_same_request_gives_the_open_link_back(desk: Desk) -> None:
    first, second = await desk.link(), await desk.link(conversation="another-tab")
    assert (second.reference, second.url, second.reused) == (first.reference, first.url, True)
    assert len(desk.rows("SELECT id FROM payment_link")) == 1


async def test_the_same_key_gives_the_first_answer(desk: Desk) -> None:
    first, again = await desk.link(key="k"), await desk.link(key="k")
    assert again == first and not again.reused
    with pytest.raises(Rejected) as refused:
        await desk.link("20.00", key="k")
    assert refused.value.code == "key_reused"


async def test_two_clicks_at_once_make_one_link(desk: Desk) -> None:
    links = await asyncio.gather(*(desk.link() for _ in range(6)))
    assert len({link.reference for link in links}) == 1
    assert [link.reused for link in links].count(False) == 1


async def test_another_amount_replaces_the_open_link(desk: Desk) -> None:
    first = await desk.link("100.00")
    second = await desk.link("50.00")
    assert second.reference != first.reference
    assert await desk.status(first) == "remplace"
    assert (await desk.choose(first, "accepter")).status_code == 303
    assert await desk.status(first) == "remplace"  # its page takes nothing any more
    assert "a été remplacé" in (await desk.http.get(str(first.url))).text


async def test_different_amounts_at_once_leave_one_payable(desk: Desk) -> None:
    await asyncio.gather(*(desk.link(f"{10 + number}.00") for number in range(6)))
    assert len(desk.rows("SELECT id FROM payment_link WHERE status = 'ouvert'")) == 1


async def test_no_other_link_while_a_payment_is_on_its_way(desk: Desk) -> None:
    link = await desk.link()
    await desk.choose(link, "accepter", retard="60")
    assert await desk.status(link) == "en_cours"
    with pytest.raises(Rejected) as refused:
        await desk.link("50.00")
    assert refused.value.code == "payment_running"


@pytest.mark.parametrize("euros", ["0.00", "-5.00", "3000.01"])
async def test_an_amount_outside_the_limits_is_refused(desk: Desk, euros: str) -> None:
    with pytest.raises(Rejected) as refused:
        await desk.link(euros)
    assert refused.value.code == "amount_out_of_range"


async def test_a_link_expires_and_another_takes_its_place(desk: Desk) -> None:
    link = await desk.link()
    desk.backends.clock.advance(hours=24)
    assert "n’est plus valable" in (await desk.http.get(str(link.url))).text
    assert await desk.status(link) == "expire"
    fresh = await desk.link()
    assert fresh.reference != link.reference and not fresh.reused


async def test_links_are_listed_newest_first_and_an_old_one_is_seen_expired(desk: Desk) -> None:
    await desk.link("100.00")
    await desk.link("50.00")
    desk.backends.clock.advance(hours=25)
    listed = await desk.clients.payments.links(desk.token())
    assert [(each.amount, each.status) for each in listed] == [
        (Decimal("50.00"), "expire"),
        (Decimal("100.00"), "remplace"),
    ]
    assert all(each.url is None for each in listed)


async def test_somebody_else_sees_nothing_of_it(desk: Desk) -> None:
    link = await desk.link()
    with pytest.raises(Forbidden) as refused:
        await desk.clients.payments.link(desk.token("10000001"), link.reference)
    assert refused.value.code == "other_customer"
    assert await desk.clients.payments.links(desk.token("10000001")) == ()
    with pytest.raises(NotFound):
        await desk.clients.payments.link(desk.token(), "P2026-999999")


async def test_a_customer_who_is_only_identified_gets_no_link(desk: Desk) -> None:
    with pytest.raises(Forbidden) as refused:
        await desk.link(level=1)
    assert refused.value.code == "level_too_low"


async def test_everything_is_in_the_audit_trail_and_no_address_in_the_database(desk: Desk) -> None:
    link = await desk.link()
    await desk.link()
    actions = [row.action for row in desk.rows("SELECT action FROM audit ORDER BY id")]
    assert actions == ["link.created", "link.reused"]
    proof = str(link.url).rpartition(".")[2]
    assert proof not in str(desk.rows("SELECT answer FROM keyed_write")) + str(desk.rows("SELECT * FROM payment_link"))
    assert desk.rows("SELECT customer FROM payment_link")[0].customer == BENALI
