"""Links for all that is due, for somebody who may not be told any figure: these are on the page, nowhere else."""

from __future__ import annotations

import asyncio
import html
import json
import re
import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from backends.billing.api import ROUTES as BILLING
from backends.kernel.clock import fixed_clock
from backends.kernel.problems import Problem
from backends.kernel.sealing import sealed, unsealed
from backends.kernel.service import Access
from backends.payments.api import ROUTES as PAYMENTS
from backends.payments.due import STATEMENT, bills_in
from backends.payments.model import DueBill
from courant.clients import BackendUnavailable, DueLink, Forbidden, Rejected
from tests.backends.payments.conftest import BENALI, TODAY, Desk, open_desk
from tests.backends.payments.plans.conftest import AUBERT, DEBITED, JOLY, NOTHING_DUE
from tests.backends.servers import Fault, config_for

AMOUNT = re.compile(r"\d+[,.]\d{2}(?!\d)|_cents")


async def due_link(desk: Desk, customer: str = BENALI, level: int = 1, key: str = "") -> DueLink:
    token = desk.token(customer, level=level)
    return await desk.clients.payments.create_due_link(token, key or uuid.uuid4().hex)


async def call(desk: Desk, context: str, method: str, path: str, level: int = 1, **body: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {desk.token(level=level)}", "Idempotency-Key": uuid.uuid4().hex}
    url = f"{desk.backends.addresses[context]}{path}"
    return await desk.http.request(method, url, headers=headers, json=body or None)


async def test_the_page_tells_what_the_answer_does_not(desk: Desk) -> None:
    link = await due_link(desk, JOLY)
    bills = await desk.clients.billing.open_bills(desk.token(JOLY))
    assert (link.status, link.reused) == ("ouvert", False)
    assert link.expires_at.isoformat() == "2026-11-23T10:00:00+01:00"
    shown = (await desk.http.get(link.url)).text.replace("\u00a0", " ").replace("\u202f", " ")
    total = sum((bill.left for bill in bills), Decimal(0))
    assert len(bills) == 3 and f"Payer {total}".replace(".", ",") in shown
    for bill in bills:
        assert bill.number in shown and str(bill.left).replace(".", ",") in shown
    assert shown.index(bills[0].number) < shown.index("Accepter le paiement")  # before anything is asked


async def test_the_answer_holds_no_figure(desk: Desk) -> None:
    answer = await call(desk, "payments", "POST", "/due-links")
    assert answer.status_code == 201
    assert set(answer.json()) == {"reference", "status", "expires_at", "url", "reused", "replaced"}
    assert not AMOUNT.search(answer.text) and "F2026" not in answer.text
    kept = str(desk.rows("SELECT answer FROM keyed_write"))
    assert not AMOUNT.search(kept)  # nor does a replay of it


async def test_neither_amount_nor_bill_can_be_chosen(desk: Desk) -> None:
    other = await call(desk, "payments", "POST", "/due-links", amount_cents=100, bill_number="F2026-000001")
    assert other.status_code == 201
    rows = desk.rows("SELECT amount_cents, bill_number FROM payment_link")
    assert [(row.amount_cents, row.bill_number) for row in rows] == [(18420, "F2026-000015")]
    refused = await call(desk, "payments", "POST", "/links", amount_cents=100, bill_number=None)
    assert (refused.status_code, refused.json()["code"]) == (403, "level_too_low")


async def test_the_statement_of_billing_tells_nothing_but_whether_something_can_be_paid(desk: Desk) -> None:
    answer = await call(desk, "billing", "GET", "/due-statement")
    said = answer.json()
    assert set(said) == {"payable", "statement"} and said["payable"] is True
    content = unsealed("due-statement", said["statement"], desk.backends.clock(), desk.config, timedelta(minutes=1))
    assert content is not None and BENALI in content and "18420" in content
    assert BENALI not in answer.text and "18420" not in answer.text


def test_a_seal_serves_its_kind_for_a_while(tmp_path: Path) -> None:
    config, now, life = config_for(tmp_path), fixed_clock(TODAY)(), timedelta(minutes=1)
    text = sealed("a", "content", now, config)
    assert unsealed("a", text, now, config, life) == "content"
    assert unsealed("b", text, now, config, life) is None
    assert unsealed("a", text[:40] + ("B" if text[40] == "A" else "A") + text[41:], now, config, life) is None
    assert unsealed("a", text, now + timedelta(minutes=2), config, life) is None
    assert unsealed("a", text, now, replace(config, secret="another-secret-of-somebody-else-x"), life) is None


def test_a_statement_serves_the_customer_that_it_was_made_for(tmp_path: Path) -> None:
    config, now = config_for(tmp_path), fixed_clock(TODAY)()
    bill = {"number": "F2026-000015", "left_cents": 18420, "due_on": "2026-11-01"}
    statement = sealed(STATEMENT, json.dumps({"customer": BENALI, "bills": [bill]}), now, config)
    assert bills_in(statement, BENALI, now, config) == (DueBill("F2026-000015", 18420, date(2026, 11, 1)),)
    for text, customer in ((statement, JOLY), ("made up", BENALI)):
        with pytest.raises(Problem, match="503 billing_unavailable"):
            bills_in(text, customer, now, config)


async def test_the_level_opens_no_figure_on_any_route(desk: Desk) -> None:
    """Every route of both contexts that this level opens: what it answers holds no amount of the customer."""
    opened = [("billing", r) for r in BILLING.routes if r.access is Access.IDENTIFIED]
    opened += [("payments", r) for r in PAYMENTS.routes if r.access is Access.IDENTIFIED]
    assert {(context, route.path) for context, route in opened} == {
        ("billing", "/due-statement"),
        ("billing", "/contracts/<contract_id>/cycle"),
        ("payments", "/due-links"),
    }
    link = await desk.link()
    for path in ("/links", f"/links/{link.reference}", f"/links/{link.reference}/receipt-link", "/plans"):
        assert (await call(desk, "payments", "GET", path)).json()["code"] == "level_too_low"
    for path in ("/bills", "/balance", "/payments", "/open-bills"):
        assert (await call(desk, "billing", "GET", path)).json()["code"] == "level_too_low"


async def test_a_code_that_is_due_opens_nothing(desk: Desk) -> None:
    with pytest.raises(Forbidden) as refused:
        await due_link(desk, level=0)
    assert refused.value.code == "level_too_low"
    assert (await call(desk, "billing", "GET", "/due-statement", level=0)).status_code == 403


@pytest.mark.parametrize("customer", [NOTHING_DUE, DEBITED])
async def test_nothing_to_pay_by_link(desk: Desk, customer: str) -> None:
    with pytest.raises(Rejected) as refused:
        await due_link(desk, customer)
    assert refused.value.code == "nothing_due" and desk.rows("SELECT id FROM payment_link") == []


async def test_more_than_a_link_may_pay(desk: Desk) -> None:
    with pytest.raises(Rejected) as refused:
        await due_link(desk, AUBERT)
    assert refused.value.code == "amount_out_of_range" and desk.rows("SELECT id FROM payment_link") == []


async def test_no_other_link_while_a_payment_is_on_its_way(desk: Desk) -> None:
    await desk.http.post((await due_link(desk)).url, data={"decision": "accepter", "retard": "60"})
    with pytest.raises(Rejected) as refused:
        await due_link(desk)
    assert refused.value.code == "payment_running"


async def test_tabs_keys_and_clicks_make_one_link(desk: Desk) -> None:
    first, again = await due_link(desk, key="k"), await due_link(desk, key="k")
    assert first == again
    many = await asyncio.gather(*(due_link(desk) for _ in range(5)))
    assert {(link.reference, link.url, link.reused) for link in many} == {(first.reference, first.url, True)}
    assert len(desk.rows("SELECT id FROM payment_link")) == 1
    assert len(desk.rows("SELECT * FROM payment_link_bill")) == 1


async def test_it_is_the_same_link_as_the_one_for_the_only_bill(desk: Desk) -> None:
    """Both ways: asked with the code first, or without it."""
    chosen = await desk.link("184.20", bill="F2026-000015")
    link, again = await due_link(desk), await desk.link("184.20", bill="F2026-000015")
    assert (link.reference, link.reused, link.replaced) == (chosen.reference, True, False)
    assert (again.reference, again.reused, again.replaced) == (chosen.reference, True, False)
    part = await desk.link("50.00")
    assert part.reference != link.reference and await desk.status(chosen) == "remplace"


async def test_several_bills_are_the_same_link_as_the_one_for_everything(desk: Desk) -> None:
    bills = await desk.clients.billing.open_bills(desk.token(JOLY))
    chosen = await desk.link(str(sum((bill.left for bill in bills), Decimal(0))), customer=JOLY)
    assert (await due_link(desk, JOLY)).reference == chosen.reference


async def test_a_link_that_takes_the_place_of_another_says_so(desk: Desk) -> None:
    part = await desk.link("50.00")
    whole = await due_link(desk, key="k")
    assert (whole.reused, whole.replaced) == (False, True) and not part.replaced
    assert (await due_link(desk, key="k")).replaced  # told again to whoever missed it
    assert (await desk.link("60.00")).replaced and not (await desk.link("60.00")).replaced
    page = (await desk.http.get(str(part.url))).text
    assert "a été remplacé par un autre. Employez le dernier lien reçu" in page


async def test_an_ended_link_is_not_said_to_be_replaced(desk: Desk) -> None:
    await desk.choose(await desk.link("50.00"), "refuser")
    assert not (await due_link(desk)).replaced


async def test_the_conversation_that_was_given_the_link_last_hears_the_result(desk: Desk) -> None:
    first = await desk.link("184.20", bill="F2026-000015", conversation="a")
    token = desk.token(conversation="b", level=1)
    again = await desk.clients.payments.create_due_link(token, uuid.uuid4().hex)
    assert again.reference == first.reference
    await desk.choose(first, "accepter")
    await desk.until(first, "impute")
    assert [row.lane for row in desk.rows("SELECT lane FROM outgoing WHERE destination = 'assistant'")] == ["b"]


async def test_an_expired_link_is_replaced(desk: Desk) -> None:
    first = await due_link(desk)
    desk.backends.clock.advance(hours=24)
    second = await due_link(desk)
    assert second.reference != first.reference and not second.reused


async def test_what_is_paid_settles_the_bills(desk: Desk) -> None:
    link = await due_link(desk)
    await desk.http.post(link.url, data={"decision": "accepter"})
    known = await desk.until(await desk.clients.payments.link(desk.token(), link.reference), "impute")
    assert [part.amount for part in known.allocations] == [Decimal("184.20")]
    with pytest.raises(Rejected) as refused:
        await due_link(desk)
    assert refused.value.code == "nothing_due"


@pytest.mark.parametrize("fault", ["down", "error", "empty"])
async def test_without_billing_nothing_is_made(desk: Desk, fault: Fault) -> None:
    desk.backends.break_("billing", fault)
    with pytest.raises(BackendUnavailable):
        await due_link(desk)
    assert desk.rows("SELECT id FROM payment_link") == []
    desk.backends.mend("billing")
    assert (await due_link(desk)).reference == "P2026-000001"


async def test_in_real_use_the_page_leads_to_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider's address tells the amount: the conversation is given the page that comes before it."""
    monkeypatch.setenv("PAYMENTS_PAGE_URL", "https://pay.example.org/start")
    monkeypatch.setenv("PAYMENTS_PROVIDER_SECRET", "s" * 40)
    async with open_desk() as desk:
        link = await due_link(desk)
        assert "/payments/pages/P2026-000001." in link.url and "18420" not in link.url
        shown = (await desk.http.get(link.url)).text
        known = await desk.clients.payments.link(desk.token(), link.reference)
        assert known.url is not None and known.url.startswith("https://pay.example.org/start?")
        assert f'href="{html.escape(known.url)}"' in shown and "Votre paiement" in shown and "F2026-" in shown
        assert "démonstration" not in shown and "<form" not in shown
        assert (await desk.http.post(link.url, data={"decision": "accepter"})).status_code == 404
