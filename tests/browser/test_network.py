"""The widget when the network, the server or other tabs come and go: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from courant.conversations import Author, OutMessage
from tests.browser.widget import launcher, messages, open_chat, say, texts


async def test_a_message_written_offline_leaves_when_the_network_is_back(page, context, world):
    await open_chat(page)
    await context.set_offline(True)
    await say(page, "un")
    await say(page, "deux")
    status = page.get_by_role("status")
    await expect(status).to_contain_text("Connexion perdue")
    await expect(page.get_by_text("En attente d'envoi").first).to_be_visible()
    await context.set_offline(False)
    await expect(messages(page).last).to_contain_text("Vous dites : deux")
    assert world.agent.texts == ["un", "deux"]
    assert (await texts(page))[1:] == ["un", "Vous dites : un", "deux", "Vous dites : deux"] or (await texts(page))[
        1:
    ] == ["un", "deux", "Vous dites : un", "Vous dites : deux"]
    await expect(page.get_by_text("En attente d'envoi")).to_have_count(0)


async def test_what_was_said_meanwhile_comes_once_and_in_order(page, context, world):
    await open_chat(page)
    conversation = world.conversation()
    await context.set_offline(True)
    for number in range(5):
        world.store.post(conversation, None, Author.ASSISTANT, OutMessage(f"message {number}"))
    await asyncio.sleep(0.3)
    await context.set_offline(False)
    await expect(messages(page)).to_have_count(6)
    assert (await texts(page))[1:] == [f"message {number}" for number in range(5)]


async def test_an_answer_survives_the_end_of_the_server(page, world):
    waits = asyncio.Event()
    world.agent.script["facture"] = [{"text": "Un instant."}, waits.wait]
    await open_chat(page)
    await say(page, "facture")
    await expect(messages(page).last).to_contain_text("Un instant.")
    await world.stop_chat()
    world.agent.script["facture"] = [{"text": "Un instant."}, {"text": "Voici votre facture."}]
    await world.start_chat()
    await expect(messages(page).last).to_contain_text("Voici votre facture.", timeout=20_000)
    assert (await texts(page))[1:] == ["facture", "Un instant.", "Voici votre facture."]


async def test_a_message_sent_while_the_server_is_away_is_answered_when_it_is_back(page, world):
    await open_chat(page)
    await world.stop_chat()
    await say(page, "bonjour")
    await asyncio.sleep(1.5)
    await world.start_chat()
    await expect(messages(page).last).to_contain_text("Vous dites : bonjour", timeout=20_000)
    assert world.agent.texts == ["bonjour"]


async def test_tabs_share_one_conversation_and_one_stream(page, context, world):
    """Browsers allow six connections to a server: with a stream each, the seventh tab would hang."""
    await open_chat(page)
    others = [await context.new_page() for _ in range(7)]
    for other in others:
        await other.goto(world.site)
        await open_chat(other)
    await say(others[-1], "bonjour")
    for tab in (page, *others):
        await expect(messages(tab)).to_have_count(3)
        assert (await texts(tab))[1:] == ["bonjour", "Vous dites : bonjour"]
    assert world.agent.texts == ["bonjour"]


async def test_when_the_tab_that_streams_closes_another_takes_over(page, context, world):
    await open_chat(page)
    other = await context.new_page()
    await other.goto(world.site)
    await open_chat(other)
    await other.close()
    await say(page, "bonjour")
    await expect(messages(page).last).to_contain_text("Vous dites : bonjour")


async def test_erasing_in_one_tab_erases_in_the_others(page, context, world):
    await open_chat(page)
    await say(page, "secret")
    await expect(messages(page)).to_have_count(3)
    other = await context.new_page()
    await other.goto(world.site)
    await open_chat(other, entries=3)
    await other.get_by_role("button", name="Effacer la conversation").click()
    await other.get_by_role("button", name="Oui, effacer").click()
    await expect(messages(page)).to_have_count(1)
    await say(page, "bonjour")
    for tab in (page, other):
        await expect(messages(tab)).to_have_count(3)


async def test_the_panel_stays_open_after_a_reload_without_taking_the_focus(page, world):
    await open_chat(page)
    await page.reload()
    await expect(messages(page)).to_have_count(1)
    await expect(launcher(page)).to_be_hidden()
    assert await page.evaluate("document.activeElement === document.body")
