"""Going back on an answer at the read-back: a number, a register, the day, the meter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.dialogues.bot import Answer, Customer
from tests.dialogues.conftest import World
from tests.dialogues.releve.meters import BAKERY, KARIM, PATRICK, begin, meter_of, written_day

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def read_back(customer: Customer, world: World, number: str, said: str) -> Answer:
    await begin(customer, number, said="je veux donner mon relevé d'électricité")
    answer = await customer.say(said)
    assert answer.responses[-1] == "utter_recap_releve", answer.responses
    return answer


@pytest.mark.parametrize("words", ["non, {0}", "non c'est {0}", "{0}", "je voulais dire {0}"])
async def test_another_number(customer: Customer, world: World, words: str) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    await read_back(customer, world, KARIM, str(value))
    again = await customer.say(words.format(value + 10))
    assert again.responses[-1] == "utter_recap_releve" and meter.written(value + 10) in again
    assert await meter.kept() == ()
    await customer.say("oui")
    assert (await meter.kept())[0].indexes[0].value == value + 10


@pytest.mark.parametrize("register", ["hp", "hc"])
@pytest.mark.parametrize("named", [True, False])
async def test_one_of_two_registers(customer: Customer, world: World, register: str, named: bool) -> None:
    usual = await (await meter_of(world, PATRICK)).usual()
    await read_back(customer, world, PATRICK, f"HP {usual['hp']} HC {usual['hc']}")
    corrected = {**usual, register: usual[register] + 7}
    again = await customer.say(f"non, {register if named else ''} {corrected[register]}")
    assert again.responses == ["utter_correction_prise", "utter_recap_releve"]
    await customer.say("oui")
    (filed,) = await (await meter_of(world, PATRICK)).kept()
    assert {one.register: one.value for one in filed.indexes} == corrected


async def test_both_registers_again(customer: Customer, world: World) -> None:
    meter = await meter_of(world, PATRICK)
    usual = await meter.usual()
    await read_back(customer, world, PATRICK, f"HP {usual['hp']} HC {usual['hc']}")
    again = await customer.say(f"non, HC {usual['hc'] + 3} HP {usual['hp'] + 4}")
    assert meter.written(usual["hc"] + 3) in again and meter.written(usual["hp"] + 4) in again


async def test_a_mere_no_asks_the_numbers_again(customer: Customer, world: World) -> None:
    (value,) = (await (await meter_of(world, KARIM)).usual()).values()
    await read_back(customer, world, KARIM, str(value))
    again = await customer.say("non")
    assert again.responses == ["utter_releve_reprenons", "utter_ask_releve_base"]
    assert await (await meter_of(world, KARIM)).kept() == ()
    assert (await customer.say("laissez tomber")).responses == ["utter_abandon"]
    assert await (await meter_of(world, KARIM)).kept() == ()


async def test_the_meter_was_read_yesterday(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    await read_back(customer, world, KARIM, str(value))
    again = await customer.say("non, c'était hier")
    yesterday = meter.today - timedelta(days=1)
    assert again.responses == ["utter_correction_prise", "utter_recap_releve"]
    assert f"relevé du {written_day(yesterday)}, pour" in again
    await customer.say("oui")
    assert (await meter.kept())[0].day == yesterday


async def test_a_day_too_long_ago_is_refused(customer: Customer, world: World) -> None:
    (value,) = (await (await meter_of(world, KARIM)).usual()).values()
    await read_back(customer, world, KARIM, str(value))
    told = await customer.say("non, c'était il y a 15 jours")
    assert told.responses == ["utter_releve_date_refusee", "utter_recap_releve"]
    assert "des 7 derniers jours" in told


async def test_the_day_of_the_request(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    recap = await begin(customer, KARIM, said=f"voici mon index d'hier : {value}")
    assert recap.responses[-1] == "utter_recap_releve"
    assert f"relevé du {written_day(meter.today - timedelta(days=1))}, pour" in recap


async def test_the_wrong_meter(customer: Customer, world: World) -> None:
    meters = [await meter_of(world, BAKERY[0], place, BAKERY[1]) for place in range(3)]
    which = await begin(customer, *BAKERY)
    await customer.press(f"Électricité …{meters[0].point.id[-4:]}", which)
    again = await customer.say("je me suis trompé de compteur")
    assert again.responses == ["utter_correction_demandee", "utter_ask_releve_point"]
    told = await customer.say("celui du gaz")
    assert told.responses[0] == "utter_releve_communicant" and "Gazpar" in told
