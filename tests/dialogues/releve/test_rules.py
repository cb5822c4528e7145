"""What the rules refuse or ask to confirm: too soon, too many, the same day, another window of the browser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.dialogues.bot import Customer
from tests.dialogues.conftest import World
from tests.dialogues.releve.meters import (
    GIVE,
    KARIM,
    PATRICK,
    begin,
    many_outside_windows,
    meter_of,
    written_day,
    written_period,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_two_readings_outside_the_window_keep_their_distance(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    await meter.file({"base": value - 20}, days_ago=3)
    terms = await meter.terms()
    told = await begin(customer, KARIM)
    assert told.responses[-1] == "utter_releve_refus_trop_tot"
    assert "hors période, il faut 10 jours entre deux relevés" in told
    assert f"à partir du {written_day(meter.today + timedelta(days=7))}." in told
    assert terms.window_start and terms.window_end
    assert f"La prochaine période de relevé va {written_period(terms.window_start, terms.window_end)}." in told
    assert "Un conseiller" in told.buttons
    assert len(await meter.kept()) == 1


async def test_too_many_outside_the_windows(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    many_outside_windows(world, meter, world.services.brand.rules.reading_outside_a_year)
    told = await begin(customer, KARIM)
    assert told.responses[-1] == "utter_releve_refus_quota"
    assert "vous avez déjà donné 6 relevés hors période en un an" in told


async def test_the_window_is_open_whatever_was_given_before(customer: Customer, world: World) -> None:
    meter = await meter_of(world, PATRICK)
    many_outside_windows(world, meter, 10)
    told = await begin(customer, PATRICK, said="je veux donner mon relevé d'électricité")
    assert told.responses[-1] == "utter_ask_releve_hp"


async def test_a_second_reading_of_the_day_replaces_the_first_after_a_yes(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    await begin(customer, KARIM)
    await customer.say(str(value))
    await customer.say("oui")
    (first,) = await meter.kept()
    told = await customer.say("j'ai envoyé un mauvais relevé tout à l'heure, je veux donner le bon index")
    assert told.responses[-2:] == ["utter_releve_deja_donne", "utter_ask_releve_base"]
    assert (
        f"J'ai déjà votre relevé du {written_day(meter.today)} : {meter.written(value)}, sous le numéro {first.number}."
        in told
    )
    recap = await customer.say(str(value + 30))
    assert f"Il remplacera le relevé {first.number} ({meter.written(value)})." in recap
    assert [one.status for one in await meter.kept()] == ["accepte"]
    done = await customer.say("oui")
    second, replaced = await meter.kept()
    assert second.number in done and (second.replaces, second.status) == (first.number, "accepte")
    assert (replaced.number, replaced.status) == (first.number, "remplace")


async def test_the_same_numbers_twice_are_one_reading(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    for _ in range(2):
        await customer.say("je veux donner le relevé de mon compteur")
        if not await meter.kept():
            await customer.identify(KARIM, "33000")
        recap = await customer.say(str(value))
        done = await customer.say("oui")
    (filed,) = await meter.kept()
    assert f"C'est le relevé que j'ai déjà, sous le numéro {filed.number}." in recap
    assert done.responses == ["utter_releve_deja_enregistre"] and filed.number in done


async def test_a_reading_filed_meanwhile_elsewhere(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    await begin(customer, KARIM)
    await customer.say(str(value))
    other = await meter.file({"base": value + 1})
    told = await customer.say("oui")
    assert told.responses == ["utter_releve_entre_temps"]
    assert [one.number for one in await meter.kept()] == [other.number]
    again = await customer.press("Donner mon relevé", told)
    assert "utter_releve_deja_donne" in again.responses and other.number in again


async def test_too_many_digits(customer: Customer, world: World) -> None:
    await begin(customer, KARIM)
    told = await customer.say("0418 6779")
    assert told.responses == ["utter_releve_trop_de_chiffres", "utter_ask_releve_base"]
    assert "qui en affiche 6" in told


async def test_an_old_number_of_the_request_is_not_filed_as_today_s(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    old = meter.today - timedelta(days=20)
    told = await begin(customer, KARIM, said=f"mon index du {old:%d/%m/%Y} était {value} kWh")
    assert told.responses[-1] == "utter_ask_releve_base" and "utter_releve_date_ancienne" in told.responses
    assert f"Je ne peux plus prendre un relevé du {written_day(old)}" in told


async def test_a_delivery_point_of_somebody_else(customer: Customer, world: World) -> None:
    theirs = (await meter_of(world, KARIM)).point.id
    told = await begin(customer, PATRICK, said=f"mon relevé pour le PDL {theirs}")
    assert "utter_releve_point_inconnu" in told.responses and told.responses[-1] == "utter_ask_releve_point"
    assert theirs[-4:] in told and theirs not in told.text


async def test_one_s_own_delivery_point(customer: Customer, world: World) -> None:
    mine = (await meter_of(world, PATRICK, place=1)).point.id
    told = await begin(customer, PATRICK, said=f"mon relevé pour le PCE {mine}")
    assert told.responses[-1] == "utter_ask_releve_gaz"


async def test_nothing_of_a_customer_is_told_before_identity(customer: Customer, world: World) -> None:
    general = await customer.say(GIVE)
    assert general.responses[-2:] == ["utter_signalement_consommation", "utter_ask_identite_reference"]
    await customer.say(KARIM)
    wrong = await customer.say("75001")
    assert wrong.responses == ["utter_identite_inconnue", "utter_ask_identite_reference"]
    assert "kWh" not in wrong and "Bordeaux" not in wrong
    right = await customer.identify(KARIM, "33000")
    assert right.responses[-1] == "utter_ask_releve_base"
