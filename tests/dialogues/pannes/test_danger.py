"""Danger passes before the report, at its first question and in the middle; the place comes afterwards."""

from __future__ import annotations

import pytest

from tests.dialogues.formes.messages import HELLO
from tests.dialogues.interventions import end_session
from tests.dialogues.pannes.network import CUT, Neighbour, new_street

LEAK = "ça sent le gaz dans la cuisine"
SAFE = "je suis dehors, en sécurité"
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("button", "kind", "number"),
    [
        ("Odeur de gaz", "gaz", "0 800 47 33 33"),
        ("Câble ou étincelles", "electrique", "18"),
        ("Fumée ou feu", "incendie", "18"),
        ("Eau près du compteur", "inondation", "112"),
        ("Appareil médical", "medical", "15"),
    ],
)
async def test_a_danger_at_the_first_question_gets_the_safety_answer_alone(
    neighbour: Neighbour, button: str, kind: str, number: str
) -> None:
    asked = await neighbour.say(CUT)
    answer = await neighbour.press(button, asked)
    assert answer.responses == [f"utter_danger_{kind}"]
    assert number in answer
    assert neighbour.world.store.danger(neighbour.customer.conversation) == kind
    during = await neighbour.say("quels sont vos horaires")
    assert number in during and not any(name.startswith("utter_ask_") for name in during.responses)


async def test_a_danger_calls_a_person(neighbour: Neighbour) -> None:
    asked = await neighbour.say(CUT)
    before = {ticket.number for ticket in neighbour.world.store.alerts_due()}
    await neighbour.press("Fumée ou feu", asked)
    await neighbour.world.door.file_alerts()
    store = neighbour.world.store
    assert {alert.id for alert in store.alerts_due()} == before == set()


async def test_safe_again_the_report_is_resumed(neighbour: Neighbour) -> None:
    asked = await neighbour.say(CUT)
    await neighbour.press("Appareil médical", asked)
    safe = await neighbour.say("je suis en sécurité")
    assert safe.responses == ["utter_danger_en_securite"]
    again = await neighbour.press("Reprendre ma demande", safe)
    assert again.responses == ["utter_ask_panne_danger"]
    assert neighbour.reports() == []


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4])
async def test_gas_smelled_in_the_middle_and_the_same_question_comes_back(neighbour: Neighbour, steps: int) -> None:
    street = new_street()
    before = ["non", f"12 {street}, 21000 Dijon", "toute la rue", "pas de photo"][:steps]
    last = await neighbour.all(CUT, *before)
    answer = await neighbour.say("ça sent le gaz dans la cuisine")
    assert answer.responses == ["utter_danger_gaz"]
    safe = await neighbour.say("je suis dehors, en sécurité")
    back = await neighbour.press("Reprendre ma demande", safe)
    assert back.responses[-1] == last.responses[-1]
    assert neighbour.reports() == []


async def test_after_a_leak_the_place_is_asked_and_the_distributor_told(neighbour: Neighbour) -> None:
    street = new_street()
    asked = await neighbour.say(CUT)
    await neighbour.press("Odeur de gaz", asked)
    safe = await neighbour.say("je suis dehors, en sécurité")
    place = await neighbour.press("Reprendre ma demande", safe)
    assert place.responses == ["utter_ask_alerte_lieu"]
    read_back = await neighbour.say(f"8 {street}, 21000 Dijon")
    assert read_back.responses == ["utter_alerte_recapitulatif"]
    assert "GRDF" in read_back and "ne remplace pas l'appel aux secours" in read_back
    done = await neighbour.say("oui")
    assert done.responses == ["utter_signalement_fait_public"] and "0 800 47 33 33" in done
    assert [(report.kind, report.energy, report.street) for report in neighbour.reports()] == [
        ("gaz", "gaz", f"8 {street}")
    ]


async def test_after_a_fallen_line_the_place_goes_to_the_electricity_network(neighbour: Neighbour) -> None:
    asked = await neighbour.say(CUT)
    await neighbour.press("Câble ou étincelles", asked)
    safe = await neighbour.say("on est à l'abri, en sécurité")
    await neighbour.press("Reprendre ma demande", safe)
    await neighbour.all(f"8 {new_street()}, 21000 Dijon", "oui")
    assert [(report.kind, report.recipient) for report in neighbour.reports()] == [("ligne", "Enedis")]


@pytest.mark.parametrize("accepted", ["oui", "reprendre"])
@pytest.mark.parametrize(
    ("said", "kind"), [(LEAK, "gaz"), ("un câble électrique est tombé par terre dans la rue", "ligne")]
)
async def test_after_a_danger_that_was_typed_the_place_is_asked(
    neighbour: Neighbour, said: str, kind: str, accepted: str
) -> None:
    street = new_street()
    await neighbour.all(said, SAFE)
    place = await neighbour.say(accepted)
    assert place.responses == ["utter_ask_alerte_lieu"]
    await neighbour.all(f"8 {street}, 21000 Dijon", "oui")
    assert [(report.kind, report.street, report.detail) for report in neighbour.reports()] == [
        (kind, f"8 {street}", said)
    ]


async def test_a_place_said_with_the_danger_is_not_asked(neighbour: Neighbour) -> None:
    await neighbour.all("ça sent le gaz au 8 rue du Lavoir 21000 Dijon", "au secours ça sent le gaz", SAFE)
    read_back = await neighbour.say("oui")
    assert read_back.responses == ["utter_alerte_recapitulatif"] and "8 rue du Lavoir, 21000 Dijon" in read_back


async def test_what_was_asked_during_the_danger_is_resumed_instead(neighbour: Neighbour) -> None:
    await neighbour.all(LEAK, CUT, SAFE)
    assert (await neighbour.say("oui")).responses[-1] == "utter_ask_panne_danger"


async def test_an_offer_made_before_the_danger_is_forgotten(neighbour: Neighbour) -> None:
    await neighbour.to_the_read_back(new_street())
    done = await neighbour.say("oui")
    assert "Me prévenir ici" in done.buttons
    await neighbour.all(LEAK, SAFE)
    # Not the news that were offered: the leak, at the place that is known by now.
    assert (await neighbour.say("oui")).responses == ["utter_alerte_recapitulatif"]


async def test_the_next_day_a_leak_is_still_a_leak(neighbour: Neighbour) -> None:
    await neighbour.all(LEAK, SAFE, "oui")
    end_session(neighbour.world, neighbour.customer)
    await neighbour.all(HELLO, "oui")
    read_back = await neighbour.say(f"8 {new_street()}, 21000 Dijon")
    assert "GRDF" in read_back and "Odeur ou fuite de gaz" in read_back


async def test_the_bare_name_of_an_energy_answers_the_question_about_it(neighbour: Neighbour) -> None:
    await neighbour.report(new_street())
    asked = await neighbour.say("je me suis trompé d'énergie")
    assert asked.responses[-1] == "utter_ask_panne_energie"
    answer = await neighbour.say("gaz")
    assert answer.responses[-1] == "utter_ask_panne_etendue"
    assert neighbour.world.store.danger(neighbour.customer.conversation) is None
    read_back = await neighbour.all("toute la rue", "pas de photo", "non")
    assert "Coupure : gaz" in read_back and "GRDF" in read_back


@pytest.mark.parametrize("cry", ["ça sent le gaz", "odeur de gaz", "le gaz fuit"])
async def test_a_cry_stays_a_danger_where_an_energy_is_asked(neighbour: Neighbour, cry: str) -> None:
    await neighbour.report(new_street(), "je me suis trompé d'énergie")
    assert (await neighbour.say(cry)).responses == ["utter_danger_gaz"]


async def test_gas_where_a_danger_is_asked_is_a_danger(neighbour: Neighbour) -> None:
    await neighbour.say(CUT)
    assert (await neighbour.say("gaz")).responses == ["utter_danger_gaz"]


async def test_a_leak_is_never_met_by_a_question(neighbour: Neighbour) -> None:
    answer = await neighbour.say("forte odeur de gaz dans la cage d'escalier")
    assert answer.responses[0] == "utter_danger_gaz"
    assert not any(name.startswith("utter_ask_") for name in answer.responses)


async def test_no_danger_said_in_full_is_an_answer(neighbour: Neighbour) -> None:
    await neighbour.say(CUT)
    assert (await neighbour.say("non aucun danger")).responses[-1] == "utter_ask_panne_lieu"


async def test_a_mere_yes_gets_the_numbers_at_once(neighbour: Neighbour) -> None:
    await neighbour.say(CUT)
    answer = await neighbour.say("oui")
    assert answer.responses == ["utter_aide_panne_danger", "utter_ask_panne_danger"]
    assert "le 18" in answer and "le 112" in answer
