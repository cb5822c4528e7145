"""A conversation in the widget: what is sent, what is shown, what is kept."""

from __future__ import annotations

from playwright.async_api import expect

from channels.webchat.files import SOURCE, WidgetFile
from courant.conversations import Author, OutMessage
from tests.browser.widget import box, choice, full, launcher, log, messages, open_chat, say, texts

SIZE_BUDGET = 10_000


def test_the_widget_fits_its_budget():
    assert len(WidgetFile.read().packed) < SIZE_BUDGET


def test_data_never_becomes_markup():
    source = SOURCE.read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert way not in source


async def test_nothing_is_asked_of_the_server_before_the_chat_is_opened(page, world):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    await page.reload()
    await expect(launcher(page)).to_be_visible()
    ours = {url for url in asked if "/webhooks/" in url}
    assert ours == {f"{world.chat}/webhooks/webchat/widget.js"}
    assert all(url.startswith((world.site, world.chat)) for url in asked)


async def test_the_assistant_says_first_that_it_is_automatic(page, world):
    await open_chat(page)
    await expect(messages(page).first).to_contain_text("assistant automatique")
    assert await log(page).get_attribute("aria-live") == "polite"


async def test_a_message_is_shown_at_once_and_answered(page, world):
    await open_chat(page)
    await say(page, "Bonjour")
    await expect(messages(page)).to_have_count(3)
    assert (await texts(page))[1:] == ["Bonjour", "Vous dites : Bonjour"]
    assert await box(page).input_value() == ""
    assert world.agent.texts == ["Bonjour"]


async def test_text_stays_text(page, world):
    await open_chat(page)
    attack = '<img src=x onerror="document.title=1"><b>gras</b>'
    await say(page, attack)
    await expect(messages(page)).to_have_count(3)
    assert (await texts(page))[1] == attack
    assert await page.title() != "1"
    assert await page.locator("courant-chat .b img, courant-chat .b b").count() == 0


async def test_what_the_server_masks_is_masked_on_the_screen_too(page, world):
    await open_chat(page)
    await say(page, "ma carte 4970 1012 3456 7893\n\nje veux payer")
    await expect(messages(page)).to_have_count(4)
    assert "4970" not in await log(page).inner_text()
    await expect(messages(page).nth(1)).to_contain_text("je veux payer")


async def test_a_message_shows_all_that_it_carries(page, world):
    world.agent.script["Ma facture"] = full(world.site)
    await open_chat(page)
    await say(page, "Ma facture")
    await expect(messages(page)).to_have_count(4)
    bubble = messages(page).last
    assert "Volume\u00a0: 21,40\u00a0€\nPrix\u00a0: 7,05\u00a0€" in await bubble.locator("p").nth(2).inner_text()
    await expect(bubble.get_by_role("img", name="Consommation de l'année")).to_be_visible()
    await expect(bubble.get_by_role("link", name="Voir l'image (nouvelle fenêtre)")).to_be_visible()
    bill = bubble.get_by_role("link", name="Facture de novembre (PDF, 118 Ko, nouvelle fenêtre)")
    assert await bill.get_attribute("href") == "https://exemple.fr/f.pdf"
    assert await bill.get_attribute("target") == "_blank"
    assert "noopener" in (await bill.get_attribute("rel") or "")
    assert await bubble.get_by_role("link", name="04 65 71 20 20").get_attribute("href") == "tel:0465712020"
    assert await bubble.get_by_role("link", name="112").get_attribute("href") == "tel:112"
    assert "Piège" not in await bubble.inner_text()


async def test_numbers_never_break_and_phone_numbers_can_be_called(page, world):
    world.agent.script["urgence"] = [
        {"text": "Gaz\u00a0: 0 800 47 33 33, 18 ou 112, SMS au 114. Dossier 1 234 567, lots 15, 18 ou 112."},
        {
            "text": "Le 18 mars, payez 112,50\u00a0€, 15 kWh, ou 18\u00a0€. Appelez le 3114, ou lisez https://exemple.fr/a."
        },
    ]
    await open_chat(page)
    await say(page, "urgence")
    await expect(messages(page)).to_have_count(4)
    first = messages(page).nth(2).locator(".b")
    assert "0\u00a0800\u00a047\u00a033\u00a033" in await first.evaluate("node => node.textContent")
    assert "1\u00a0234\u00a0567" in await first.evaluate("node => node.textContent")
    addresses = "nodes => nodes.map(node => node.getAttribute('href'))"
    assert (await first.locator("a").evaluate_all(addresses))[:4] == ["tel:0800473333", "tel:18", "tel:112", "sms:114"]
    second = await messages(page).nth(3).locator(".b a").evaluate_all(addresses)
    assert second == ["tel:3114", "https://exemple.fr/a"]


async def test_a_picture_that_does_not_come_leaves_its_link(page, world):
    world.agent.script["Image"] = [{"text": "Voici.", "image": f"{world.site}/absent.png"}]
    await open_chat(page)
    await say(page, "Image")
    await expect(messages(page)).to_have_count(3)
    await expect(messages(page).last.get_by_role("img")).to_have_count(0)
    await expect(messages(page).last.get_by_role("link", name="Voir l'image (nouvelle fenêtre)")).to_be_visible()


async def test_a_quick_reply_is_pressed_then_removed(page, world):
    world.agent.script["menu"] = [{"text": "Que faire ?", "buttons": [choice("Payer", "/payer"), choice("Autre")]}]
    await open_chat(page)
    await say(page, "menu")
    replies = page.get_by_role("list", name="Réponses proposées")
    await expect(replies.get_by_role("button")).to_have_count(2)
    await replies.get_by_role("button", name="Payer").click()
    await expect(messages(page)).to_have_count(5)
    await expect(page.locator("courant-chat .quick")).to_be_hidden()
    assert world.agent.texts[-1] == "/payer"
    assert (await texts(page))[3] == "Payer"


async def test_a_person_is_named(page, world):
    await open_chat(page)
    conversation = world.conversation()
    world.store.take_over(conversation, "Sophie")
    world.store.post(conversation, None, Author.AGENT, OutMessage("Je reprends votre dossier."), name="Sophie")
    world.door.hub.wake(conversation)
    await expect(messages(page).last).to_contain_text("Conseiller Sophie")


async def test_history_comes_back_after_a_reload_once_and_in_order(page, world):
    world.agent.script["menu"] = [{"text": "Que faire ?", "buttons": [choice("Payer", "/payer")]}]
    await open_chat(page)
    await say(page, "un")
    await expect(messages(page)).to_have_count(3)
    await say(page, "menu")
    await expect(messages(page)).to_have_count(5)
    before = await texts(page)
    await page.reload()
    await expect(messages(page)).to_have_count(5)
    assert await texts(page) == before
    await expect(page.get_by_role("button", name="Payer", exact=True)).to_be_visible()


async def test_messages_that_come_while_the_panel_is_closed_are_counted(page, world):
    await open_chat(page)
    await page.keyboard.press("Escape")
    conversation = world.conversation()
    for text in ("un", "deux"):
        world.store.post(conversation, None, Author.ASSISTANT, OutMessage(text))
    world.door.hub.wake(conversation)
    await expect(launcher(page)).to_contain_text("Ouvrir l'assistant, 2 messages non lus")
    await launcher(page).click()
    await expect(messages(page)).to_have_count(3)
    await page.keyboard.press("Escape")
    assert "non lu" not in await launcher(page).inner_text()


async def test_the_conversation_can_be_erased(page, world):
    await open_chat(page)
    await say(page, "secret")
    await expect(messages(page)).to_have_count(3)
    before = world.conversation()
    await page.get_by_role("button", name="Effacer la conversation").click()
    await page.get_by_role("button", name="Non, la garder").click()
    await expect(messages(page)).to_have_count(3)
    await page.get_by_role("button", name="Effacer la conversation").click()
    await page.get_by_role("button", name="Oui, effacer").click()
    await expect(messages(page)).to_have_count(1)
    await expect(page.get_by_role("status")).to_contain_text("Conversation effacée")
    assert "secret" not in await log(page).inner_text()
    assert world.conversation() != before
    await say(page, "encore")
    await expect(messages(page)).to_have_count(3)


async def test_a_session_that_ended_is_replaced_and_the_message_is_not_lost(page, world):
    await open_chat(page)
    world.store.close(world.conversation())
    await say(page, "toujours là ?")
    await expect(page.get_by_role("status")).to_contain_text("expiré")
    await expect(messages(page).last).to_contain_text("Vous dites : toujours là ?")
    assert world.agent.texts == ["toujours là ?"]


async def test_messages_over_the_limit_wait_and_leave_later(page, world):
    world.door.limit("webchat", 2, 1.5)
    await open_chat(page)
    for text in ("1", "2", "3"):
        await say(page, text)
    await expect(page.get_by_role("status")).to_contain_text("Un instant")
    await expect(messages(page).last).to_contain_text("Vous dites : 3")
    assert world.agent.texts == ["1", "2", "3"]


async def test_a_help_topic_opens_the_chat_with_its_question(page, world):
    await page.get_by_role("button", name="Donner mon relevé").click()
    assert await box(page).input_value() == "Je veux donner mon relevé de compteur"
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Donner mon relevé")).to_be_focused()
