"""What the provider says: signed, taken once, late or doubled, and a payment is applied exactly once."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from decimal import Decimal

import pytest

from backends.payments.notifications import sign
from tests.backends.payments.conftest import BENALI, Desk


def paid(desk: Desk) -> list[int]:
    """Amounts on the account that came by link."""
    return [
        row.amount_cents
        for row in desk.rows("SELECT amount_cents FROM payment WHERE reference LIKE 'P%' ORDER BY id", "billing")
    ]


async def test_a_payment_accepted_on_the_page_reaches_the_account(desk: Desk) -> None:
    link = await desk.link()
    shown = await desk.choose(link, "accepter")
    assert (shown.status_code, shown.headers["Location"]) == (303, str(link.url).rpartition("/")[2])
    done = await desk.until(link, "impute")
    assert [(each.bill_number is not None, each.amount) for each in done.allocations] == [(True, Decimal("184.20"))]
    assert (await desk.clients.billing.balance(desk.token())).amount == 0
    assert "enregistré sur votre compte" in (await desk.http.get(str(link.url))).text


@pytest.mark.parametrize(("decision", "status"), [("refuser", "refuse"), ("abandonner", "abandonne")])
async def test_without_money_nothing_reaches_the_account(desk: Desk, decision: str, status: str) -> None:
    link = await desk.link()
    await desk.choose(link, decision)
    ended = await desk.until(link, status)
    assert ended.refusal == ("refus_banque" if status == "refuse" else None)
    assert paid(desk) == [] and (await desk.clients.billing.balance(desk.token())).amount == Decimal("184.20")
    assert (await desk.link()).reference != link.reference  # a new one can be asked for at once


async def test_a_doubled_answer_is_applied_once(desk: Desk) -> None:
    link = await desk.link()
    await desk.choose(link, "accepter", double="1")
    await desk.until(link, "impute")
    assert paid(desk) == [18420]
    assert len(desk.rows("SELECT id FROM provider_notification")) == 1


async def test_the_same_notification_at_once_is_applied_once(desk: Desk) -> None:
    link = await desk.link()
    answers = await asyncio.gather(*(desk.notify(link, "accepte", "evt_same") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(answer.json()["effect"] for answer in answers) == ["applique", *["deja_recu"] * 4]
    await desk.until(link, "impute")
    assert paid(desk) == [18420]


async def test_two_acceptances_under_two_ids_pay_once(desk: Desk) -> None:
    link = await desk.link()
    effects = [(await desk.notify(link, "accepte")).json()["effect"] for _ in range(2)]
    assert effects == ["applique", "sans_effet"]
    await desk.until(link, "impute")
    assert paid(desk) == [18420]


async def test_two_tabs_pay_once(desk: Desk) -> None:
    link = await desk.link()
    same = await desk.link(conversation="the other tab")
    await asyncio.gather(desk.choose(link, "accepter"), desk.choose(same, "accepter"))
    await desk.until(link, "impute")
    assert paid(desk) == [18420]


async def test_a_badly_signed_answer_is_refused_and_the_next_one_taken(desk: Desk) -> None:
    link = await desk.link()
    await desk.choose(link, "accepter", fausse="1")
    await desk.until(link, "impute")
    attempts = desk.rows("SELECT attempts FROM outgoing WHERE destination = 'provider'")
    assert attempts[0].attempts == 2 and paid(desk) == [18420]


@pytest.mark.parametrize("wrong", ["", "t=1,v1=00", "nonsense", "v1=,t="])
async def test_a_forged_notification_changes_nothing(desk: Desk, wrong: str) -> None:
    link = await desk.link()
    body = json.dumps({"id": "e", "reference": link.reference, "outcome": "accepte", "amount_cents": 18420}).encode()
    answer = await desk.post_notification(body, wrong)
    assert (answer.status_code, answer.json()["code"]) == (401, "signature_invalid")
    assert await desk.status(link) == "ouvert"


async def test_an_old_notification_played_again_is_refused(desk: Desk) -> None:
    link = await desk.link()
    body = json.dumps({"id": "e", "reference": link.reference, "outcome": "accepte", "amount_cents": 18420}).encode()
    before = desk.backends.clock() - timedelta(hours=1)
    answer = await desk.post_notification(body, sign(body, desk.config.derive("payment-provider"), before))
    assert answer.status_code == 401 and await desk.status(link) == "ouvert"


async def test_another_amount_or_payment_is_refused(desk: Desk) -> None:
    link = await desk.link()
    other = await desk.notify(link, "accepte", amount_cents=1)
    assert (other.status_code, other.json()["code"]) == (409, "amount_mismatch")
    unknown = await desk.notify(link, "accepte", reference="P2026-000999")
    assert unknown.status_code == 404
    assert await desk.status(link) == "ouvert" and paid(desk) == []


async def test_money_that_comes_after_the_end_is_not_lost(desk: Desk) -> None:
    """The link had expired when the provider told, late, that the customer had paid."""
    link = await desk.link()
    desk.backends.clock.advance(hours=25)
    assert (await desk.clients.payments.links(desk.token()))[0].status == "expire"
    assert (await desk.notify(link, "accepte")).json()["effect"] == "applique"
    await desk.until(link, "impute")
    assert paid(desk) == [18420]


async def test_a_refusal_after_the_money_changes_nothing(desk: Desk) -> None:
    link = await desk.link()
    await desk.notify(link, "accepte")
    assert (await desk.notify(link, "refuse", refusal="autre")).json()["effect"] == "sans_effet"
    await desk.until(link, "impute")
    assert paid(desk) == [18420]


async def test_a_payment_waits_for_billing_and_is_applied_once(desk: Desk) -> None:
    link = await desk.link()
    desk.backends.break_("billing", "error")
    await desk.choose(link, "accepter")
    await desk.until(link, "accepte")
    assert paid(desk) == []
    desk.backends.mend("billing")
    await desk.until(link, "impute")
    assert paid(desk) == [18420]


async def test_the_result_is_told_with_the_payment_even_when_billing_is_down(desk: Desk) -> None:
    link = await desk.link()
    desk.backends.break_("billing", "error")
    await desk.notify(link, "accepte")
    told = desk.rows("SELECT lane, body FROM outgoing WHERE destination = 'assistant'")
    assert [row.lane for row in told] == ["conversation-1"]
    body = json.loads(told[0].body)
    assert (body["kind"], body["conversation"]) == ("paiement.resultat", "conversation-1")
    assert body["data"] == {
        "customer": BENALI,
        "reference": link.reference,
        "status": "accepte",
        "amount_cents": 18420,
        "bill_number": None,
        "refusal": None,
    }
    assert desk.rows(f"SELECT id FROM payment_link WHERE customer = '{BENALI}'")
