"""The payment page: plainly a demonstration, no card number, usable without a mouse, absent from real use."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from backends.kernel.config import ConfigError
from backends.payments.provider import Provider, provider
from tests.backends.payments.conftest import Desk, open_desk
from tests.backends.servers import config_for


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


async def page_of(desk: Desk, url: str) -> Page:
    answer = await desk.http.get(url)
    assert answer.status_code == 200
    return Page(answer.text)


async def test_the_page_says_what_it_is_and_asks_for_no_card() -> None:
    async with open_desk() as desk:
        link = await desk.link(bill="F2026-000015")
        answer = await desk.http.get(str(link.url))
        page = Page(answer.text)
        assert "page de démonstration" in page.words and "aucun numéro de carte n’est demandé" in page.words
        assert "184,20 €".replace(" ", "\u00a0") in page.words and "F2026-000015" in page.words
        assert {each.get("type") for each in page.all("input")} == {"checkbox"}
        assert "script" not in {tag for tag, _ in page.tags}
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Cache-Control"] == "no-store"


async def test_the_page_can_be_used_by_keyboard_and_screen_reader() -> None:
    async with open_desk() as desk:
        link = await desk.link()
        page = await page_of(desk, str(link.url))
        assert page.all("html")[0]["lang"] == "fr" and len(page.all("h1")) == len(page.all("main")) == 1
        assert [each["value"] for each in page.all("button")] == ["accepter", "refuser", "abandonner"]
        assert len(page.all("legend")) == 1
        assert len(page.all("label")) == len(page.all("input")) + len(page.all("select"))
        await desk.choose(link, "refuser")
        ended = await page_of(desk, str(link.url))
        assert ended.all("button") == [] and ended.all("p")[1] == {"role": "status"}


@pytest.mark.parametrize("end", ["accepter", "refuser", "abandonner", "attendre", "expirer", "remplacer"])
async def test_an_ended_link_shows_neither_amount_nor_bill(end: str) -> None:
    """The address stays in the conversation, where somebody else may read it one day."""
    async with open_desk() as desk:
        token = desk.token(level=1)
        link = await desk.clients.payments.create_due_link(token, "k")
        shown = (await page_of(desk, link.url)).words
        assert "184,20" in shown and "F2026-000015" in shown
        if end == "expirer":
            desk.backends.clock.advance(hours=25)
        elif end == "remplacer":
            await desk.link("50.00")
        elif end == "attendre":
            await desk.http.post(link.url, data={"decision": "accepter", "retard": "60"})
        else:
            await desk.http.post(link.url, data={"decision": end})
        shown = (await page_of(desk, link.url)).words
        assert "184,20" not in shown and "F2026-" not in shown and "Échéance" not in shown and link.reference in shown


async def test_a_late_answer_shows_that_it_is_awaited() -> None:
    async with open_desk() as desk:
        link = await desk.link()
        await desk.choose(link, "accepter", retard="60")
        page = await page_of(desk, str(link.url))
        assert "Nous attendons la réponse de la banque" in page.words and "Actualiser" in page.words


async def test_an_address_cannot_be_guessed() -> None:
    async with open_desk() as desk:
        link = await desk.link()
        url = str(link.url)
        for wrong in (url[:-2] + "xx", url.rpartition(".")[0], url.replace("000001", "000002")):
            assert (await desk.http.get(wrong)).status_code == 404
            assert (await desk.http.post(wrong, data={"decision": "accepter"})).status_code == 404


async def test_another_choice_than_the_three_is_refused() -> None:
    async with open_desk() as desk:
        link = await desk.link()
        assert (await desk.choose(link, "rembourser")).status_code == 422
        assert await desk.status(link) == "ouvert"


def test_real_use_needs_the_providers_page_and_a_real_secret(tmp_path: Path) -> None:
    real = replace(config_for(tmp_path), demo=False)
    page = {"PAYMENTS_PAGE_URL": "https://pay.example.org/start"}
    for environ in ({}, page, {**page, "PAYMENTS_PROVIDER_SECRET": "short"}):
        with pytest.raises(ConfigError, match="PAYMENTS_"):
            provider(real, environ)
    made = provider(real, {**page, "PAYMENTS_PROVIDER_SECRET": "s" * 32})
    assert not made.is_played
    address = made.address("P2026-000001", 18420)
    assert address.startswith("https://pay.example.org/start?reference=P2026-000001&amount_cents=18420&")
    assert address != made.address("P2026-000001", 18421)


def test_each_payment_has_its_own_address() -> None:
    played = Provider("http://localhost:8000", "secret")
    assert played.opened(played.page_name("P2026-000001")) == "P2026-000001"
    assert played.page_name("P2026-000001") != Provider("http://localhost:8000", "other").page_name("P2026-000001")
