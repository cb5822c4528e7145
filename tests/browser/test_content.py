"""Photos and places: offered when a question asks for them, refused politely, never in the way of typing."""

from __future__ import annotations

import asyncio
import io
from typing import Any

from PIL import Image
from playwright.async_api import Page, expect

from tests.browser.widget import box, messages, open_chat, say
from tests.browser.world import World

PARIS = {"latitude": 48.8566, "longitude": 2.3522}


def ask(world: World, asks: str) -> None:
    world.agent.script["panne"] = [{"text": "Où est-ce ?", "custom": {"asks": asks}}]


def photo() -> dict[str, Any]:
    written = io.BytesIO()
    Image.new("RGB", (3000, 1500), "blue").save(written, "JPEG")
    return {"name": "compteur.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


async def heard(world: World, count: int) -> Any:
    """What came with the n-th message."""
    for _ in range(200):
        if len(world.agent.heard) >= count:
            return world.agent.heard[count - 1].metadata
        await asyncio.sleep(0.05)
    raise AssertionError("the assistant was not asked")


async def test_a_place_is_shared_with_one_press(page: Page, context: Any, world: World) -> None:
    await context.grant_permissions(["geolocation"])
    await context.set_geolocation(PARIS)
    ask(world, "lieu")
    await open_chat(page)
    await say(page, "panne")
    await page.get_by_role("button", name="Envoyer ma position").click()
    await expect(messages(page).nth(3)).to_contain_text("Ma position")
    assert (await heard(world, 2))["location"] == {**PARIS, "label": None}
    await expect(page.get_by_role("button", name="Envoyer ma position")).to_have_count(0)


async def test_without_permission_the_address_can_still_be_typed(page: Page, context: Any, world: World) -> None:
    await context.clear_permissions()
    ask(world, "lieu")
    await open_chat(page)
    await say(page, "panne")
    await page.get_by_role("button", name="Envoyer ma position").click()
    await expect(page.get_by_role("status")).to_contain_text("Écrivez l'adresse")
    await expect(box(page)).to_be_focused()
    await say(page, "12 rue des Lilas")
    await expect(messages(page)).to_have_count(5)


async def test_a_photo_is_sent_small_enough(page: Page, world: World) -> None:
    ask(world, "photo")
    await open_chat(page)
    await say(page, "panne")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Joindre une photo").click()
    await (await chooser.value).set_files(photo())
    await expect(messages(page).nth(3)).to_contain_text("Photo")
    (attached,) = (await heard(world, 2))["attachments"]
    kept = world.store.file(world.conversation(), attached["id"])
    assert kept is not None
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert picture.size == (2000, 1000)


async def test_a_file_that_is_no_photo_is_explained(page: Page, world: World) -> None:
    ask(world, "photo")
    await open_chat(page)
    await say(page, "panne")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Joindre une photo").click()
    await (await chooser.value).set_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    await expect(page.get_by_role("alert")).to_contain_text("n'a pas pu être envoyée")
    await expect(messages(page)).to_have_count(3)


async def test_nothing_is_offered_that_the_question_does_not_ask(page: Page, world: World) -> None:
    await open_chat(page)
    await say(page, "bonjour")
    await expect(messages(page)).to_have_count(3)
    await expect(page.get_by_role("button", name="Joindre une photo")).to_have_count(0)
    await expect(page.get_by_role("button", name="Envoyer ma position")).to_have_count(0)
