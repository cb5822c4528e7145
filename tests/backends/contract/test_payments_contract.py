"""What any payment system must do behind its contract. Nothing is paid here: links are made, and left."""

from __future__ import annotations

import uuid
from decimal import Decimal

import httpx
import pytest

from courant.clients import Forbidden, NotFound, Rejected
from tests.backends.contract.conftest import Subject

AMOUNT = Decimal("12.34")


def key() -> str:
    return uuid.uuid4().hex


async def test_a_link_is_made_once_for_its_key(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    payments, again = subject.clients.payments, key()
    link = await payments.create_link(token, AMOUNT, None, again)
    assert (link.status, link.amount) == ("ouvert", AMOUNT) and link.url is not None
    assert await payments.create_link(token, AMOUNT, None, again) == link
    with pytest.raises(Rejected) as refused:
        await payments.create_link(token, AMOUNT + 1, None, again)
    assert refused.value.code == "key_reused"


async def test_one_link_at_a_time_can_be_paid(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    payments = subject.clients.payments
    first = await payments.create_link(token, AMOUNT, None, key())
    same = await payments.create_link(token, AMOUNT, None, key())
    assert same.reused and (same.reference, same.url) == (first.reference, first.url)
    other = await payments.create_link(token, AMOUNT + 1, None, key())
    assert other.reference != first.reference
    assert (await payments.link(token, first.reference)).status == "remplace"
    assert [link.status for link in await payments.links(token)].count("ouvert") == 1


async def test_an_open_link_opens_the_payment_page_and_has_no_receipt(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    link = await subject.clients.payments.create_link(token, AMOUNT, None, key())
    async with httpx.AsyncClient(timeout=10) as http:
        assert (await http.get(str(link.url))).status_code == 200
    with pytest.raises(NotFound):
        await subject.clients.payments.receipt_link(token, link.reference)


async def test_links_are_for_verified_customers_and_their_own(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    link = await subject.clients.payments.create_link(token, AMOUNT, None, key())
    identified = (await subject.identified(subject.customer)).token
    other = (await subject.verified(subject.other_customer)).token
    for refused, code in (
        (subject.clients.payments.create_link(identified, AMOUNT, None, key()), "level_too_low"),
        (subject.clients.payments.links(identified), "level_too_low"),
        (subject.clients.payments.link(other, link.reference), "other_customer"),
    ):
        with pytest.raises(Forbidden) as error:
            await refused
        assert error.value.code == code


async def test_all_that_is_due_can_be_paid_without_being_told(subject: Subject) -> None:
    identified = (await subject.identified(subject.customer)).token
    again = key()
    link = await subject.clients.payments.create_due_link(identified, again)
    assert link.status == "ouvert" and await subject.clients.payments.create_due_link(identified, again) == link
    async with httpx.AsyncClient(timeout=10) as http:
        page = (await http.get(link.url)).text
        headers = {"Authorization": f"Bearer {identified}", "Idempotency-Key": again}
        told = (await http.post(f"{subject.urls['payments']}/due-links", headers=headers, json={})).json()
        stated = (await http.get(f"{subject.urls['billing']}/due-statement", headers=headers)).json()
    assert set(told) == {"reference", "status", "expires_at", "url", "reused", "replaced"}
    assert stated["payable"] is True and set(stated) == {"payable", "statement"}
    verified = (await subject.verified(subject.customer)).token
    bills = [bill for bill in await subject.clients.billing.open_bills(verified) if bill.debit_on is None]
    known = await subject.clients.payments.link(verified, link.reference)
    assert known.amount == sum((bill.left for bill in bills), Decimal(0))
    assert known.bill_number == (bills[0].number if len(bills) == 1 else None)
    for bill in bills:
        assert bill.number in page and bill.number not in link.url


async def test_what_is_left_to_pay_adds_up(subject: Subject) -> None:
    token = (await subject.verified(subject.customer)).token
    billing = subject.clients.billing
    bills, balance = await billing.open_bills(token), await billing.balance(token)
    assert sum((bill.left for bill in bills), Decimal(0)) == max(balance.amount, Decimal(0))
    assert sum((bill.left for bill in bills if bill.overdue), Decimal(0)) == balance.overdue
    assert [bill.due_on for bill in bills] == sorted(bill.due_on for bill in bills)
