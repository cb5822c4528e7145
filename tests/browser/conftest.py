"""One browser for all tests of this folder; each test has its own world and its own profile."""

from __future__ import annotations

import inspect
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from channels.texts import Texts
from courant.brand import load_brand
from courant.conversations import open_store_at
from courant.packs import load_catalogue
from courant.settings import PROJECT_ROOT
from tests.browser.world import World, open_world

# Two cores may be shared with everything else: a late message is late, not lost.
expect.set_options(timeout=20_000)

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs a headless Chromium (CHROMIUM names another one)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if inspect.iscoroutinefunction(getattr(item, "function", None)):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}; install chromium or set CHROMIUM")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
def texts() -> Texts:
    brand = load_brand(PROJECT_ROOT / "brand.yml")
    return Texts(load_catalogue(PROJECT_ROOT / "tests" / "channels" / "packs", brand=brand), brand.texts)


@pytest_asyncio.fixture(loop_scope="session")
async def world(tmp_path: Path, texts: Texts) -> AsyncIterator[World]:
    store = open_store_at(f"sqlite:///{tmp_path}/conversations.db", "k" * 40)
    async with open_world(store, texts) as opened:
        yield opened
    store.database.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, world: World) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 900}
    )
    opened.set_default_timeout(10_000)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext, world: World) -> AsyncIterator[Page]:
    """The website, with the widget closed. A script error or a blocked request fails the test."""
    opened = await context.new_page()
    troubles: list[Any] = []
    opened.on("pageerror", lambda error: troubles.append(error))
    opened.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
    await opened.goto(world.site)
    yield opened
    assert troubles == []
