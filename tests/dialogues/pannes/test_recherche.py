"""Known outages at a place: each fact with its source, silence only where somebody watches."""

from __future__ import annotations

import re

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.pannes.network import Feed, Neighbour

pytestmark = pytest.mark.asyncio(loop_scope="session")


def area(commune: str, department: str, postcode: str, street: str | None = None) -> dict[str, str | None]:
    return {"commune": commune, "department": department, "postcode": postcode, "street": street}


async def test_none_is_said_with_who_says_so(neighbour: Neighbour, feed: Feed) -> None:
    answer = await neighbour.say("y a-t-il une panne à Limoges ?")
    assert answer.responses[-2:] == ["utter_pannes_aucune", "utter_pannes_suite"]
    assert "Cela ne veut pas dire qu'il n'y en a pas" in answer
    assert re.search(rf"Source : Enedis, (aujourd'hui|hier) à ({feed.hour(2)}|{feed.hour(3)})\.", answer.text)
    assert "09 72 67 50 87" in answer


async def test_a_town_is_asked_when_none_was_said(neighbour: Neighbour) -> None:
    asked = await neighbour.say("y a-t-il une panne de courant dans mon quartier ?")
    assert asked.responses[-1] == "utter_ask_recherche_lieu"
    assert (await neighbour.say("87000")).responses[0] == "utter_pannes_aucune"


async def test_an_outage_of_some_streets_is_not_said_to_be_yours(neighbour: Neighbour, feed: Feed) -> None:
    await feed.outage(None, areas=[area("Pau", "64", "64000", "rue Émile-Zola")], customers=80)
    answer = await neighbour.say("coupure de courant à Pau 64000 ?")
    assert "utter_pannes_possibles" in answer.responses
    assert "sans dire si 64000 Pau en fait partie" in answer and "rue Émile-Zola" in answer
    assert "Clients coupés : 80" in answer


async def test_another_street_of_the_town_is_told_as_elsewhere(neighbour: Neighbour, feed: Feed) -> None:
    await feed.outage(None, areas=[area("Chambéry", "73", "73000", "rue Pasteur")])
    await neighbour.say("y a-t-il des pannes près de chez moi ?")
    answer = await neighbour.say("2 rue du Moulin, 73000 Chambéry")
    assert answer.responses == ["utter_pannes_aucune", "utter_pannes_ailleurs", "utter_pannes_suite"]
    assert "rue Pasteur" in answer


async def test_works_that_are_announced_are_told_with_their_hour(neighbour: Neighbour, feed: Feed) -> None:
    await feed.outage(
        None,
        areas=[area("Vannes", "56", "56000")],
        status="annoncee",
        cause="travaux",
        started_at=feed.ago(-600).isoformat(),
        estimated_restoration=feed.ago(-780).isoformat(),
    )
    answer = await neighbour.say("des coupures sont prévues à Vannes 56000 ?")
    assert "coupure annoncée" in answer and "Prévue : " in answer and "travaux sur le réseau" in answer
    # What has not begun cannot be followed as an outage.
    assert "Me prévenir ici" not in answer.buttons


async def test_what_has_been_restored_is_told_for_a_while(neighbour: Neighbour, feed: Feed) -> None:
    number = await feed.outage(None, areas=[area("Amiens", "80", "80000")])
    await feed.say(number, status="retablie")
    answer = await neighbour.say("panne de courant à Amiens 80000 ?")
    assert "État : rétablie" in answer and "Rétablie : " in answer


async def test_many_are_counted(neighbour: Neighbour, feed: Feed) -> None:
    for street in ("rue A", "rue B", "rue C", "rue D", "rue E"):
        await feed.outage(None, areas=[area("Rouen", "76", "76000", street)])
    answer = await neighbour.say("pannes en cours à Rouen 76000")
    assert answer.text.count("• Où : ") == 3
    assert "Autres pannes signalées au même endroit : 2" in answer


async def test_where_nobody_watches_it_is_said(neighbour: Neighbour) -> None:
    answer = await neighbour.say("y a-t-il une panne à Strasbourg ?")
    assert answer.responses[-2:] == ["utter_pannes_sans_source", "utter_pannes_suite"]
    assert "Strasbourg Électricité Réseaux" in answer and "sur votre facture" in answer
    assert "aucune panne" not in answer.text


async def test_gas_is_another_network(neighbour: Neighbour, feed: Feed) -> None:
    await feed.outage(None, areas=[area("Angers", "49", "49000")], energy="gaz", source="GRDF", distributor="GRDF")
    answer = await neighbour.say("y a-t-il une coupure de gaz à Angers 49000 ?")
    assert "utter_pannes_ici" in answer.responses and "Source : GRDF" in answer
    assert "C'est GRDF qui rétablit le gaz à Angers" in answer


@pytest.mark.parametrize("fault", ["down", "slow", "error", "empty"])
async def test_down_is_said_and_can_be_tried_again(neighbour: Neighbour, world: World, fault: str) -> None:
    world.backends.break_("outages", fault)  # type: ignore[arg-type]
    answer = await neighbour.say("y a-t-il une panne à Limoges ?")
    assert answer.responses[-1] == "utter_service_indisponible" and "Réessayer" in answer.buttons
    assert "aucune panne" not in answer.text
    world.mend()
    again = await neighbour.press("Réessayer", answer)
    assert "utter_pannes_aucune" in again.responses


async def test_the_place_said_once_is_known_afterwards(neighbour: Neighbour) -> None:
    await neighbour.say("y a-t-il une panne à Limoges ?")
    storm = await neighbour.say("et la tempête, des nouvelles ?")
    assert storm.responses[-1] == "utter_tempete_sans_panne"
