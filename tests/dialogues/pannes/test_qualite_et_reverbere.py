"""Voltage and street lights: a few questions, who acts, one report."""

from __future__ import annotations

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.pannes.network import Neighbour, new_street

pytestmark = pytest.mark.asyncio(loop_scope="session")
FLICKER = "la lumière clignote tout le temps chez moi"
LAMP = "le réverbère devant chez moi est éteint"


async def to_the_voltage_read_back(neighbour: Neighbour, street: str, damage: str) -> object:
    await neighbour.all(FLICKER, "ça clignote", "les voisins aussi", f"4 {street}, 21000 Dijon")
    return await neighbour.all("depuis lundi, vers 19 h", damage, "non")


async def test_voltage_is_reported_to_the_distributor_with_what_was_said(neighbour: Neighbour) -> None:
    street = new_street()
    read_back = await to_the_voltage_read_back(neighbour, street, "non")
    for said in ("la lumière clignote", f"4 {street}, 21000 Dijon", "depuis lundi, vers 19 h", "Enedis"):
        assert said in read_back  # type: ignore[operator]
    done = await neighbour.say("oui")
    assert done.responses == ["utter_signalement_fait_public"] and "09 72 67 50 21" in done
    report = neighbour.reports()[0]
    assert (report.kind, report.extent) == ("qualite", "rue")
    assert "depuis lundi, vers 19 h" in report.detail


async def test_damage_has_its_own_way(neighbour: Neighbour) -> None:
    await to_the_voltage_read_back(neighbour, new_street(), "oui")
    done = await neighbour.say("oui")
    assert done.responses == ["utter_qualite_dommages", "utter_signalement_fait_public"]
    assert "gardez les appareils" in done and "€" not in done.text


async def test_a_no_writes_nothing(neighbour: Neighbour) -> None:
    await to_the_voltage_read_back(neighbour, new_street(), "non")
    assert (await neighbour.say("non")).responses == ["utter_panne_refuse"]
    assert neighbour.reports() == []


async def test_the_moment_is_corrected_at_the_read_back(neighbour: Neighbour) -> None:
    street, other = new_street(), new_street()
    await to_the_voltage_read_back(neighbour, street, "non")
    corrected = await neighbour.say(f"non, c'est au 6 {other}")
    assert corrected.responses[-1] == "utter_qualite_recapitulatif" and f"6 {other}, 21000 Dijon" in corrected


async def test_sparks_in_the_middle(neighbour: Neighbour) -> None:
    await neighbour.all(FLICKER, "ça clignote")
    answer = await neighbour.say("maintenant le compteur fait des étincelles")
    assert answer.responses == ["utter_danger_electrique"]
    assert neighbour.reports() == []


async def test_down_at_the_end_of_a_voltage_report(neighbour: Neighbour, world: World) -> None:
    await to_the_voltage_read_back(neighbour, new_street(), "non")
    world.backends.break_("outages", "error")
    failed = await neighbour.say("oui")
    assert failed.responses[-1] == "utter_service_indisponible"
    world.mend()
    await neighbour.press("Réessayer", failed)
    await neighbour.say("oui")
    assert len(neighbour.reports()) == 1


async def test_a_lamp_goes_to_the_town_hall(neighbour: Neighbour) -> None:
    street = new_street()
    asked = await neighbour.say(LAMP)
    assert asked.responses[-1] == "utter_ask_reverbere_etat"
    await neighbour.press("Il est éteint", asked)
    read_back = await neighbour.all(f"8 {street}, 21000 Dijon", "A-57")
    assert "la mairie de Dijon" in read_back and "Repère du poteau : A-57" in read_back
    done = await neighbour.say("oui")
    assert done.responses == ["utter_reverbere_transmis"]
    report = neighbour.reports()[0]
    assert (report.kind, report.recipient, report.street) == ("reverbere", "la mairie de Dijon", f"8 {street}")
    assert "Enedis" not in done.text


async def test_a_pole_without_number(neighbour: Neighbour) -> None:
    asked = await neighbour.say(LAMP)
    await neighbour.press("Il clignote", asked)
    number = await neighbour.say(f"8 {new_street()}, 21000 Dijon")
    read_back = await neighbour.press("Je ne le vois pas", number)
    assert "Repère du poteau : non relevé" in read_back
    await neighbour.say("oui")
    assert len(neighbour.reports()) == 1


async def test_bare_wires_are_a_danger(neighbour: Neighbour) -> None:
    asked = await neighbour.say(LAMP)
    answer = await neighbour.press("Fils visibles ou penché", asked)
    assert answer.responses == ["utter_danger_electrique"]


async def test_the_same_lamp_twice_is_one_report_two_lamps_are_two(neighbour: Neighbour) -> None:
    street = new_street()
    for pole, message in (("214", "transmis"), ("214", "deja"), ("215", "transmis")):
        asked = await neighbour.say(LAMP)
        await neighbour.press("Il est éteint", asked)
        await neighbour.all(f"8 {street}, 21000 Dijon", pole)
        assert (await neighbour.say("oui")).responses == [f"utter_reverbere_{message}"]
    assert len(neighbour.reports()) == 2


async def test_the_place_of_a_lamp_is_not_the_customers(neighbour: Neighbour) -> None:
    asked = await neighbour.say(LAMP)
    await neighbour.press("Il est éteint", asked)
    await neighbour.all(f"8 {new_street()}, 21000 Dijon", "12", "oui", "non merci")
    await neighbour.say("je n'ai plus d'électricité chez moi")
    assert (await neighbour.say("non")).responses[-1] == "utter_ask_panne_lieu"
