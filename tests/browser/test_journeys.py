"""Four journeys in the browser, from the first word to the end: real model, real actions, real back ends.

    COURANT_SCREENSHOTS=docs/images .venv/bin/python -m pytest tests/browser/test_journeys.py

takes the pictures of docs/demo.md anew.
"""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image, ImageDraw
from playwright.async_api import Browser, Page, expect
from pypdf import PdfReader

from courant.french.dates import format_date
from tests.browser.journeys import Visitor, open_website
from tests.browser.widget import launcher, messages
from tests.dialogues.bot import plain
from tests.dialogues.conftest import World
from tests.dialogues.echelonnement.spreading import SPREAD, expected_days, forget_plans
from tests.dialogues.paiement.paying import PAY, forget_payments, settle
from tests.dialogues.pannes.network import CUT, Feed, new_street
from tests.dialogues.releve.meters import GIVE, KARIM, forget, meter_of

BENALI = ("10000002", "31000")
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 412, "height": 915}, "has_touch": True, "is_mobile": True}
DIJON = {"latitude": 47.3222, "longitude": 5.0419}
on_a_desktop = pytest.mark.parametrize("visitor", [DESKTOP], indirect=True, ids=["desktop"])
on_a_phone = pytest.mark.parametrize("visitor", [PHONE], indirect=True, ids=["phone"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def website(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with open_website(tmp_path_factory.mktemp("journeys")) as world:
        yield world


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, website: World, request: pytest.FixtureRequest) -> AsyncIterator[Visitor]:
    """Somebody new, in front of the screen that the parameter says. A script error or a blocked request fails."""
    for forgotten in (forget_payments, forget_plans, forget):
        forgotten(website)
    context = await browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", **request.param)
    context.set_default_timeout(20_000)
    troubles: list[Any] = []
    context.on("weberror", lambda error: troubles.append(error.error))
    context.on("console", lambda line: troubles.append(line.text) if "olicy" in line.text else None)
    page = await context.new_page()
    await page.goto(website.backends.config.public_url)
    visitor = Visitor(page, website, has_finger="has_touch" in request.param)
    await visitor.open()
    yield visitor
    await context.close()
    assert troubles == []


class TestPaying:
    @on_a_desktop
    async def test_refused_then_accepted(self, visitor: Visitor) -> None:
        await visitor.say(PAY, "numéro de client")
        given = await visitor.identify(*BENALI, "Voici votre lien")
        assert "184,20" not in given  # no code was asked: the figures are on the page
        page = await self.decide(visitor, "Refuser le paiement", "La banque a refusé ce paiement")
        await page.get_by_role("link", name="Revenir au site").click()
        await launcher(page).click()
        await Visitor(page, visitor.world).reads("n'a pas abouti", 0)
        await page.close()
        assert "184,20" not in await visitor.reads("n'a pas abouti", 0)
        await visitor.press("Payer maintenant", "affichés sur la page")
        await visitor.in_view()
        await visitor.press("Un autre montant", "code de sécurité")
        await visitor.press("SMS", "code à 6 chiffres")
        await visitor.say(await visitor.world.backends.last_code(), "184,20 €")
        await visitor.press("Tout payer", "Son échéance était le")
        await visitor.press("Oui", "Ce lien existait déjà")
        page = await self.decide(visitor, "Accepter le paiement", "Votre paiement est accepté")
        await page.close()
        await visitor.reads("est accepté", 0)
        await visitor.picture("payer")
        clients, token = visitor.world.services.clients, visitor.token()
        accepted, refused = await clients.payments.links(token)
        await settle(visitor.world, accepted.reference)
        assert refused.status == "refuse"
        assert (await clients.billing.balance(token)).amount == 0

    async def decide(self, visitor: Visitor, button: str, state: str) -> Page:
        """Follow the link to the payment page, press a button, read what becomes of the payment; returns the page."""
        page = await visitor.follow("Payer")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Payer 184,20\u00a0€")
        await page.get_by_role("button", name=button).click()
        await expect(page.get_by_role("status")).to_contain_text(state.replace(" €", "\u00a0€"))
        await expect(page.get_by_role("heading", level=1)).to_have_text("Votre paiement")
        await expect(page.get_by_text("Lien valable")).to_have_count(0)
        return page


class TestPayingInInstalments:
    @on_a_desktop
    async def test_a_plan_is_chosen_read_back_and_confirmed(self, visitor: Visitor) -> None:
        await visitor.say(SPREAD, "numéro de client")
        await visitor.verify(*BENALI, "3 mensualités de 61,40 €")
        await visitor.press("3 fois", "entre le 1er et le 28")
        await visitor.say("le 5", "Vous engagez-vous")
        read_back = await visitor.press("Oui", "184,20 € en 3 mensualités")
        days = [plain(format_date(day, weekday=True)) for day in expected_days(visitor.world, 3, 5)]
        assert all(day in read_back for day in days)
        await visitor.press("Oui", "échéancier")
        await visitor.picture("payer-en-plusieurs-fois")
        schedule = await self.schedule(visitor)
        assert schedule.count("61,40 €") >= 3 and all(day in schedule for day in days)
        (plan,) = await visitor.world.services.clients.plans.plans(visitor.token())
        assert (plan.status, plan.total) == ("actif", Decimal("184.20")) and plan.reference in schedule

    async def schedule(self, visitor: Visitor) -> str:
        """Open the schedule in its own tab; returns its words."""
        document = await visitor.follow("Mon échéancier")
        answer = await visitor.page.context.request.get(document.url)
        assert answer.headers["content-type"] == "application/pdf"
        pages = PdfReader(io.BytesIO(await answer.body())).pages
        return plain(" ".join(page.extract_text() for page in pages))


class TestSendingAReading:
    @on_a_phone
    async def test_an_unlikely_number_is_kept_with_its_photo(self, visitor: Visitor) -> None:
        await visitor.say(GIVE, "numéro de client")
        await visitor.identify(KARIM, "33000", "Quel nombre lisez-vous")
        drawing = visitor.chat.get_by_role("img", name="compteur électronique")
        await expect(drawing).to_be_in_viewport(ratio=0.99)
        await expect(drawing).to_have_js_property("complete", True)
        assert await drawing.evaluate("image => image.naturalWidth") > 0
        await visitor.say("12", "Un compteur ne recule pas")
        await visitor.press("Oui", "photo")
        await visitor.in_view()
        before = await messages(visitor.page).count()
        async with visitor.page.expect_file_chooser() as chooser:
            await visitor.touch(visitor.chat.get_by_role("button", name="Joindre une photo"))
        await (await chooser.value).set_files(photo("00012"))
        await visitor.reads("Votre photo est jointe", before)
        done = await visitor.press("Oui", "J'ai bien reçu votre relevé")
        await visitor.picture("releve")
        (filed,) = await (await meter_of(visitor.world, KARIM)).kept()
        assert (filed.status, len(filed.photos)) == ("a_verifier", 1) and filed.number in done


def photo(digits: str) -> dict[str, Any]:
    """A meter's window, as a phone takes it."""
    picture, written = Image.new("RGB", (1600, 1200), "#c9d2c4"), io.BytesIO()
    ImageDraw.Draw(picture).text((700, 580), digits, fill="black")
    picture.save(written, "JPEG")
    return {"name": "compteur.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


@pytest_asyncio.fixture(loop_scope="session")
async def feed(website: World) -> Feed:
    """Enedis spoke two minutes ago."""
    feed = Feed(website)
    feed.forget_sources()
    await feed.beat()
    return feed


class TestReportingAnOutage:
    @on_a_phone
    async def test_from_the_first_word_to_the_news(self, visitor: Visitor, feed: Feed) -> None:
        street = new_street()
        outage = await feed.outage(street, customers=320, cause="materiel")
        await visitor.say(CUT, "y a-t-il un danger")
        await visitor.in_view()
        await visitor.press("Non", "À quelle adresse")
        await visitor.in_view()
        known = await visitor.say(f"12 {street}, 21000 Dijon", "Clients coupés : 320")
        assert "Source : Enedis" in known
        done = await visitor.press("Oui", "Dépannage, jour et nuit : 09 72 67 50 21")
        number = re.search(r"S20\d\d-\d{6}", done)
        await visitor.press("Me prévenir ici", "C'est noté")
        before = await messages(visitor.page).count()
        await feed.say(outage, status="equipe_sur_place", estimated_restoration=feed.ago(-60).isoformat())
        news = await visitor.reads("un technicien est sur place", before)
        assert number is not None and number[0] in news and "Retour estimé" in news
        assert await visitor.proposed.all_inner_texts() == ["Ne plus me prévenir"]
        await visitor.picture("panne")

    @on_a_phone
    async def test_the_place_is_shared(self, visitor: Visitor, feed: Feed) -> None:
        await visitor.page.context.grant_permissions(["geolocation"])
        await visitor.page.context.set_geolocation(DIJON)
        await feed.outage(None, areas=[{"latitude": "47.3220", "longitude": "5.0415", "radius_m": 400}])
        await visitor.say(CUT, "y a-t-il un danger")
        await visitor.press("Non", "À quelle adresse")
        await visitor.press("Envoyer ma position", "commune")
        known = await visitor.say("21000 Dijon", "Source : Enedis")
        assert "la position que vous avez partagée" in known
