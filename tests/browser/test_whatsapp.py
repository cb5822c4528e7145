"""A WhatsApp conversation held on the simulator's page: the real channel, a scripted assistant."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from PIL import Image, ImageDraw
from playwright.async_api import BrowserContext, Page, expect
from sanic import Request, Sanic
from sanic.response import HTTPResponse

from channels.texts import Texts, project_texts
from courant.conversations import Author, OutMessage, open_store_at
from tests.backends.whatsapp.courant import ALEX, CAMILLE, PhoneWorld, open_phone_world
from tests.browser.phone import box, bubbles, write
from tests.browser.widget import choice
from tests.channels.served import listening

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(scope="session")
def texts() -> Texts:
    return project_texts()


def picture() -> bytes:
    """A meter, roughly."""
    image = Image.new("RGB", (640, 400), "#e9f2ef")
    drawing = ImageDraw.Draw(image)
    drawing.rounded_rectangle((60, 60, 580, 340), 24, fill="#ffffff", outline="#00473d", width=8)
    drawing.rectangle((140, 130, 500, 220), fill="#14211d")
    for place, digit in enumerate("004821"):
        drawing.text((165 + 55 * place, 140), digit, fill="#ffc94d", font_size=60)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def documents() -> Sanic:
    """Where the assistant's own documents and pictures are."""
    app = Sanic("documents_of_phone", configure_logging=False)

    async def file(_request: Request, name: str) -> HTTPResponse:
        if name.endswith(".pdf"):
            return HTTPResponse(PDF, content_type="application/pdf")
        return HTTPResponse(picture(), content_type="image/png")

    app.add_route(file, "/<name:str>", name="file")
    return app


@pytest_asyncio.fixture(loop_scope="session")
async def home() -> AsyncIterator[str]:
    async with listening(documents()) as url:
        yield url


@pytest_asyncio.fixture(loop_scope="session")
async def world(tmp_path: Path, texts: Texts, home: str) -> AsyncIterator[PhoneWorld]:
    store = open_store_at(f"sqlite:///{tmp_path}/conversations.db", "k" * 40)
    async with open_phone_world(store, texts, home) as opened:
        yield opened
    store.database.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext, world: PhoneWorld) -> AsyncIterator[Page]:
    """The simulator's page. A script error or a blocked request fails the test."""
    opened = await context.new_page()
    troubles: list[Any] = []
    opened.on("pageerror", lambda error: troubles.append(error))
    opened.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    await opened.goto(world.url)
    await expect(opened.get_by_role("button", name="Camille Durand")).to_have_attribute("aria-pressed", "true")
    yield opened
    await opened.close()
    assert troubles == []


async def first_words(page: Page) -> None:
    """Say hello, and wait for the presentation and the answer."""
    await write(page, "bonjour")
    await expect(bubbles(page)).to_have_count(3)


async def test_a_text_is_answered_and_marked_as_read(page: Page, world: PhoneWorld) -> None:
    await first_words(page)
    await expect(bubbles(page).nth(1)).to_contain_text("assistant automatique")
    await expect(bubbles(page).nth(2)).to_contain_text("Vous dites : bonjour")
    await expect(bubbles(page).first).to_have_attribute("data-status", "read")
    await expect(bubbles(page).nth(2)).to_have_attribute("data-status", "read")
    assert world.agent.texts == ["bonjour"]


async def test_it_is_plainly_a_simulator(page: Page, world: PhoneWorld) -> None:
    await expect(page.get_by_text("Rien ne part vers WhatsApp")).to_be_visible()
    await expect(page.locator(".head").get_by_text("simulateur")).to_be_visible()
    assert "Simulateur" in await page.title()


async def test_reply_buttons(page: Page, world: PhoneWorld) -> None:
    world.agent.script["facture"] = [
        {"text": "Que faire ?", "buttons": [choice("Payer", "/payer"), choice("Plus tard", "/plus")]}
    ]
    await first_words(page)
    await write(page, "facture")
    await page.get_by_role("button", name="Payer", exact=True).click()
    await expect(bubbles(page).last).to_contain_text("Vous dites : /payer")
    pressed = bubbles(page).filter(has_text="Payer").nth(1)
    await expect(pressed.locator(".quote")).to_have_text("Que faire ?")
    await expect(page.get_by_role("button", name="Plus tard")).to_be_disabled()
    await expect(bubbles(page)).to_have_count(7)


async def test_a_list(page: Page, world: PhoneWorld) -> None:
    choices = [choice(f"Choix {number}", f"/choix_{number}") for number in range(1, 7)]
    world.agent.script["menu"] = [{"text": "Que faire ?", "buttons": choices}]
    await first_words(page)
    await write(page, "menu")
    await bubbles(page).last.get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("radio")).to_have_count(6)
    await dialog.get_by_label("Choix 5").check()
    await dialog.get_by_role("button", name="Envoyer").click()
    await expect(bubbles(page).last).to_contain_text("Vous dites : /choix_5")


async def test_a_document_and_a_picture(page: Page, world: PhoneWorld, home: str) -> None:
    links = [{"title": "Facture du 3 novembre 2026 (PDF)", "url": f"{home}/f.pdf", "kind": "PDF"}]
    world.agent.script["facture"] = [{"text": "Voici votre facture.", "custom": {"links": links}}]
    world.agent.script["compteur"] = [
        {"text": "Lisez ces chiffres.", "image": f"{home}/c.png", "custom": {"image_alt": "Un compteur"}}
    ]
    await first_words(page)
    await write(page, "facture")
    file = page.get_by_role("link", name="Facture du 3 novembre 2026.pdf")
    await expect(file).to_be_visible()
    answer = await page.request.get(str(await file.get_attribute("href")))
    assert await answer.body() == PDF
    await write(page, "compteur")
    image = bubbles(page).last.locator("img")
    await expect(image).to_be_visible()
    assert await image.evaluate("node => node.naturalWidth") == 640


async def test_a_place_is_asked_and_sent(page: Page, world: PhoneWorld) -> None:
    world.agent.script["panne"] = [{"text": "Où est la panne ?", "custom": {"asks": "lieu"}}]
    await first_words(page)
    await write(page, "panne")
    await page.get_by_role("button", name="Envoyer ma position").click()
    await page.get_by_role("dialog").get_by_role("button", name="Envoyer").click()
    await expect(bubbles(page).filter(has_text="12 rue des Lilas")).to_be_visible()
    await until(lambda: len(world.agent.heard) == 3)
    place = world.agent.heard[-1].metadata["location"]
    assert (place["latitude"], place["longitude"]) == (45.7597, 4.8697)


async def test_photos_voice_notes_and_stickers(page: Page, world: PhoneWorld) -> None:
    await first_words(page)
    await box(page).fill("voici mon compteur")
    await page.locator("#photo").set_input_files(
        [{"name": "compteur.png", "mimeType": "image/png", "buffer": picture()}]
    )
    await expect(bubbles(page).filter(has_text="voici mon compteur").first.locator("img")).to_be_visible()
    await until(lambda: len(world.agent.heard) == 2)
    for name, type_ in (("Message vocal", "audio"), ("Autocollant", "sticker")):
        await page.get_by_role("button", name="Joindre").click()
        await page.get_by_role("button", name=name).click()
        await expect(page.locator(f'[data-type="{type_}"]')).to_be_visible()
    await until(lambda: world.simulator.phones.get(CAMILLE).bubbles and not world.store.unhandled())


async def test_a_holder_without_number(page: Page, world: PhoneWorld) -> None:
    await page.get_by_role("button", name="Alex").click()
    await first_words(page)
    await expect(page.locator(f'[data-phone="{ALEX}"]')).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="Camille Durand").click()
    await expect(bubbles(page)).to_have_count(0)


async def test_after_a_day_a_template_brings_the_customer_back_to_the_answer(page: Page, world: PhoneWorld) -> None:
    await first_words(page)
    await page.get_by_role("button", name="Laisser passer 24 heures").click()
    await expect(page.locator("#window")).to_contain_text("fermée")
    world.store.post(world.conversation(), None, Author.AGENT, OutMessage("Votre dossier est clos."), name="Sophie")
    world.door.hub.wake(world.conversation())
    await expect(bubbles(page).filter(has_text="131047")).to_be_visible()
    await expect(page.get_by_role("button", name="Lire la réponse")).to_be_visible()
    await asyncio.sleep(2.0)  # events tell whole seconds: a touch in the very second of the refusal would look older
    await page.get_by_role("button", name="Lire la réponse").click()
    await expect(bubbles(page).filter(has_text="Votre dossier est clos.")).to_be_visible()


async def test_an_incident_is_provoked_and_overcome(page: Page, world: PhoneWorld) -> None:
    await first_words(page)
    await page.get_by_label("Lequel").select_option("refuse:131016")
    await page.get_by_role("button", name="Provoquer").click()
    await expect(page.locator("#faults")).to_contain_text("131016")
    await write(page, "encore")
    await expect(bubbles(page)).to_have_count(5)
    assert world.simulator.faults.list() == ()


async def test_nothing_is_lost_when_the_page_is_reloaded(page: Page, world: PhoneWorld) -> None:
    await first_words(page)
    before = await bubbles(page).all_inner_texts()
    await page.reload()
    await expect(bubbles(page)).to_have_count(3)
    assert await bubbles(page).all_inner_texts() == before


@pytest.mark.parametrize("width", [1280, 375])
async def test_accessibility(page: Page, world: PhoneWorld, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 900})
    world.agent.script["menu"] = [{"text": "Que faire ?", "buttons": [choice("Payer"), choice("Plus tard")]}]
    await first_words(page)
    await write(page, "menu")
    await expect(page.get_by_role("button", name="Payer", exact=True)).to_be_visible()
    results = await Axe().run(page, options=RULES)
    found = [f"{one['id']}: {node['target']}" for one in results.response["violations"] for node in one["nodes"]]
    assert found == [], found
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


async def until(condition: Any, seconds: float = 20.0) -> None:
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen")
