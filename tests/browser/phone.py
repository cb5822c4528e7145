"""What tests do with the simulator's page."""

from __future__ import annotations

from playwright.async_api import Locator, Page


def bubbles(page: Page) -> Locator:
    return page.locator("#log > .bubble")


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Votre message")


async def write(page: Page, text: str) -> None:
    await box(page).fill(text)
    await box(page).press("Enter")
