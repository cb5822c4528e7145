"""A mass outage: few words, what is known, no form, news on request; danger still comes first."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.dialogues.pannes.network import CUT, Feed, Neighbour

pytestmark = pytest.mark.asyncio(loop_scope="session")
# Aurillac, in Cantal: nothing else happens there.
AREA = {"commune": "Aurillac", "department": "15", "postcode": "15000"}


@pytest_asyncio.fixture(loop_scope="session")
async def cantal(feed: Feed) -> AsyncIterator[str]:
    """Short answers in Cantal; gives the number of the outage."""
    number = await feed.outage(None, areas=[AREA], cause="intemperies", customers=5000)
    await feed.mass("departement", "15")
    yield number
    await feed.mass("departement", "15", active=False)
    await feed.say(number, status="retablie")


async def test_no_form_where_the_place_is_said_at_once(neighbour: Neighbour, cantal: str) -> None:
    answer = await neighbour.say("plus d'électricité chez moi à Aurillac")
    assert not any(name.startswith("utter_ask_") for name in answer.responses)
    assert answer.responses[-3:] == ["utter_panne_masse", "utter_panne_fiche", "utter_panne_masse_suite"]
    assert "Clients coupés : 5 000" in answer and "Source : Enedis" in answer
    assert "09 72 67 50 15" in answer and "112" in answer
    assert neighbour.reports() == []


async def test_a_yes_subscribes_and_progress_is_told(neighbour: Neighbour, feed: Feed, cantal: str) -> None:
    await neighbour.say("plus d'électricité chez moi à Aurillac")
    assert (await neighbour.say("oui")).responses == ["utter_suivi_active"]
    await feed.say(cantal, status="equipe_sur_place")
    told = await neighbour.hear()
    assert [entry.response for entry in told] == ["utter_panne_nouvelles"]
    assert "Panne à Aurillac" in told[0].text and "une équipe est sur place" in told[0].text


async def test_a_place_said_later_ends_the_questions(neighbour: Neighbour, cantal: str) -> None:
    assert (await neighbour.say(CUT)).responses[-1] == "utter_ask_panne_danger"
    assert (await neighbour.say("non")).responses[-1] == "utter_ask_panne_lieu"
    answer = await neighbour.say("Aurillac")
    assert answer.responses[0] == "utter_panne_masse"
    assert neighbour.reports() == []


async def test_danger_comes_first(neighbour: Neighbour, cantal: str) -> None:
    answer = await neighbour.say("à Aurillac un câble est tombé et fait des étincelles devant ma porte")
    assert answer.responses[0] == "utter_danger_electrique"
    assert "utter_panne_masse" not in answer.responses


async def test_elsewhere_nothing_changes(neighbour: Neighbour, cantal: str) -> None:
    assert (await neighbour.say("plus d'électricité chez moi à Dijon")).responses[-1] == "utter_ask_panne_danger"


async def test_a_question_about_outages_is_answered_shortly_too(neighbour: Neighbour, cantal: str) -> None:
    answer = await neighbour.say("y a-t-il une panne à Aurillac ?")
    assert "utter_panne_masse" in answer.responses and "utter_panne_fiche" in answer.responses


async def test_everywhere_means_without_a_place_too(neighbour: Neighbour, feed: Feed) -> None:
    await feed.mass("toutes")
    try:
        answer = await neighbour.say(CUT)
        assert answer.responses[-2:] == ["utter_panne_masse", "utter_panne_masse_sans_fait"]
        assert not any(name.startswith("utter_ask_") for name in answer.responses)
    finally:
        await feed.mass("toutes", active=False)
