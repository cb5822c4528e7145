"""The metering system fails at each step: said clearly, nothing lost, nothing filed twice."""

from __future__ import annotations

import pytest

from tests.dialogues.bot import Customer
from tests.dialogues.conftest import World
from tests.dialogues.releve.meters import GIVE, KARIM, begin, meter_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAULTS = pytest.mark.parametrize("fault", ["down", "slow", "error", "empty"])


@FAULTS
async def test_before_the_first_question(customer: Customer, world: World, fault: str) -> None:
    await customer.say(GIVE)
    world.backends.break_("metering", fault)  # type: ignore[arg-type]
    answer = await customer.identify(KARIM, "33000")
    assert answer.responses[-1] == "utter_service_indisponible"
    assert "04 65 71 20 20" in answer and "kWh" not in answer.text
    world.mend()
    assert "utter_ask_releve_base" in (await customer.press("Réessayer", answer)).responses


@FAULTS
async def test_while_the_number_is_judged(customer: Customer, world: World, fault: str) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    await begin(customer, KARIM)
    world.backends.break_("metering", fault)  # type: ignore[arg-type]
    answer = await customer.say(str(value))
    assert "utter_service_indisponible" in answer.responses and "utter_recap_releve" not in answer.responses
    world.mend()
    recap = await customer.say(str(value))
    assert recap.responses == ["utter_recap_releve"]
    await customer.say("oui")
    assert len(await meter.kept()) == 1


@FAULTS
async def test_while_it_is_filed(customer: Customer, world: World, fault: str) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    await begin(customer, KARIM)
    await customer.say(str(value))
    world.backends.break_("metering", fault)  # type: ignore[arg-type]
    answer = await customer.say("oui")
    assert "utter_service_indisponible" in answer.responses and "enregistré" not in answer
    world.mend()
    assert await meter.kept() == ()
    again = await customer.press("Réessayer", answer)
    assert again.responses[-1] == "utter_recap_releve"
    done = await customer.say("oui")
    (filed,) = await meter.kept()
    assert filed.number in done


async def test_a_write_whose_answer_was_lost_is_not_done_again(customer: Customer, world: World) -> None:
    """The action server dies after the write: the same answers confirmed again are the same reading."""
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    await begin(customer, KARIM)
    await customer.say(str(value))
    metering = world.services.clients.metering
    real = metering.file_reading

    async def lost(*args: object, **more: object) -> object:
        await real(*args, **more)  # type: ignore[arg-type]
        raise RuntimeError("the process died before it knew")

    metering.file_reading = lost  # type: ignore[method-assign, assignment]
    try:
        failed = await customer.say("oui")
    finally:
        metering.file_reading = real  # type: ignore[method-assign]
    assert "utter_incident" in failed.responses
    (filed,) = await meter.kept()
    again = await customer.press("Réessayer", failed)
    assert again.responses[-1] == "utter_recap_releve"
    assert f"C'est le relevé que j'ai déjà, sous le numéro {filed.number}." in again
    assert filed.number in await customer.say("oui")
    assert [one.number for one in await meter.kept()] == [filed.number]
