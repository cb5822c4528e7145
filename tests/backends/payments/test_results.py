"""Results that come back by themselves: signed, in order, until the assistant has taken each of them."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from backends.kernel.database import Database
from backends.kernel.events import event_courier
from backends.kernel.journal import KeyedWrite
from backends.kernel.tokens import Caller
from backends.payments import links
from backends.payments.links import Limits
from backends.payments.model import Allocation, NewLink, Notification
from backends.payments.notifications import receive
from backends.payments.results import put_on_account
from backends.payments.tables import METADATA
from courant.clients import NotFound
from tests.backends.payments.conftest import BENALI, CLOCK, Assistant, Desk, open_desk
from tests.backends.servers import _listen, config_for, served

SECRET = "the-secret-of-events-in-these-tests"
LIMITS = Limits(300_000, timedelta(hours=24))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with open_desk() as opened:
        yield opened


@pytest.fixture
async def assistant() -> AsyncIterator[tuple[Assistant, str]]:
    heard, listener = Assistant(), _listen()
    async with served(heard.app(), listener):
        yield heard, f"http://127.0.0.1:{listener.getsockname()[1]}/webhooks/evenements"
    listener.close()


def end_payments(database: Database, *outcomes: Any) -> None:
    """Let payments of one conversation end, one after the other; no service is at work that could tell them."""
    for outcome in outcomes:
        caller = Caller(BENALI, 2, "conversation-1", "webchat", CLOCK() + timedelta(minutes=30))
        write = KeyedWrite(BENALI, uuid.uuid4().hex, "body", CLOCK())
        made = database.write_now(lambda c, w=write, who=caller: links.create(c, who, NewLink(18420), LIMITS, w))
        assert isinstance(made.body, dict)
        said = Notification(uuid.uuid4().hex, made.body["reference"], outcome, 18420)
        database.write_now(lambda c, s=said: receive(c, s, CLOCK()))
        if outcome == "accepte":
            parts = [Allocation(None, 18420)]
            database.write_now(lambda c, s=said, p=parts: put_on_account(c, s.reference, p, CLOCK()))


async def deliver(database: Database, url: str) -> None:
    """Make one round of the courier, letters that wait for another attempt included."""
    config = replace(config_for(Path()), events_url=url, events_secret=SECRET)
    database.write_now(lambda c: c.exec_driver_sql("UPDATE outgoing SET due_at = '' WHERE done_at IS NULL"))
    await event_courier(database, METADATA, config, first_delay=60).deliver_due()


async def test_a_result_is_posted_once_and_signed(database: Database, assistant: tuple[Assistant, str]) -> None:
    heard, url = assistant
    end_payments(database, "accepte")
    await deliver(database, url)
    await deliver(database, url)
    assert [event["data"]["status"] for event in heard.events] == ["accepte"]
    event = heard.events[0]
    assert set(event) == {"id", "kind", "conversation", "at", "data"}
    assert (event["kind"], event["conversation"]) == ("paiement.resultat", "conversation-1")
    expected = "sha256=" + hmac.new(SECRET.encode(), heard.bodies[0], hashlib.sha256).hexdigest()
    assert heard.signatures == [expected]


async def test_results_of_a_conversation_keep_their_order_when_the_assistant_is_away(
    database: Database, assistant: tuple[Assistant, str]
) -> None:
    heard, url = assistant
    end_payments(database, "refuse", "abandonne", "accepte")
    heard.answers = [503]
    await deliver(database, url)
    assert heard.events == []  # the first one was not taken: those behind it wait
    await deliver(database, url)
    assert [event["data"]["status"] for event in heard.events] == ["refuse", "abandonne", "accepte"]
    assert len({event["id"] for event in heard.events}) == 3


async def test_a_result_that_the_assistant_refuses_for_good_holds_up_nothing(
    database: Database, assistant: tuple[Assistant, str]
) -> None:
    heard, url = assistant
    end_payments(database, "refuse", "accepte")
    heard.answers = [422]
    await deliver(database, url)
    assert [event["data"]["status"] for event in heard.events] == ["accepte"]
    outcomes = database.read_now(
        lambda c: c.exec_driver_sql("SELECT outcome FROM outgoing WHERE destination = 'assistant' ORDER BY id").all()
    )
    assert [row.outcome for row in outcomes] == ["abandonne", "livre"]


async def test_an_expired_link_is_told_with_its_reason(desk: Desk) -> None:
    await desk.link(bill="F2026-000015")
    desk.backends.clock.advance(hours=25)
    await desk.clients.payments.links(desk.token())
    body = json.loads(desk.rows("SELECT body FROM outgoing WHERE destination = 'assistant'")[0].body)
    assert (body["data"]["status"], body["data"]["bill_number"]) == ("expire", "F2026-000015")


async def test_a_link_has_a_timer_that_ends_it_by_itself(desk: Desk) -> None:
    await desk.link()
    timers = desk.rows("SELECT due_at, created_at FROM outgoing WHERE destination = 'expiry'")
    assert len(timers) == 1 and timers[0].due_at > timers[0].created_at


async def test_the_receipt_of_a_payment_says_amount_date_and_bill(desk: Desk) -> None:
    link = await desk.link()
    with pytest.raises(NotFound):
        await desk.clients.payments.receipt_link(desk.token(), link.reference)
    await desk.notify(link, "accepte")
    done = await desk.until(link, "impute")
    url = await desk.clients.payments.receipt_link(desk.token(), link.reference)
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(url)
        assert (await http.get(url[:-2] + "xx")).status_code == 404
    assert answer.headers["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "184,20 €" in text and "22 novembre 2026" in text and link.reference in text and BENALI in text
    assert str(done.allocations[0].bill_number) in text
