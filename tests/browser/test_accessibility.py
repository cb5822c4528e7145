"""RGAA 4.1 / WCAG 2.1 AA: what axe-core can find in each state, and by hand what it cannot."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from courant.conversations import Author, OutMessage
from tests.browser.widget import box, choice, focused, full, launcher, log, messages, open_chat, say

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
SMALLEST_TARGET = 44


async def closed(page: Page, world: Any) -> None:
    await expect(launcher(page)).to_be_visible()


async def opened(page: Page, world: Any) -> None:
    await open_chat(page)


async def filled(page: Page, world: Any) -> None:
    world.agent.script["Ma facture"] = full(world.site)
    await open_chat(page)
    await say(page, "Ma facture")
    await expect(messages(page)).to_have_count(4)


async def network_lost(page: Page, world: Any) -> None:
    await open_chat(page)
    await page.context.set_offline(True)
    await say(page, "bonjour")
    await expect(page.get_by_text("En attente d'envoi")).to_be_visible()


async def taken_over(page: Page, world: Any) -> None:
    await filled(page, world)
    world.store.post(world.conversation(), None, Author.AGENT, OutMessage("Bonjour."), name="Sophie")
    world.door.hub.wake(world.conversation())
    await expect(messages(page).last).to_contain_text("Conseiller Sophie")


async def erasing(page: Page, world: Any) -> None:
    await filled(page, world)
    await page.get_by_role("button", name="Effacer la conversation").click()


STATES = [closed, opened, filled, network_lost, taken_over, erasing]


async def violations(page: Page) -> list[str]:
    results = await Axe().run(page, options=RULES)
    return [f"{one['id']}: {node['target']}" for one in results.response["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("width", [1280, 320])
async def test_axe_finds_nothing(page, world, state, width):
    await page.set_viewport_size({"width": width, "height": 800})
    await state(page, world)
    assert await violations(page) == []


class TestRoles:
    async def test_the_launcher_says_what_it_does(self, page, world):
        assert await launcher(page).evaluate("node => node.tagName") == "BUTTON"
        assert (await launcher(page).inner_text()).strip() == "Ouvrir l'assistant"
        assert await launcher(page).get_attribute("aria-expanded") == "false"
        await open_chat(page)
        assert await launcher(page).get_attribute("aria-expanded") == "true"

    async def test_the_panel_is_a_section_named_by_its_heading(self, page, world):
        await open_chat(page)
        panel = page.get_by_role("region", name="Assistant Solvéa")
        await expect(panel.get_by_role("heading", name="Assistant Solvéa", level=2)).to_be_visible()
        assert await panel.get_attribute("aria-modal") is None

    async def test_regions_that_speak(self, page, world):
        await open_chat(page)
        assert await log(page).get_attribute("aria-live") == "polite"
        assert await log(page).get_attribute("tabindex") == "0"
        assert await page.locator("courant-chat [role=status]").count() == 1
        assert await page.locator("courant-chat [role=alert]").count() == 1

    async def test_each_message_names_its_sender_in_words(self, page, world):
        await taken_over(page, world)
        senders = [text.split()[0] for text in await page.locator("courant-chat .who").all_inner_texts()]
        assert senders == ["Assistant", "Vous", "Assistant", "Assistant", "Conseiller"]

    async def test_the_log_is_only_added_to(self, page, world):
        await open_chat(page)
        await log(page).evaluate(
            """node => { window.removed = 0;
            new MutationObserver(all => all.forEach(one => { removed += one.removedNodes.length; }))
              .observe(node, {childList: true}); }"""
        )
        for text in ("un", "deux", "trois"):
            await say(page, text)
        await expect(messages(page)).to_have_count(7)
        assert await page.evaluate("removed") == 0

    async def test_history_is_added_before_the_region_speaks(self, page, world):
        await open_chat(page)
        await say(page, "bonjour")
        await expect(messages(page)).to_have_count(3)
        await page.add_init_script(
            """addEventListener("DOMContentLoaded", () => setTimeout(() => {
              const node = document.querySelector("courant-chat").shadowRoot.querySelector("[role=log]");
              window.seen = [];
              new MutationObserver(() => seen.push(node.getAttribute("aria-live"))).observe(node, {childList: true});
            }));"""
        )
        await page.reload()
        await expect(messages(page)).to_have_count(3)
        assert set(await page.evaluate("seen")) == {"off"}
        await expect(log(page)).to_have_attribute("aria-live", "polite")

    async def test_choices_are_announced_with_the_message(self, page, world):
        world.agent.script["menu"] = [{"text": "Que faire ?", "buttons": [choice("Payer"), choice("Autre")]}]
        await open_chat(page)
        await say(page, "menu")
        await expect(messages(page).last).to_contain_text("2 réponses proposées")


class TestKeyboard:
    async def test_a_whole_dialogue_without_a_mouse(self, page, world):
        world.agent.script["menu"] = [{"text": "Que faire ?", "buttons": [choice("Payer", "/payer"), choice("Autre")]}]
        await launcher(page).focus()
        await page.keyboard.press("Enter")
        await expect(box(page)).to_be_focused()
        await page.keyboard.type("menu")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Payer", exact=True)).to_be_visible()
        await expect(box(page)).to_be_focused()
        await page.keyboard.press("Shift+Tab")
        assert await focused(page) == "Autre"
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Space")
        await expect(messages(page).last).to_contain_text("Vous dites : /payer")
        await expect(box(page)).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(launcher(page)).to_be_focused()

    async def test_tab_goes_through_the_panel_in_order(self, page, world):
        await open_chat(page)
        await page.get_by_role("heading", name="Assistant Solvéa").focus()
        order = []
        for _ in range(6):
            await page.keyboard.press("Tab")
            order.append(await focused(page))
        phone = "04\u00a065\u00a071\u00a020\u00a020"
        assert order == ["Effacer la conversation", "Fermer l'assistant", "Messages", phone, "input", "Envoyer"]

    async def test_shift_enter_makes_a_new_line(self, page, world):
        await open_chat(page)
        await box(page).type("une")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("deux")
        await page.keyboard.press("Enter")
        await expect(messages(page)).to_have_count(3)
        assert world.agent.texts == ["une\ndeux"]

    async def test_escape_leaves_the_question_before_it_closes(self, page, world):
        await open_chat(page)
        await page.get_by_role("button", name="Effacer la conversation").click()
        assert await focused(page) == "Non, la garder"
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="Oui, effacer")).to_be_hidden()
        await expect(box(page)).to_be_focused()

    async def test_the_log_scrolls_with_keys(self, page, world):
        await page.set_viewport_size({"width": 320, "height": 480})
        await filled(page, world)
        await log(page).focus()
        await page.keyboard.press("End")
        await page.wait_for_timeout(300)
        bottom = await log(page).evaluate("node => node.scrollTop")
        await page.keyboard.press("Home")
        await page.wait_for_timeout(300)
        assert await log(page).evaluate("node => node.scrollTop") < bottom


async def outside(page: Page) -> list[str]:
    """Controls of the panel that are not wholly visible."""
    return await page.evaluate(
        """() => {
        const root = document.querySelector("courant-chat").shadowRoot;
        return [...root.querySelectorAll("header button, form button, textarea")].filter(node => {
          const box = node.getBoundingClientRect();
          return box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
        }).map(node => node.getAttribute("aria-label") || node.id);
    }"""
    )


async def overflows(page: Page) -> bool:
    return await page.evaluate(
        """() => {
        const log = document.querySelector("courant-chat").shadowRoot.querySelector("[role=log]");
        return document.documentElement.scrollWidth > innerWidth + 1 || log.scrollWidth > log.clientWidth + 1;
    }"""
    )


class TestSizes:
    @pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 320), (320, 256), (1280, 900)])
    async def test_everything_is_within_reach(self, page, world, width, height):
        await page.set_viewport_size({"width": width, "height": height})
        await filled(page, world)
        assert await outside(page) == []
        assert not await overflows(page)

    @pytest.mark.parametrize("width", [320, 1280])
    async def test_text_at_double_size(self, page, world, width):
        await page.set_viewport_size({"width": width, "height": 900})
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        await filled(page, world)
        assert await outside(page) == []
        assert not await overflows(page)
        assert await log(page).evaluate("node => node.clientHeight") > 150

    async def test_targets_are_large_enough(self, page, world):
        await filled(page, world)
        small = await page.evaluate(
            """least => {
            const root = document.querySelector("courant-chat").shadowRoot;
            const small = box => box.width && (box.width < least || box.height < least);
            return [...root.querySelectorAll("button, textarea, .b li a")]
              .filter(node => small(node.getBoundingClientRect())).map(node => node.textContent);
        }""",
            SMALLEST_TARGET,
        )
        assert small == []

    async def test_a_small_screen_is_filled(self, page, world):
        await page.set_viewport_size({"width": 375, "height": 667})
        await open_chat(page)
        size = await page.locator("courant-chat .panel").bounding_box()
        assert size == {"x": 0, "y": 0, "width": 375, "height": 667}


class TestPreferences:
    async def test_less_motion_is_respected(self, page, world):
        await page.emulate_media(reduced_motion="reduce")
        await open_chat(page)
        moves = await page.evaluate(
            """() => {
            const status = document.querySelector("courant-chat").shadowRoot.querySelector("[role=status]");
            status.classList.add("dots");
            return [getComputedStyle(status, "::before").animationName, getComputedStyle(status).animationName];
        }"""
        )
        assert moves == ["none", "none"]

    async def test_bubbles_keep_a_border_in_forced_colours(self, page, world):
        await page.emulate_media(forced_colors="active")
        await filled(page, world)
        border = (
            await messages(page)
            .last.locator(".b")
            .evaluate("node => [getComputedStyle(node).borderTopWidth, getComputedStyle(node).borderTopColor]")
        )
        assert border[0] == "1px"
        assert "rgba" not in border[1]


class TestWebsite:
    @pytest.mark.parametrize("width", [320, 768, 1280])
    async def test_the_page_needs_no_sideways_scrolling(self, page, width):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width

    async def test_the_page_says_the_emergency_numbers(self, page):
        footer = page.get_by_role("contentinfo")
        for number in ("0 800 47 33 33", "112", "18", "15", "114", "3114"):
            await expect(footer.get_by_role("link", name=number, exact=True)).to_be_visible()

    async def test_the_content_is_one_tab_away(self, page):
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
