"""What any system of record must do behind the contracts of docs/systemes.md."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import httpx
import pytest

from courant.clients import (
    CodeExpired,
    Forbidden,
    NotFound,
    NotRecognised,
    Rejected,
    WrongCode,
)
from tests.backends.contract.conftest import Subject


def key() -> str:
    return uuid.uuid4().hex


async def test_identification_needs_both_facts(subject: Subject) -> None:
    grant = await subject.identified(subject.customer)
    assert (grant.level, grant.code_required) == (1, False)
    assert grant.token and grant.expires_at.tzinfo is not None
    assert all("•" in contact.masked for contact in grant.contacts)
    with pytest.raises(NotRecognised):
        await subject.identified({**subject.customer, "second_fact": "00000"})
    with pytest.raises(NotRecognised):
        await subject.identified({"reference": "99999999", "second_fact": subject.customer["second_fact"]})


async def test_a_code_verifies_and_serves_once(subject: Subject) -> None:
    grant = await subject.identified(subject.customer)
    await subject.clients.customers.send_code(grant.token, grant.contacts[0].id, key())
    code = await subject.last_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    with pytest.raises(WrongCode) as refused:
        await subject.clients.customers.verify_code(grant.token, wrong)
    assert refused.value.remaining == 2
    verified = await subject.clients.customers.verify_code(grant.token, code)
    assert (verified.level, verified.customer_number) == (2, grant.customer_number)
    with pytest.raises(CodeExpired):
        await subject.clients.customers.verify_code(grant.token, code)


async def test_the_level_opens_what_it_should(subject: Subject) -> None:
    grant = await subject.identified(subject.customer)
    clients = subject.clients
    profile = await clients.customers.profile(grant.token)
    contract = profile.contracts[0]
    assert contract.postcode and contract.commune
    assert (await clients.billing.cycle(grant.token, contract.id)).next_bill_on >= date.today() - timedelta(days=1)
    assert await clients.metering.delivery_points(grant.token)
    for refused in (
        clients.billing.bills(grant.token),
        clients.billing.balance(grant.token),
        clients.billing.payments(grant.token),
        clients.billing.recurring_charges(grant.token, contract.id),
        clients.metering.consumption(grant.token, contract.delivery_point),
        clients.metering.chart_link(grant.token, contract.delivery_point),
        clients.customers.set_paperless(grant.token, contract.id, True, key()),
    ):
        with pytest.raises(Forbidden) as error:
            await refused
        assert error.value.code == "level_too_low"


async def test_addresses_and_names_are_hidden_before_the_code(subject: Subject) -> None:
    before = await subject.clients.customers.profile((await subject.identified(subject.customer)).token)
    after = await subject.clients.customers.profile((await subject.verified(subject.customer)).token)
    assert before.contracts[0].address == "•••"
    assert before.last_name == f"{after.last_name[0]}."
    assert after.contracts[0].address != "•••"


async def test_bills_add_up(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    bills = await subject.clients.billing.bills(token)
    assert bills == tuple(sorted(bills, key=lambda b: b.issued_on, reverse=True))
    assert all(b.lines == () for b in bills)
    bill = await subject.clients.billing.bill(token, bills[0].id)
    assert bill.number == bills[0].number
    assert sum(line.amount_ttc for line in bill.lines) == bill.total
    assert sum(line.amount_ht for line in bill.lines) == bill.total_ht
    for line in bill.lines:
        assert abs(line.quantity * line.unit_price - line.amount_ht) <= Decimal("0.01"), line
    assert (await subject.clients.billing.bill(token, bill.number)).id == bill.id


async def test_an_explanation_adds_up_to_the_cent(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    for bill in await subject.clients.billing.bills(token):
        explained = await subject.clients.billing.explanation(token, bill.id)
        assert sum(cause.amount for cause in explained.causes) == explained.difference
        if explained.previous is not None:
            assert explained.difference == explained.bill.total - explained.previous.total


async def test_balance_agrees_with_the_bills(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    bills = await subject.clients.billing.bills(token, limit=100)
    balance = await subject.clients.billing.balance(token)
    assert balance.amount == sum(bill.total - bill.paid for bill in bills)
    assert balance.overdue <= max(balance.amount, Decimal(0))


async def test_a_limit_is_obeyed(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    assert len(await subject.clients.billing.bills(token, limit=2)) == 2
    assert len(await subject.clients.billing.payments(token, limit=1)) == 1


async def test_a_bill_and_a_chart_open_by_their_links(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    bill = (await subject.clients.billing.bills(token))[0]
    point = (await subject.clients.metering.delivery_points(token))[0]
    links = (
        (await subject.clients.billing.document_link(token, bill.id), "application/pdf", b"%PDF"),
        (await subject.clients.metering.chart_link(token, point.id), "image/png", b"\x89PNG"),
    )
    async with httpx.AsyncClient(timeout=30) as http:
        for link, kind, start in links:
            answer = await http.get(link)
            assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
            assert answer.content.startswith(start)
            assert (await http.get(link[:-2] + ("aa" if link[-2:] != "aa" else "bb"))).status_code == 404
            assert point.id not in link


async def test_months_are_whole_and_beside_the_year_before(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    point = (await subject.clients.metering.delivery_points(token))[0]
    use = await subject.clients.metering.consumption(token, point.id, months=12)
    months = [each.month for each in use]
    assert months == sorted(months) and all(month.day == 1 for month in months)
    assert [each.complete for each in use] == [True] * (len(use) - 1) + [False]
    assert all(each.last_year_kwh is not None for each in use)
    end = date.today()
    days = await subject.clients.metering.daily(token, point.id, end - timedelta(days=7), end)
    assert 0 < len(days) <= 7


async def test_somebody_else_is_refused(subject: Subject) -> None:
    mine = (await subject.verified(subject.customer)).token
    theirs = (await subject.verified(subject.other_customer)).token
    clients = subject.clients
    bill = (await clients.billing.bills(theirs))[0]
    contract = (await clients.customers.profile(theirs)).contracts[0]
    for refused in (
        clients.billing.bill(mine, bill.id),
        clients.billing.explanation(mine, bill.id),
        clients.billing.document_link(mine, bill.id),
        clients.billing.cycle(mine, contract.id),
        clients.billing.bills(mine, contract_id=contract.id),
        clients.metering.consumption(mine, contract.delivery_point),
        clients.customers.set_paperless(mine, contract.id, False, key()),
    ):
        with pytest.raises(Forbidden) as error:
            await refused
        assert error.value.code == "other_customer"


async def test_what_does_not_exist_is_not_found(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    with pytest.raises(NotFound):
        await subject.clients.billing.bill(token, "nothing")
    with pytest.raises(NotFound):
        await subject.clients.metering.consumption(token, "00000000000000")


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
async def test_a_token_is_checked(subject: Subject, token: str) -> None:
    for service in (
        subject.clients.customers.profile,
        subject.clients.billing.balance,
        subject.clients.tickets.list,
    ):
        with pytest.raises(Forbidden):
            await service(token)


async def test_a_keyed_write_is_done_once(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    contract = (await subject.clients.customers.profile(token)).contracts[0]
    again, other = key(), not contract.paperless
    first = await subject.clients.customers.set_paperless(token, contract.id, other, again)
    await subject.clients.customers.set_paperless(token, contract.id, contract.paperless, key())
    replayed = await subject.clients.customers.set_paperless(token, contract.id, other, again)
    assert first == replayed and first.paperless is other
    now = (await subject.clients.customers.profile(token)).contracts[0]
    assert now.paperless is contract.paperless
    with pytest.raises(Rejected) as error:
        await subject.clients.customers.set_paperless(token, contract.id, contract.paperless, again)
    assert error.value.code == "key_reused"


async def test_a_write_without_a_key_is_refused(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    contract = (await subject.clients.customers.profile(token)).contracts[0]
    async with httpx.AsyncClient() as http:
        answer = await http.put(
            f"{subject.urls['customers']}/contracts/{contract.id}/paperless",
            json={"value": True},
            headers={"Authorization": f"Bearer {token}"},
        )
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_ticket_is_opened_once_and_followed(subject: Subject) -> None:
    grant, again = await subject.identified(subject.customer), key()
    tickets = subject.clients.tickets
    facts = ("reclamation_client", "normale", "Sujet", "Résumé", None, grant.token, "conversation")
    ticket = await tickets.create(*facts, again)  # type: ignore[arg-type]
    assert ticket.secret and ticket.status == "ouvert"
    assert (await tickets.create(*facts, again)).number == ticket.number  # type: ignore[arg-type]
    assert ticket.number in [each.number for each in await tickets.list(grant.token)]
    assert (await tickets.get(ticket.number, token=grant.token)).subject == "Sujet"
    assert (await tickets.get(ticket.number, secret=ticket.secret)).number == ticket.number
    other = await subject.identified(subject.other_customer)
    for number, secret, token in (
        (ticket.number, "AAAAA", None),
        (ticket.number, None, other.token),
        ("D1999-000001", ticket.secret, None),
    ):
        with pytest.raises(NotFound):
            await tickets.get(number, secret=secret, token=token)


async def test_a_public_case_needs_no_customer(subject: Subject) -> None:
    ticket = await subject.clients.tickets.create(
        "signaler_fuite_gaz",
        "critique",
        "Odeur de gaz",
        "12 rue X",
        "+33639980177",
        None,
        "conversation",
        key(),
    )
    assert ticket.priority == "critique"
    assert (await subject.clients.tickets.get(ticket.number, secret=ticket.secret)).summary == "12 rue X"


async def test_a_reading_is_judged_then_filed_once(subject: Subject) -> None:
    token, again = (await subject.identified(subject.customer)).token, key()
    metering, today = subject.clients.metering, date.today()
    point = (await metering.delivery_points(token))[0]
    terms = await metering.reading_terms(token, point.id)
    assert (terms.point, {one.register for one in terms.last} <= set(point.registers)) == (point.id, True)
    judged = await metering.judgement(token, point.id, {register: 0 for register in point.registers}, today)  # type: ignore[misc]
    values = {one.register: (one.previous or 0) + (one.usual or 0) for one in judged.registers}
    filed = await metering.file_reading(token, point.id, values, today, again, insisted=True)
    assert {one.register: one.value for one in filed.indexes} == values and filed.number
    assert await metering.file_reading(token, point.id, values, today, again, insisted=True) == filed
    with pytest.raises(Rejected) as error:
        await metering.file_reading(token, point.id, values, today, key(), insisted=True)
    assert error.value.code == "already_given"
    assert [one.number for one in await metering.self_readings(token, point.id)] == [filed.number]
    theirs = (await subject.identified(subject.other_customer)).token
    for refused in (metering.reading_terms(theirs, point.id), metering.self_readings(theirs, point.id)):
        with pytest.raises(Forbidden):
            await refused
