"""Numbers that surprise: explained with figures, maintained or corrected, put right when exchanged."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from channels.incoming import Incoming
from courant.french.dates import format_duration
from tests.dialogues.bot import CHANNEL, Answer, Customer, plain
from tests.dialogues.conftest import World
from tests.dialogues.releve.meters import KARIM, PATRICK, Meter, begin, meter_of, written_day

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def expected_words(meter: Meter, register: str = "base") -> str:
    """« … environ 588 kWh de consommation, donc un nombre entre … », from the metering system."""
    (one,) = [row for row in (await meter.judged()).registers if row.register == register]
    assert one.usual is not None and one.low is not None and one.high is not None
    usual, low, high = (meter.written(number) for number in (one.usual, one.low, one.high))
    return f"j'attendais environ {usual} de consommation, donc un nombre entre {low} et {high}."


async def test_a_number_that_goes_back(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    last = (await meter.terms()).last[0]
    await begin(customer, KARIM)
    told = await customer.say("4 640")
    assert told.responses == ["utter_ask_releve_maintien"]
    assert (
        f"4 640 kWh, c'est moins que votre dernier relevé, {meter.written(last.value)} le {written_day(last.day)}."
        in told
    )
    assert "Un compteur ne recule pas." in told and await expected_words(meter) in told
    assert "Votre compteur affiche-t-il bien 4 640 ?" in told
    assert list(told.buttons) == ["Oui, c'est bien ça", "Non, je corrige"]
    assert await meter.kept() == ()


async def test_a_number_far_too_high(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    last = (await meter.terms()).last[0]
    await begin(customer, KARIM)
    told = await customer.say(str(last.value + 9_000))
    days = plain(format_duration(timedelta(days=(meter.today - last.day).days)))
    since = f"depuis le relevé du {written_day(last.day)} ({meter.written(last.value)})."
    assert f"{meter.written(last.value + 9_000)}, cela ferait 9 000 kWh en {days}, {since}" in told
    assert await expected_words(meter) in told


async def test_a_number_that_did_not_move(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    last = (await meter.terms()).last[0]
    await begin(customer, KARIM)
    told = await customer.say(str(last.value))
    assert f"c'est le même nombre qu'au relevé du {written_day(last.day)} : rien n'aurait été consommé" in told


async def test_insisting_files_it_for_a_person(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    told = await _given(customer, "4640")
    photo = await customer.press("Oui, c'est bien ça", told)
    assert photo.responses == ["utter_ask_releve_photo"]
    recap = await customer.say("non, pas de photo")
    assert recap.responses == ["utter_recap_releve"]
    assert "• 4 640 kWh\nUne personne le vérifiera avant qu'il compte." in recap
    assert await meter.kept() == ()
    done = await customer.say("oui")
    (filed,) = await meter.kept()
    assert done.responses == ["utter_releve_a_verifier"]
    assert filed.number in done and "Une personne de notre service client va le vérifier" in done
    assert (filed.status, filed.reasons) == ("a_verifier", ("base:recule",))
    assert filed.indexes[0].value == 4640


async def test_a_photo_goes_with_it(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    await customer.press("Oui, c'est bien ça", await _given(customer, "4640"))
    file = world.store.keep_file(customer.conversation, "image/jpeg", b"jpeg")
    accepted = await world.door.accept(
        Incoming(CHANNEL, customer.address, uuid.uuid4().hex, text="voilà", attachments=(file,))
    )
    await accepted.answered()
    recap = Answer(tuple(world.store.answers_to(accepted.inbox_id or "")))
    assert recap.responses == ["utter_recap_releve"] and "Votre photo est jointe." in recap
    await customer.say("oui")
    assert (await meter.kept())[0].photos == (file.id,)


async def test_a_no_asks_again_and_a_plausible_number_passes(customer: Customer, world: World) -> None:
    meter = await meter_of(world, KARIM)
    (value,) = (await meter.usual()).values()
    again = await customer.press("Non, je corrige", await _given(customer, "4640"))
    assert again.responses == ["utter_releve_reprenons", "utter_ask_releve_base"]
    recap = await customer.say(str(value))
    assert recap.responses == ["utter_recap_releve"] and "vérifiera" not in recap
    await customer.say("oui")
    (filed,) = await meter.kept()
    assert (filed.status, filed.indexes[0].value) == ("accepte", value)


async def test_the_right_number_may_be_written_at_once(customer: Customer, world: World) -> None:
    (value,) = (await (await meter_of(world, KARIM)).usual()).values()
    await _given(customer, "4640")
    recap = await customer.say(f"non, {value}")
    assert recap.responses == ["utter_correction_prise", "utter_recap_releve"]
    assert f"{value:,}".replace(",", " ") in recap


async def test_exchanged_registers_are_put_right(customer: Customer, world: World) -> None:
    meter = await meter_of(world, PATRICK)
    usual = await meter.usual()
    await begin(customer, PATRICK, said="je veux donner mon relevé d'électricité")
    told = await customer.say(f"HP {usual['hc']} HC {usual['hp']}")
    assert told.responses == ["utter_ask_releve_inversion"]
    assert "Les deux nombres semblent inversés." in told and "en heures pleines" in told
    recap = await customer.press("Inverser les deux", told)
    assert recap.responses == ["utter_recap_releve"]
    await customer.say("oui")
    (filed,) = await meter.kept()
    assert {one.register: one.value for one in filed.indexes} == usual and filed.status == "accepte"


async def test_only_the_register_that_surprises_is_asked_again(customer: Customer, world: World) -> None:
    usual = await (await meter_of(world, PATRICK)).usual()
    await begin(customer, PATRICK, said="je veux donner mon relevé d'électricité")
    told = await customer.say(f"HP {usual['hp']} HC 12")
    assert "12 kWh en heures creuses, c'est moins" in told and "en heures pleines" not in told
    again = await customer.say("non")
    assert again.responses == ["utter_releve_reprenons", "utter_ask_releve_hc"]
    recap = await customer.say(str(usual["hc"]))
    assert recap.responses == ["utter_recap_releve"] and f"{usual['hp']:,}".replace(",", " ") in recap


async def test_three_times_words_instead_of_digits_bring_a_person(customer: Customer, world: World) -> None:
    await begin(customer, KARIM)
    first = await customer.say("euh je vois plein de trucs")
    assert first.responses == ["utter_aide_releve_base", "utter_ask_releve_base"]
    second = await customer.say("bah des machins qui défilent")
    assert second.responses == ["utter_autre_releve_base", "utter_ask_releve_base"]
    third = await customer.say("azerty uiop")
    assert third.responses[0] == "utter_relais_apres_echecs"


async def _given(customer: Customer, number: str) -> Answer:
    await begin(customer, KARIM)
    return await customer.say(number)
