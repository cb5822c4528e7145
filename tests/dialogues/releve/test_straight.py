"""A reading given from the first word to its number, for each kind of meter."""

from __future__ import annotations

import pytest

from tests.dialogues.bot import Customer
from tests.dialogues.conftest import World
from tests.dialogues.releve.meters import (
    BAKERY,
    BRUNO,
    CAMILLE,
    KARIM,
    ODILE,
    PATRICK,
    begin,
    meter_of,
    written_day,
    written_period,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_one_number_outside_the_window(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    terms, (value,) = await meter.terms(), (await meter.usual()).values()
    asked = await begin(customer, KARIM)
    assert asked.responses[-2:] == ["utter_releve_hors_periode", "utter_ask_releve_base"]
    assert terms.window_start and terms.window_end
    window = written_period(terms.window_start, terms.window_end)
    assert f"La prochaine période de relevé va {window}." in asked and "relevé intermédiaire" in asked
    assert asked.images == [terms.picture]
    alt = next(entry.image_alt for entry in asked.entries if entry.image)
    assert alt is not None and "compteur électronique" in alt and "à noter" in alt

    recap = await customer.say(str(value))
    before = terms.last[0]
    assert recap.responses == ["utter_recap_releve"] and list(recap.buttons) == ["Oui", "Non"]
    assert f"relevé du {written_day(meter.today)}, pour votre compteur d'électricité de Bordeaux" in recap
    used = meter.written(value - before.value)
    assert f"• {meter.written(value)}, soit {used} depuis le {written_day(before.day)}" in recap
    assert await meter.kept() == ()  # nothing before the yes

    done = await customer.say("oui")
    assert done.responses == ["utter_releve_enregistre"]
    (filed,) = await meter.kept()
    assert (filed.status, filed.interim, filed.indexes[0].value) == ("accepte", True, value)
    assert (
        f"{meter.written(value)}, le {written_day(meter.today)}. Votre relevé porte le numéro {filed.number}." in done
    )
    assert f"La prochaine période de relevé va {window}." in done


@pytest.mark.parametrize(
    "order", ["HP {hp} HC {hc}", "HC {hc} HP {hp}", "heures creuses : {hc}, heures pleines : {hp}"]
)
async def test_peak_and_off_peak_in_one_message(customer: Customer, world: World, order: str) -> None:
    meter = await meter_of(world, PATRICK)
    usual, terms = await meter.usual(), await meter.terms()
    asked = await begin(customer, PATRICK, said="je veux donner mon relevé d'électricité")
    assert asked.responses[-2:] == ["utter_releve_periode_ouverte", "utter_ask_releve_hp"]
    assert terms.window_end and f"jusqu'au {written_day(terms.window_end, weekday=True)} inclus" in asked
    recap = await customer.say(order.format(**usual))
    assert recap.responses == ["utter_recap_releve"]
    assert f"• heures pleines : {meter.written(usual['hp'])}" in recap
    assert f"• heures creuses : {meter.written(usual['hc'])}" in recap
    done = await customer.say("c'est bien ça")
    (filed,) = await meter.kept()
    assert ({one.register: one.value for one in filed.indexes}, filed.interim) == (usual, False)
    assert terms.following_start and terms.following_end
    assert written_period(terms.following_start, terms.following_end) in done


async def test_both_numbers_of_the_request_are_not_asked_again(customer: Customer, world: World) -> None:
    usual = await (await meter_of(world, PATRICK)).usual()
    recap = await begin(customer, PATRICK, said=f"je viens de relever mon compteur : HP {usual['hp']} HC {usual['hc']}")
    assert recap.responses[-1] == "utter_recap_releve"
    assert f"{usual['hp']:,}".replace(",", " ") in recap and f"{usual['hc']:,}".replace(",", " ") in recap


async def test_one_register_after_the_other_spoken_and_with_spaces(customer: Customer, world: World) -> None:
    meter = await meter_of(world, PATRICK)
    usual = await meter.usual()
    await begin(customer, PATRICK, said="je veux donner mon relevé d'électricité")
    second = await customer.say(f"alors je lis {usual['hp'] // 1000} mille {usual['hp'] % 1000}")
    assert second.responses == ["utter_ask_releve_hc"] and second.images == []
    recap = await customer.say(f"{usual['hc']:,} kWh".replace(",", " "))
    assert recap.responses == ["utter_recap_releve"]
    assert meter.written(usual["hp"]) in recap and meter.written(usual["hc"]) in recap


async def test_the_register_that_is_named_is_the_one_filled(customer: Customer, world: World) -> None:
    usual = await (await meter_of(world, PATRICK)).usual()
    await begin(customer, PATRICK, said="je veux donner mon relevé d'électricité")
    again = await customer.say(f"hc {usual['hc']}")
    assert again.responses == ["utter_ask_releve_hp"]
    assert (await customer.say(str(usual["hp"]))).responses == ["utter_recap_releve"]


async def test_gas_without_its_red_digits(customer: Customer, world: World) -> None:
    meter = await meter_of(world, PATRICK, place=1)
    value = (await meter.usual())["gaz"]
    asked = await begin(customer, PATRICK, said="je veux vous donner mon relevé de gaz")
    assert asked.responses[-1] == "utter_ask_releve_gaz"
    assert "chiffres noirs" in asked and "mecanique-gaz" in asked.images[0]
    refused = await customer.say(f"{value:05}226")
    assert refused.responses == ["utter_releve_chiffres_rouges", "utter_ask_releve_gaz"]
    assert f"seulement les 5 noirs, sans doute « {value:05} »" in refused
    recap = await customer.say(f"{value:05},226")
    assert f"• {meter.written(value)}, soit" in recap and "compteur de gaz de Bordeaux (PCE finissant par" in recap
    done = await customer.say("oui")
    assert "Électricité" in done.buttons  # the other meter is offered
    other = await customer.press("Électricité", done)
    assert other.responses[-1] == "utter_ask_releve_hp"


async def test_the_gas_number_of_the_request(customer: Customer, world: World) -> None:
    meter = await meter_of(world, PATRICK, place=1)
    value = (await meter.usual())["gaz"]
    recap = await begin(customer, PATRICK, said=f"index compteur gaz {value}")
    assert recap.responses[-1] == "utter_recap_releve" and meter.written(value) in recap


async def test_the_meter_that_passed_its_top(customer: Customer, world: World) -> None:
    meter = await meter_of(world, BRUNO)
    previous = (await meter.terms()).last[0]
    assert previous.value > 99_000
    await begin(customer, BRUNO)
    recap = await customer.say("00012")
    assert recap.responses == ["utter_recap_releve"]
    assert f"• 12 kWh, soit {meter.written(100_012 - previous.value)} depuis le {written_day(previous.day)}" in recap
    assert "arrivé à son maximum, et il est reparti de zéro" in recap
    await customer.say("oui")
    assert (await meter.kept())[0].status == "accepte"


async def test_a_linky_that_no_longer_answers(customer: Customer, world: World) -> None:
    meter = await meter_of(world, ODILE)
    terms, (value,) = await meter.terms(), (await meter.usual()).values()
    asked = await begin(customer, ODILE)
    assert asked.responses[-2:] == ["utter_releve_muet", "utter_ask_releve_base"]
    assert terms.remote_on and f"son dernier relevé reçu est celui du {written_day(terms.remote_on)}" in asked
    await customer.say(str(value))
    done = await customer.say("oui")
    assert done.responses == ["utter_releve_enregistre"] and "période" not in done
    assert (await meter.kept())[0].status == "accepte"


async def test_a_linky_that_reads_itself(customer: Customer, world: World) -> None:
    meter = await meter_of(world, CAMILLE[0], fact=CAMILLE[1])
    newest = (await meter.terms()).last[0]
    which = await begin(customer, *CAMILLE)
    assert which.responses[-1] == "utter_ask_releve_point" and {"Électricité", "Gaz"} <= which.buttons.keys()
    told = await customer.press("Électricité", which)
    assert told.responses == ["utter_releve_communicant", "utter_ask_releve_malgre"]
    assert "Linky est relevé à distance" in told
    assert f"celui du {written_day(newest.day)} : {meter.written(newest.value)}." in told
    left = await customer.press("Non, c'est bon", told)
    assert left.responses == ["utter_releve_rien_a_faire"]
    assert await meter.kept() == ()


async def test_a_linky_reading_that_is_insisted_on_is_compared_by_a_person(customer: Customer, world: World) -> None:
    meter = await meter_of(world, CAMILLE[0], fact=CAMILLE[1])
    (value,) = (await meter.usual()).values()
    which = await begin(customer, *CAMILLE)
    told = await customer.press("Électricité", which)
    asked = await customer.press("Oui, le donner", told)
    assert asked.responses == ["utter_ask_releve_base"] and "touche +" in asked
    photo = await customer.say(str(value))
    assert photo.responses == ["utter_ask_releve_photo"]
    recap = await customer.press("Sans photo", photo)
    assert "Une personne le vérifiera avant qu'il compte." in recap
    done = await customer.say("oui")
    assert done.responses == ["utter_releve_a_verifier"]
    (filed,) = await meter.kept()
    assert (filed.status, filed.reasons, filed.photos) == ("a_verifier", ("telereleve",), ())


@pytest.mark.parametrize("how", ["button", "digits", "place", "name"])
async def test_three_meters_are_chosen_from(customer: Customer, world: World, how: str) -> None:
    meters = [await meter_of(world, BAKERY[0], place, BAKERY[1]) for place in range(3)]
    ends = [meter.point.id[-4:] for meter in meters]
    which = await begin(customer, *BAKERY)
    for end in ends:
        assert f"finissant par {end})" in which
    assert list(which.buttons) == [f"Électricité …{ends[0]}", "Gaz", f"Électricité …{ends[2]}"]
    if how == "button":
        chosen, told = meters[2], await customer.press(f"Électricité …{ends[2]}", which)
    elif how == "digits":
        chosen, told = meters[2], await customer.say(ends[2])
    elif how == "place":
        chosen, told = meters[0], await customer.say("le premier")
    else:
        chosen, told = meters[1], await customer.say("celui du gaz")
    assert told.responses[0] == "utter_releve_communicant"
    for one in (await chosen.terms()).last:
        assert chosen.written(one.value) in told
