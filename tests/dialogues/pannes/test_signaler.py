"""Reporting a cut: danger first, where, what is known there; one report, or none and why."""

from __future__ import annotations

import re

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.pannes.network import CUT, Feed, Neighbour, new_street

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_stranger_reports_and_gets_a_number_a_code_and_who_acts(neighbour: Neighbour, feed: Feed) -> None:
    street = new_street()
    first = await neighbour.say(CUT)
    assert first.responses[-2:] == ["utter_signaler_panne", "utter_ask_panne_danger"]
    await neighbour.say("non")
    place = await neighbour.say(f"12 {street}, 21000 Dijon")
    assert place.responses == ["utter_pannes_aucune", "utter_ask_panne_etendue"]
    assert re.search(rf"Source : Enedis, (aujourd'hui|hier) à ({feed.hour(2)}|{feed.hour(3)})\.", place.text)
    await neighbour.say("chez moi")
    await neighbour.say("il n'avait pas sauté")
    await neighbour.say("pas de photo")
    read_back = await neighbour.say("06 39 98 12 34")
    assert read_back.responses == ["utter_panne_recapitulatif"]
    for said in (f"12 {street}, 21000 Dijon", "le logement seulement", CUT, "06 39 98 12 34", "Enedis"):
        assert said in read_back
    assert neighbour.reports() == []
    done = await neighbour.press("Oui", read_back)
    assert done.responses == ["utter_signalement_fait_public"]
    assert "transmis à Enedis" in done and "09 72 67 50 21" in done
    report = neighbour.reports()[0]
    assert report.number in done and re.search(r"Code secret : \w{5}-\w{5}-\w{5}", done.text)
    assert (report.status, report.extent, report.contact, report.detail) == (
        "transmis",
        "logement",
        "+33639981234",
        CUT,
    )
    assert (report.street, report.postcode, report.department, report.customer) == (
        f"12 {street}",
        "21000",
        "21",
        None,
    )


async def test_a_known_outage_is_told_with_its_stamp_and_shortens_the_rest(neighbour: Neighbour, feed: Feed) -> None:
    street = new_street()
    number = await feed.outage(street, customers=1320, cause="materiel")
    answer = await neighbour.report(street)
    assert answer.responses == ["utter_panne_connue", "utter_panne_rattachement"]
    assert "Clients coupés : 1 320" in answer and "Cause : matériel du réseau" in answer
    assert "la source ne donne pas d'heure" in answer
    assert re.search(r"Source : Enedis, (aujourd'hui|hier) à \d+ h", answer.text)
    done = await neighbour.say("oui")
    assert done.responses == ["utter_signalement_rattache_public"]
    merged = neighbour.rows(f"SELECT id FROM outage WHERE number = '{number}'")[0].id
    assert [report.outage_id for report in neighbour.reports()] == [merged]


async def test_what_the_source_does_not_say_is_not_said(neighbour: Neighbour, feed: Feed) -> None:
    street = new_street()
    await feed.outage(street, status="signalee")
    answer = await neighbour.report(street)
    assert "pas encore confirmée" in answer
    assert "Cause" not in answer.text and "Clients" not in answer.text


async def test_an_hour_that_has_passed_is_called_so(neighbour: Neighbour, feed: Feed) -> None:
    street = new_street()
    await feed.outage(street, estimated_restoration=feed.ago(20).isoformat(), source_at=feed.ago(180).isoformat())
    answer = await neighbour.report(street)
    assert "Cette heure est passée" in answer and "Cette information est ancienne" in answer


async def test_the_address_is_corrected_at_the_read_back_and_looked_up_anew(neighbour: Neighbour, feed: Feed) -> None:
    wrong, right = new_street(), new_street()
    await feed.outage(right)
    await neighbour.to_the_read_back(wrong)
    corrected = await neighbour.say(f"non, c'est au 14 {right}")
    assert corrected.responses == ["utter_correction_prise", "utter_panne_connue", "utter_panne_rattachement"]
    assert f"14 {right}, 21000 Dijon" in corrected
    await neighbour.say("oui")
    assert [report.street for report in neighbour.reports()] == [f"14 {right}"]


async def test_a_wrong_address_without_the_right_one_is_asked_again(neighbour: Neighbour) -> None:
    wrong, right = new_street(), new_street()
    await neighbour.to_the_read_back(wrong)
    again = await neighbour.say("je me suis trompé d'adresse")
    assert again.responses[-1] == "utter_ask_panne_lieu"
    read_back = await neighbour.say(f"3 {right}, 21000 Dijon")
    assert read_back.responses[-1] == "utter_panne_recapitulatif" and f"3 {right}" in read_back
    assert "toute la rue" not in read_back.text and "plusieurs logements" in read_back


async def test_a_breaker_that_trips_again_is_no_matter_for_the_distributor(neighbour: Neighbour) -> None:
    refused = await neighbour.report(new_street(), "chez moi", "il saute encore")
    assert refused.responses == ["utter_ask_panne_insister"]
    answer = await neighbour.say("non")
    assert answer.responses == ["utter_panne_interieure"]
    assert "Un conseiller" in answer.buttons
    assert neighbour.reports() == []


async def test_who_insists_is_heard(neighbour: Neighbour) -> None:
    street = new_street()
    await neighbour.report(street, "chez moi", "il saute à nouveau")
    read_back = await neighbour.all("oui", "pas de photo", "non")
    assert "il saute à nouveau" in read_back and "pas de numéro" in read_back
    await neighbour.say("oui")
    assert [report.street for report in neighbour.reports()] == [f"12 {street}"]


async def test_power_that_is_back_needs_no_report(neighbour: Neighbour) -> None:
    answer = await neighbour.report(new_street(), "je sais pas", "c'est revenu !")
    assert answer.responses == ["utter_panne_revenue"]
    assert neighbour.reports() == []


async def test_a_no_at_the_read_back_writes_nothing(neighbour: Neighbour) -> None:
    read_back = await neighbour.to_the_read_back(new_street())
    assert (await neighbour.press("Non", read_back)).responses == ["utter_panne_refuse"]
    assert neighbour.reports() == []


async def test_the_same_place_twice_is_one_report(neighbour: Neighbour) -> None:
    street = new_street()
    await neighbour.to_the_read_back(street)
    await neighbour.say("oui")
    number = neighbour.reports()[0].number
    await neighbour.say(CUT)
    await neighbour.all("non", "toute la rue", "pas de photo", "non")
    again = await neighbour.say("oui")
    assert again.responses == ["utter_signalement_deja"] and number in again
    assert len(neighbour.reports()) == 1


@pytest.mark.parametrize("fault", ["down", "slow", "error", "empty"])
async def test_the_outage_system_is_down_when_the_place_is_looked_up(
    neighbour: Neighbour, world: World, fault: str
) -> None:
    street = new_street()
    await neighbour.say(CUT)
    world.backends.break_("outages", fault)  # type: ignore[arg-type]
    await neighbour.say("non")
    failed = await neighbour.say(f"12 {street}, 21000 Dijon")
    assert failed.responses == ["utter_pannes_injoignables"]
    assert "09 72 67 50 21" in failed and "Réessayer" in failed.buttons
    world.mend()
    again = await neighbour.press("Réessayer", failed)
    assert again.responses[-1] == "utter_ask_panne_danger"
    # The place is known: it is not asked again.
    assert (await neighbour.say("non")).responses[-1] == "utter_ask_panne_etendue"


async def test_the_danger_question_comes_with_the_outage_system_down(neighbour: Neighbour, world: World) -> None:
    world.backends.break_("outages", "down")
    assert (await neighbour.say(CUT)).responses[-1] == "utter_ask_panne_danger"


async def test_down_at_the_end_then_confirmed_again_is_one_report(neighbour: Neighbour, world: World) -> None:
    await neighbour.to_the_read_back(new_street())
    world.backends.break_("outages", "error")
    failed = await neighbour.say("oui")
    assert failed.responses == ["utter_service_indisponible"] and "le service des pannes" in failed
    world.mend()
    again = await neighbour.press("Réessayer", failed)
    assert again.responses[-1] == "utter_panne_recapitulatif"
    done = await neighbour.say("oui")
    assert done.responses == ["utter_signalement_fait_public"]
    assert len(neighbour.reports()) == 1


async def test_a_question_in_the_middle_is_answered_and_the_report_goes_on(neighbour: Neighbour) -> None:
    street = new_street()
    await neighbour.report(street)
    aside = await neighbour.say("quels sont vos horaires")
    assert aside.responses[-1] == "utter_ask_panne_etendue" and len(aside.responses) > 1
    read_back = await neighbour.all("toute la rue", "pas de photo", "non")
    # The question asked meanwhile is not taken for what happened.
    assert CUT in read_back and "horaires" not in read_back.text
    assert f"12 {street}" in read_back


async def test_a_home_on_file_is_not_asked_again(neighbour: Neighbour) -> None:
    await neighbour.say("c'est quand ma prochaine facture")
    await neighbour.customer.identify("10000003", "35000")
    await neighbour.say(CUT)
    answer = await neighbour.say("non")
    assert answer.responses[-1] == "utter_ask_panne_etendue"
    read_back = await neighbour.all("toute la rue", "pas de photo")
    assert "votre logement (35000 Rennes)" in read_back
    assert "les coordonnées de votre compte client" in read_back
    done = await neighbour.say("oui")
    assert done.responses == ["utter_signalement_fait"]
    report = neighbour.reports()[0]
    assert (report.customer, report.delivery_point, report.street) == ("10000003", "35008639883425", None)


async def test_several_homes_are_offered_and_another_address_is_possible(neighbour: Neighbour) -> None:
    await neighbour.say("c'est quand ma prochaine facture")
    await neighbour.customer.identify("10000005", "59000")
    await neighbour.say(CUT)
    offered = await neighbour.say("non")
    assert offered.responses[-1] == "utter_panne_quel_logement"
    assert len(offered.buttons) == 3
    elsewhere = await neighbour.press("Une autre adresse", offered)
    assert elsewhere.responses[-1] == "utter_ask_panne_lieu"


async def test_a_shared_position_needs_only_the_town(neighbour: Neighbour, feed: Feed) -> None:
    circle = {"latitude": "47.3220", "longitude": "5.0415", "radius_m": 400}
    await feed.outage(None, areas=[circle])
    await neighbour.all(CUT, "non")
    town = await neighbour.share(47.3222, 5.0419)
    assert town.responses == ["utter_lieu_quelle_commune"]
    answer = await neighbour.say("21000 Dijon")
    assert answer.responses == ["utter_panne_connue", "utter_panne_rattachement"]
    assert "la position que vous avez partagée (21000 Dijon)" in answer
    await neighbour.say("oui")
    report = neighbour.reports()[0]
    assert (report.latitude, report.longitude) == ("47.322200", "5.041900") and report.outage_id is not None


async def test_a_photo_is_joined(neighbour: Neighbour) -> None:
    await neighbour.report(new_street(), "toute la rue")
    await neighbour.photo()
    read_back = await neighbour.say("non")
    assert "Photo jointe" in read_back
    await neighbour.say("oui")
    photo = neighbour.reports()[0].photo
    assert neighbour.customer.door.store.file(neighbour.customer.conversation, photo) is not None


async def test_gas_has_its_own_distributor_and_no_breaker(neighbour: Neighbour, feed: Feed) -> None:
    street = new_street()
    await feed.beat("GRDF", "gaz")
    await neighbour.all("il n'y a plus de gaz dans tout l'immeuble", "non", f"12 {street}, 21000 Dijon")
    read_back = await neighbour.all("chez moi", "pas de photo", "non")
    assert read_back.responses == ["utter_panne_recapitulatif"]
    assert "GRDF" in read_back and "Coupure : gaz" in read_back and "Disjoncteur" not in read_back.text
    await neighbour.say("oui")
    assert [report.energy for report in neighbour.reports()] == ["gaz"]


async def test_where_nobody_watches_no_silence_is_taken_for_good_news(neighbour: Neighbour) -> None:
    answer = await neighbour.all(CUT, "non", "12 rue Pasteur, 57000 Metz")
    assert answer.responses[0] == "utter_pannes_sans_source"
    done = await neighbour.all("toute la rue", "pas de photo", "non", "oui")
    assert "réséda" in done and "Son numéro de dépannage est sur votre facture" in done
    assert "09 72 67 50" not in done.text


async def test_towns_of_the_same_name_are_told_apart(neighbour: Neighbour) -> None:
    asked = await neighbour.all(CUT, "non", "12 rue du Port, Saint-Denis")
    assert asked.responses == ["utter_lieu_quelle_commune"]
    answer = await neighbour.say("93200")
    assert answer.responses[-1] == "utter_ask_panne_etendue"
    read_back = await neighbour.all("toute la rue", "pas de photo", "non")
    assert "12 rue du Port, 93200 Saint-Denis" in read_back


async def test_a_street_without_number_is_enough(neighbour: Neighbour) -> None:
    street = new_street()
    asked = await neighbour.all(CUT, "non", "à Dijon")
    assert asked.responses == ["utter_lieu_quelle_rue"]
    assert (await neighbour.say(street)).responses[-1] == "utter_ask_panne_etendue"


async def test_stop_writes_nothing(neighbour: Neighbour) -> None:
    await neighbour.report(new_street())
    assert (await neighbour.say("laissez tomber")).responses == ["utter_abandon"]
    assert neighbour.reports() == []


async def test_three_answers_not_understood_reach_a_person(neighbour: Neighbour) -> None:
    await neighbour.all(CUT, "non")
    help_, other = await neighbour.say("euh bah"), await neighbour.say("euh bah")
    assert help_.responses[0] == "utter_aide_panne_lieu" and other.responses[0] == "utter_autre_panne_lieu"
    third = await neighbour.say("euh bah")
    assert third.responses[0] == "utter_relais_apres_echecs"
    assert any(name.startswith("utter_conseiller_") for name in third.responses)
