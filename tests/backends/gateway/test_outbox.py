"""What demo mode would have sent can be read, in demo mode only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import httpx
import pytest

from backends.gateway.outbox import wants_page
from backends.kernel.clock import fixed_clock
from backends.kernel.database import open_database
from backends.kernel.messages import Message
from backends.kernel.migrations import upgrade
from backends.outbox.store import DemoMessenger
from tests.backends.gateway.conftest import OpenGateway
from tests.backends.tickets.serving import config_for

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def messenger(tmp_path: Path) -> DemoMessenger:
    database = open_database("outbox", config_for(tmp_path))
    upgrade(database)
    return DemoMessenger(database, fixed_clock(date(2026, 11, 22)))


@pytest.fixture
def two_messages(messenger: DemoMessenger) -> None:
    messenger.send(Message("sms", "+33639980001", "Votre code : 123456", "code"))
    messenger.send(Message("email", "c@example.fr", "<b>Bonjour</b>", "facture", "Votre facture & vous"))


@pytest.mark.usefixtures("two_messages")
async def test_programs_get_the_newest_first(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/demo/outbox")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == [
        {
            "channel": "email",
            "to": "c@example.fr",
            "subject": "Votre facture & vous",
            "text": "<b>Bonjour</b>",
            "purpose": "facture",
            "sent_at": "2026-11-22T10:00:00+01:00",
        },
        {
            "channel": "sms",
            "to": "+33639980001",
            "subject": "",
            "text": "Votre code : 123456",
            "purpose": "code",
            "sent_at": "2026-11-22T10:00:00+01:00",
        },
    ]
    assert len((await gateway.get("/demo/outbox?limit=1")).json()) == 1


@pytest.mark.usefixtures("two_messages")
async def test_people_get_a_page_in_french(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/demo/outbox", headers={"Accept": BROWSER})
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="fr">' in answer.text
    assert answer.text.index("c@example.fr") < answer.text.index("Votre code : 123456")
    assert "&lt;b&gt;Bonjour&lt;/b&gt;" in answer.text
    assert "<b>Bonjour" not in answer.text
    assert "Le 22/11/2026 à 10:00:00" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("messenger")
async def test_an_empty_outbox_says_so(gateway: httpx.AsyncClient) -> None:
    assert (await gateway.get("/demo/outbox")).json() == []
    assert "Aucun message pour le moment." in (await gateway.get("/demo/outbox", headers={"Accept": BROWSER})).text


@pytest.mark.usefixtures("two_messages")
async def test_it_does_not_exist_outside_demo_mode(open_gateway: OpenGateway) -> None:
    async with open_gateway(demo=False) as http:
        for path in ("/demo/outbox", "/demo/other"):
            assert (await http.get(path)).status_code == 404
        assert "123456" not in (await http.get("/demo/outbox", headers={"Accept": BROWSER})).text


@pytest.mark.usefixtures("messenger")
@pytest.mark.parametrize("limit", ["0", "501", "x", "-1"])
async def test_a_strange_limit_is_refused(gateway: httpx.AsyncClient, limit: str) -> None:
    answer = await gateway.get(f"/demo/outbox?limit={limit}")
    assert (answer.status_code, answer.json()["field"]) == (422, "limit")


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/json, text/html", False),
        ("text/html", True),
        (BROWSER, True),
    ],
)
def test_who_gets_the_page(accept: str, page: bool) -> None:
    assert wants_page(accept) is page
