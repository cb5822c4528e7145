"""A whole journey on the simulator's phone: trained model, actions, real back ends, the real channel; no script.

    COURANT_SCREENSHOTS=docs/images .venv/bin/python -m pytest tests/browser/test_whatsapp_journey.py

takes the picture of docs/demo.md anew.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.backends.whatsapp.courant import MOHAMED, open_phone
from tests.browser.phone import bubbles, write
from tests.dialogues.bot import plain
from tests.dialogues.conftest import World, running_world

SECONDS = 60.0


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def world(tmp_path_factory) -> AsyncIterator[World]:
    async with running_world(tmp_path_factory.mktemp("phone")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, world: World) -> AsyncIterator[Page]:
    """The phone of Mohamed Benali."""
    async with open_phone(world.door, world.backends.config.public_url) as (url, _):
        context = await browser.new_context(
            locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 900}
        )
        opened = await context.new_page()
        await opened.goto(f"{url}/#{MOHAMED}")
        await expect(opened.locator(f'[data-phone="{MOHAMED}"]')).to_have_attribute("aria-pressed", "true")
        yield opened
        await context.close()


async def reads(page: Page, expected: str, before: int) -> str:
    """Wait until `expected` is somewhere after the first `before` messages; returns all of that."""
    deadline = asyncio.get_running_loop().time() + SECONDS
    said = ""
    while asyncio.get_running_loop().time() < deadline:
        said = plain("\n".join((await bubbles(page).all_inner_texts())[before:]))
        if expected in said:
            return said
        await asyncio.sleep(0.1)
    raise AssertionError(f"« {expected} » was not said; after {before} messages: {said}")


async def says(page: Page, text: str, expected: str) -> str:
    before = await bubbles(page).count()
    await write(page, text)
    return await reads(page, expected, before + 1)


async def test_a_bill_is_explained_then_sent_then_gas_comes_first(page: Page, world: World) -> None:
    await says(page, "je comprends pas ma facture", "numéro de client")
    await says(page, "10000002", "code postal")
    await says(page, "31000", "code de sécurité")
    await says(page, "par sms", "6 chiffres")
    before = await bubbles(page).count()
    await says(page, await world.backends.last_code(), "184,20 €")
    await reads(page, "Que souhaitez-vous faire", before)
    if folder := os.environ.get("COURANT_SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / "whatsapp.png")
    before = await bubbles(page).count()
    await says(page, "envoyez la moi en pdf", ".pdf")
    await reads(page, "Il reste", before)  # the last message of that answer
    file = page.locator("a.file").last
    answer = await page.request.get(str(await file.get_attribute("href")))
    assert (await answer.body()).startswith(b"%PDF")
    danger = await says(page, "ça sent le gaz dans la cuisine", "0 800 47 33 33")
    assert "184,20" not in danger
