"""The demo website with the whole assistant behind it: trained model, actions, real back ends, signed events."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from backends.gateway import app as gateway
from channels.evenements import EvenementsInput
from channels.webchat import WebchatInput
from channels.webchat.config import WebchatConfig
from courant.settings import settings
from tests.backends import servers
from tests.browser.widget import box, launcher, messages
from tests.browser.world import free_port
from tests.channels.served import served
from tests.dialogues.bot import plain
from tests.dialogues.conftest import World, running_world

SECONDS = 30.0


@asynccontextmanager
async def open_website(folder: Path) -> AsyncIterator[World]:
    """Start everything in this loop; back ends post their events to the assistant, as they do in real use."""
    chat, events = free_port(), free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEBSITE_CHAT_ORIGINS", f"http://127.0.0.1:{chat}")
        # One loop does the work of nine processes here: a service may be late without being down.
        patch.setattr(gateway, "TIMEOUT_SECONDS", SECONDS)
        patch.setattr(servers, "config_for", _posting_to(f"http://127.0.0.1:{events}/webhooks/evenements"))
        async with running_world(folder) as world:
            site = WebchatConfig(origins=frozenset({world.backends.config.public_url}))
            async with served(WebchatInput(site), world.door, chat), served(EvenementsInput(), world.door, events):
                yield world


def _posting_to(url: str) -> Any:
    """The configuration of test servers, whose events reach somebody."""
    usual = servers.config_for

    def config_for(*where: Any) -> Any:
        return replace(usual(*where), events_url=url, events_secret=settings().events_secret)

    return config_for


@dataclass
class Visitor:
    """Somebody on the website, with the chat in front of them."""

    page: Page
    world: World
    has_finger: bool = False

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def proposed(self) -> Locator:
        return self.chat.locator(".quick button")

    @property
    def chat(self) -> Locator:
        return self.page.locator("courant-chat")

    async def open(self) -> None:
        """Open the chat; the assistant presents itself."""
        await self.touch(launcher(self.page))
        await self.reads("assistant automatique", 0)

    async def touch(self, what: Locator) -> None:
        """Press something as this visitor does: with a finger or with a mouse."""
        await (what.tap() if self.has_finger else what.click())

    async def say(self, text: str, expected: str) -> str:
        """Type a message; returns what is answered, once `expected` is in it."""
        before = await messages(self.page).count()
        await box(self.page).fill(text)
        await box(self.page).press("Enter")
        return await self.reads(expected, before + 1)

    async def press(self, title: str, expected: str) -> str:
        """Press a proposed answer whose title begins so; returns what is answered, once `expected` is in it."""
        before = await messages(self.page).count()
        await self.touch(self.chat.get_by_role("button", name=re.compile(f"^{re.escape(title)}")))
        return await self.reads(expected, before + 1)

    async def reads(self, expected: str, before: int) -> str:
        """Wait until `expected` is written somewhere after the first `before` messages; returns all of that."""
        deadline = asyncio.get_running_loop().time() + SECONDS
        said = ""
        while asyncio.get_running_loop().time() < deadline:
            bubbles = await self.chat.locator(".m .b").all_inner_texts()
            said = plain("\n".join(bubbles[before:]))
            if expected in said:
                return said
            await asyncio.sleep(0.1)
        raise AssertionError(f"« {expected} » was not said; after {before} messages: {said}")

    async def identify(self, number: str, postcode: str, expected: str) -> str:
        """Give the two facts that are asked."""
        await self.say(number, "code postal")
        return await self.say(postcode, expected)

    async def verify(self, number: str, postcode: str, expected: str) -> str:
        """Give the two facts, then the code that arrives by SMS."""
        await self.identify(number, postcode, "code de sécurité")
        await self.press("SMS", "code à 6 chiffres")
        return await self.say(await self.world.backends.last_code(), expected)

    async def in_view(self) -> None:
        """Check that the newest message, and each answer that is proposed, can be read without scrolling."""
        await expect(messages(self.page).last.locator(".b")).to_be_in_viewport(ratio=0.99)
        for button in await self.proposed.all():
            await expect(button).to_be_in_viewport(ratio=0.99)

    async def follow(self, title: str) -> Page:
        """Follow a link of the newest message that has it; returns the tab that opens."""
        async with self.context.expect_page() as opening:
            await self.touch(self.chat.locator(".m a", has_text=title).last)
        opened = await opening.value
        await opened.wait_for_load_state()
        return opened

    async def picture(self, name: str) -> None:
        """Keep the chat as it looks now in the folder that `COURANT_SCREENSHOTS` names."""
        await self.in_view()
        await expect(self.chat.get_by_role("status")).to_be_empty()
        folder = os.environ.get("COURANT_SCREENSHOTS")
        if folder:
            await self.chat.locator(".panel").screenshot(path=Path(folder) / f"{name}.png")

    def token(self) -> str:
        """What the systems of record know this visitor by."""
        with self.world.store.database.read() as connection:
            newest = connection.exec_driver_sql("SELECT id FROM conversation ORDER BY created_at DESC").first()
        assert newest is not None
        return str(self.world.store.identity(newest[0], self.world.backends.clock()).token)
