"""A question, a danger, silence in the middle of a reading."""

from __future__ import annotations

import pytest

from tests.dialogues.bot import Customer
from tests.dialogues.conftest import World
from tests.dialogues.releve.meters import KARIM, PATRICK, begin, meter_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_question_in_the_middle(customer: Customer, world: World) -> None:
    meter = await meter_of(world, PATRICK)
    usual = await meter.usual()
    await begin(customer, PATRICK, said="je veux donner mon relevé d'électricité")
    await customer.say(str(usual["hp"]))
    answer = await customer.say("à quelle heure ouvre la boutique de Lyon ?")
    assert answer.responses[0] == "utter_horaires_magasin" and answer.responses[-1] == "utter_ask_releve_hc"
    recap = await customer.say(str(usual["hc"]))
    assert meter.written(usual["hp"]) in recap and meter.written(usual["hc"]) in recap


async def test_how_to_read_asked_again(customer: Customer, world: World) -> None:
    await begin(customer, KARIM)
    answer = await customer.say("je ne vois pas lequel des chiffres du compteur il faut relever")
    assert answer.responses[-1] == "utter_ask_releve_base"


async def test_danger_comes_first_and_the_reading_waits(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    await begin(customer, KARIM)
    danger = await customer.say("ça sent le gaz dans la cuisine")
    assert danger.responses == ["utter_danger_gaz"] and "0 800 47 33 33" in danger
    safe = await customer.say("je suis dehors, en sécurité")
    back = await customer.press("Reprendre ma demande", safe)
    assert back.responses[-1] == "utter_ask_releve_base"
    assert (await customer.say(str(value))).responses == ["utter_recap_releve"]
    assert await meter.kept() == ()


async def test_stop_writes_nothing(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    await begin(customer, KARIM)
    await customer.say(str(value))
    assert (await customer.say("laissez tomber, j'arrête là")).responses == ["utter_abandon"]
    assert await meter.kept() == ()
    again = await customer.say("je veux donner mon relevé")
    assert again.responses[-2:] == ["utter_releve_hors_periode", "utter_ask_releve_base"]
