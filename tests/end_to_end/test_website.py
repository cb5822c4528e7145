"""A customer on the website understands their bill: real processes, real browser."""

from __future__ import annotations

import io
import re
import time
from decimal import Decimal

import httpx
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from courant.settings import settings
from tests.dialogues.amounts import amounts_in, causes_in
from tests.dialogues.bot import plain
from tests.end_to_end.running import Running

pytestmark = pytest.mark.browser

FIRST = "bjr g rien compri a ma derniere facture elle a doublé"


class Widget:
    """What a customer does in the chat."""

    def __init__(self, page: Page, running: Running) -> None:
        self.page = page
        self.running = running

    def open(self) -> None:
        self.page.locator("courant-chat .launch").click()
        expect(self.bubbles().first).to_contain_text("assistant automatique")

    def bubbles(self):  # type: ignore[no-untyped-def]
        return self.page.locator("courant-chat .m .b")

    def say(self, text: str, expected: str) -> str:
        """Type a message; returns everything said after it once `expected` has appeared."""
        before = self.bubbles().count()
        box = self.page.get_by_role("textbox", name="Votre message")
        box.fill(text)
        box.press("Enter")
        return self._after(before, expected)

    def press(self, title: re.Pattern[str], expected: str) -> str:
        before = self.bubbles().count()
        self.page.locator("courant-chat").get_by_role("button", name=title).first.click()
        return self._after(before, expected)

    def _after(self, before: int, expected: str) -> str:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            said = plain("\n".join(self.bubbles().all_text_contents()[before + 1 :]))
            if expected in said:
                return said
            self.page.wait_for_timeout(100)
        raise AssertionError(f"« {expected} » was not said; after {before}: {said}")

    def code(self) -> str:
        """The code in the newest message of the demo outbox."""
        sent = httpx.get(f"{self.running.site}/demo/outbox", headers={"Accept": "application/json"}).json()
        found = re.search(r"\b(\d{6})\b", sent[0]["text"])
        assert found is not None
        return found[1]

    def until_code(self) -> str:
        self.open()
        self.say(FIRST, "numéro de client ou de contrat")
        self.say("10000001", "code postal")
        self.say("69003", "code de sécurité")
        self.press(re.compile("^SMS"), "code à 6 chiffres")
        return self.code()


@pytest.fixture
def widget(page: Page, running: Running) -> Widget:
    return Widget(page, running)


def test_from_the_first_message_to_the_pdf(widget: Widget) -> None:
    said = widget.say(widget.until_code(), "Que souhaitez-vous faire")
    change = next(text for text in map(plain, widget.bubbles().all_text_contents()) if "\n• " in text)
    assert sum(causes_in(change)) == amounts_in(change)[0]
    total = next(amount for amount in amounts_in(said) if amount > 0)
    widget.say("envoyez la moi en pdf", "lien valable 30 minutes")
    link = widget.page.locator("courant-chat .m a", has_text="PDF").last
    url = link.get_attribute("href")
    assert url is not None and url.startswith(widget.running.site)
    response = httpx.get(url)
    text = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages))
    assert total in amounts_in(text) and total > Decimal(0)


def test_a_gas_smell_in_the_middle(widget: Widget) -> None:
    widget.open()
    widget.say(FIRST, "numéro de client ou de contrat")
    answer = widget.say("attendez ca sent le gaz dans la cuisine", "0 800 47 33 33")
    assert "numéro de client" not in answer
    widget.say("on est sortis on est en sécurité", "soulagement")
    widget.press(re.compile("^Reprendre"), "numéro de client ou de contrat")


def test_history_comes_back_after_a_reload(widget: Widget) -> None:
    widget.open()
    widget.say("quels sont les moyens de paiement acceptés ?", "prélèvement")
    count = widget.bubbles().count()
    widget.page.reload()
    if widget.page.locator("courant-chat .launch").get_attribute("aria-expanded") != "true":
        widget.page.locator("courant-chat .launch").click()
    expect(widget.bubbles()).to_have_count(count)


def test_the_rasa_api_needs_its_token(running: Running) -> None:
    refused = httpx.post(f"{running.rasa}/model/parse", json={"text": "bonjour"})
    assert refused.status_code == 401
    token = settings().rasa_token
    allowed = httpx.post(f"{running.rasa}/model/parse?token={token}", json={"text": "ça sent le gaz"})
    assert allowed.json()["urgence"]["name"] == "critique"


def test_the_billing_service_is_killed(widget: Widget) -> None:
    """Last of the file: the service stays dead."""
    code = widget.until_code()
    widget.running.kill("billing")
    said = widget.say(code, "Je n'arrive pas à joindre")
    assert "€" not in said and "04 65 71 20 20" in said
    assert "billing s'est arrêté" in widget.running.log.read_text(encoding="utf-8")
    widget.say("quels sont les moyens de paiement acceptés ?", "prélèvement")
