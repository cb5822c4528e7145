"""Storms: warnings and outages as their sources tell them, nothing else."""

from __future__ import annotations

import re

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.pannes.network import Feed, Neighbour

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def warn(feed: Feed, department: str) -> None:
    await feed.post(
        "/storms",
        {
            "name": "Tempête Essai",
            "phenomenon": "vent",
            "level": "rouge",
            "department": department,
            "begins_at": feed.ago(120).isoformat(),
            "ends_at": feed.ago(-240).isoformat(),
            "source": "Météo-France",
            "source_at": feed.ago(15).isoformat(),
        },
    )


async def test_a_warning_and_what_the_weather_cut(neighbour: Neighbour, feed: Feed) -> None:
    await warn(feed, "50")
    place = {"commune": "Cherbourg-en-Cotentin", "department": "50", "postcode": "50100"}
    await feed.outage(None, areas=[place], cause="intemperies")
    answer = await neighbour.say("des nouvelles de la tempête à Cherbourg-en-Cotentin 50100")
    assert answer.responses[-2:] == ["utter_tempete_fiche", "utter_tempete_pannes"]
    assert "Tempête Essai : vigilance rouge" in answer and "vent violent" in answer
    assert re.search(r"Source : Météo-France, (aujourd'hui|hier) à", answer.text)
    assert "Cherbourg-en-Cotentin : panne confirmée" in answer and "Source : Enedis" in answer


async def test_no_warning_is_said_and_the_map_is_given(neighbour: Neighbour) -> None:
    answer = await neighbour.say("quelles sont les dernières nouvelles de la tempête à Limoges ?")
    assert answer.responses[-2:] == ["utter_tempete_aucune", "utter_tempete_sans_panne"]
    assert "Vigilance météo" in answer.links


async def test_a_town_is_asked(neighbour: Neighbour, feed: Feed) -> None:
    await warn(feed, "46")
    asked = await neighbour.say("bulletin tempête")
    assert asked.responses[-1] == "utter_ask_tempete_lieu"
    assert "utter_tempete_fiche" in (await neighbour.say("Cahors")).responses


async def test_down_is_said_and_safety_stays(neighbour: Neighbour, world: World) -> None:
    world.backends.break_("outages", "down")
    answer = await neighbour.say("quelles sont les dernières nouvelles de la tempête à Limoges ?")
    assert answer.responses[-1] == "utter_service_indisponible"
    assert "112" in answer and "Vigilance météo" in answer.links
