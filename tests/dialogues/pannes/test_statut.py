"""Where is my outage: own reports, numbers with their code, places; news on and off, told as they come."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.dialogues.bot import Answer, Customer, plain
from tests.dialogues.conftest import World
from tests.dialogues.pannes.network import CUT, Feed, Neighbour, new_street

pytestmark = pytest.mark.asyncio(loop_scope="session")
STATUS = "où en est ma panne ?"


async def reported(neighbour: Neighbour, street: str, *more: str) -> Answer:
    """A report that has been sent."""
    await neighbour.to_the_read_back(street)
    return await neighbour.all("oui", *more)


async def test_my_report_is_found_without_being_anybody(neighbour: Neighbour) -> None:
    await reported(neighbour, new_street(), "non merci")
    answer = await neighbour.say(STATUS)
    assert answer.responses[-2:] == ["utter_statut_signalement", "utter_statut_suite"]
    assert neighbour.reports()[0].number in answer
    assert "Dernière étape : transmis à Enedis" in answer and "09 72 67 50 21" in answer
    assert "Me prévenir ici" in answer.buttons


async def test_what_the_source_says_comes_with_its_stamp(neighbour: Neighbour, feed: Feed) -> None:
    street = new_street()
    outage = await feed.outage(street)
    await neighbour.report(street, "oui")
    await feed.say(outage, status="equipe_sur_place", customers=40)
    answer = await neighbour.say(STATUS)
    assert "technicien sur place" in answer and "Clients coupés : 40" in answer
    assert re.search(r"Source : Enedis, (aujourd'hui|hier) à", answer.text)


async def test_nothing_known_asks_a_number_or_a_place(neighbour: Neighbour, feed: Feed) -> None:
    street = new_street()
    await feed.outage(street)
    asked = await neighbour.say(STATUS)
    assert asked.responses[-1] == "utter_ask_statut_reference"
    refused = await neighbour.say("euh je l'ai plus")
    assert "utter_ask_statut_reference" in refused.responses
    answer = await neighbour.say(f"3 {street}, 21000 Dijon")
    assert answer.responses[0] == "utter_pannes_ici"


async def test_a_number_of_another_conversation_needs_its_code(
    neighbour: Neighbour, new_customer: Callable[[], Customer], world: World
) -> None:
    done = await reported(neighbour, new_street())
    number, secret = neighbour.reports()[0].number, re.search(r"\w{5}-\w{5}-\w{5}", done.text)
    assert secret is not None
    other = Neighbour(new_customer(), world)
    await other.say(STATUS)
    assert (await other.say(number)).responses == ["utter_ask_statut_code"]
    wrong = await other.say("AAAAA-AAAAA-AAAAA")
    assert wrong.responses == ["utter_statut_inconnu"]
    await other.say(STATUS)
    await other.say(number.lower().replace("-", " "))
    right = await other.say(secret[0].lower())
    assert right.responses == ["utter_statut_signalement", "utter_statut_suite"] and number in right
    # Seeing it is not following it: news stay with whoever reported.
    assert "Me prévenir ici" not in right.buttons


async def test_unknown_and_wrong_look_alike(neighbour: Neighbour) -> None:
    await neighbour.say(STATUS)
    await neighbour.say("S2026-999999")
    answer = await neighbour.say("AAAAA-AAAAA-AAAAA")
    assert answer.responses == ["utter_statut_inconnu"]


async def test_a_customer_finds_what_they_reported_elsewhere(neighbour: Neighbour) -> None:
    await neighbour.say("c'est quand ma prochaine facture")
    await neighbour.customer.identify("10000004", "44000")
    answer = await neighbour.say(STATUS)
    assert answer.responses[-2:] == ["utter_statut_signalement", "utter_statut_suite"]
    assert "S20" in answer and "technicien sur place" in answer


@pytest.mark.parametrize("fault", ["down", "error"])
async def test_the_outage_system_is_down(neighbour: Neighbour, world: World, fault: str) -> None:
    await reported(neighbour, new_street(), "non merci")
    world.backends.break_("outages", fault)  # type: ignore[arg-type]
    answer = await neighbour.say(STATUS)
    assert answer.responses[-1] == "utter_statut_injoignable"
    assert "09 72 67 50 21" in answer and "Réessayer" in answer.buttons
    world.mend()
    again = await neighbour.press("Réessayer", answer)
    assert "utter_statut_signalement" in again.responses


async def test_news_are_asked_for_and_told_as_they_come(neighbour: Neighbour, feed: Feed) -> None:
    street = new_street()
    outage = await feed.outage(street)
    await neighbour.report(street)
    done = await neighbour.say("oui")
    followed = await neighbour.press("Me prévenir ici", done)
    assert followed.responses == ["utter_suivi_active"]
    number = neighbour.reports()[0].number
    await feed.say(outage, status="equipe_sur_place", estimated_restoration=feed.ago(-60).isoformat())
    told = await neighbour.hear()
    assert [entry.response for entry in told] == ["utter_panne_nouvelles"]
    text = plain(told[0].text)
    assert f"Votre signalement {number} : un technicien est sur place." in text
    assert "Retour estimé : " in text and "Source : Enedis" in text
    await feed.say(outage, status="retablie")
    # Events that were told already are not told again.
    restored = await neighbour.hear()
    assert len(restored) == 1 and "la panne est indiquée comme rétablie" in plain(restored[0].text)
    assert [plain(button.title) for button in restored[0].buttons] == ["Toujours coupé ici"]


async def test_news_do_not_disturb_a_question_that_is_open(neighbour: Neighbour, feed: Feed) -> None:
    street = new_street()
    outage = await feed.outage(street)
    await neighbour.report(street, "oui", "oui")
    asked = await neighbour.say(CUT)
    question = asked.responses[-1]
    assert question == "utter_ask_panne_danger"
    await feed.say(outage, status="equipe_sur_place")
    assert [entry.response for entry in await neighbour.hear()] == ["utter_panne_nouvelles"]
    aside = await neighbour.say("quels sont vos horaires")
    assert aside.responses[-1] == question


async def test_news_are_stopped(neighbour: Neighbour, feed: Feed) -> None:
    street = new_street()
    outage = await feed.outage(street)
    await neighbour.report(street, "oui")
    followed = await neighbour.say("oui")
    stopped = await neighbour.press("Ne plus me prévenir", followed)
    assert stopped.responses == ["utter_suivi_arrete"]
    await feed.say(outage, status="retablie")
    assert await neighbour.hear() == []


async def test_news_of_a_known_outage_need_no_report(neighbour: Neighbour, feed: Feed) -> None:
    street = new_street()
    outage = await feed.outage(street)
    await neighbour.say("y a-t-il une panne de courant dans mon quartier ?")
    answer = await neighbour.say(f"3 {street}, 21000 Dijon")
    followed = await neighbour.press("Me prévenir ici", answer)
    assert followed.responses == ["utter_suivi_active"]
    assert neighbour.reports() == []
    followers = neighbour.rows(
        f"SELECT o.number FROM outage_follower f JOIN outage o ON o.id = f.outage_id "
        f"WHERE f.conversation = '{neighbour.customer.conversation}'"
    )
    assert [row.number for row in followers] == [outage]


async def test_nothing_to_follow_is_said(neighbour: Neighbour) -> None:
    answer = await neighbour.say("bonjour")
    assert answer.entries
    asked = await neighbour.say(STATUS)
    assert asked.responses[-1] == "utter_ask_statut_reference"
    assert "Me prévenir ici" not in asked.buttons
