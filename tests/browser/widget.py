"""What tests do with the widget, in a customer's words."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Locator, Page, expect

LAUNCHER = "courant-chat .launch"


def launcher(page: Page) -> Locator:
    return page.locator(LAUNCHER)


def log(page: Page) -> Locator:
    return page.get_by_role("log")


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Votre message")


def messages(page: Page) -> Locator:
    return page.locator("courant-chat .m")


async def open_chat(page: Page, entries: int = 1) -> None:
    """Open the panel and wait for what was said so far (the presentation, in a new conversation)."""
    await launcher(page).click()
    await expect(messages(page)).to_have_count(entries)


async def say(page: Page, text: str) -> None:
    await box(page).fill(text)
    await box(page).press("Enter")


async def texts(page: Page) -> list[str]:
    """The words of all bubbles, in order."""
    return [text.strip() for text in await page.locator("courant-chat .m .b").all_inner_texts()]


async def focused(page: Page) -> str:
    """Name of the focused element, across the shadow border."""
    return await page.evaluate(
        """() => {
        let node = document.activeElement;
        while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
        return node.getAttribute("aria-label") || node.id || node.textContent.trim() || node.tagName;
    }"""
    )


def choice(title: str, payload: str = "/choix") -> dict[str, Any]:
    return {"title": title, "payload": payload}


FULL: list[dict[str, Any]] = [
    {"text": "Votre facture additionne l'abonnement, votre consommation et les taxes."},
    {
        "text": "Elle s'élève à 184,20\u00a0€.\n\nVolume\u00a0: 21,40\u00a0€\nPrix\u00a0: 7,05\u00a0€\n\n"
        "Appelez le 04 65 71 20 20, ou le 112.",
        "buttons": [choice("Payer", "/payer"), choice("Parler à un conseiller", "/conseiller")],
        "image": "{site}/favicon.svg",
        "custom": {
            "image_alt": "Consommation de l'année",
            "links": [
                {"title": "Facture de novembre", "url": "https://exemple.fr/f.pdf", "kind": "PDF", "size": 118_000},
                {"title": "Piège", "url": "javascript:alert(1)"},
            ],
        },
    },
]


def full(site: str) -> list[dict[str, Any]]:
    """Replies with everything that a message can carry."""
    first, second = FULL
    return [first, {**second, "image": f"{site}/favicon.svg"}]
