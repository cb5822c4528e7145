"""A card number typed anywhere is masked before anything keeps or logs it, and the customer is told in that turn."""

from __future__ import annotations

from datetime import datetime

import pytest

from channels.texts import MASKED_CARD
from courant.privacy import luhn
from tests.channels.scripted import ScriptedAgent
from tests.channels.telling import tell
from tests.written import written

CARD = "4970 1012 3456 7893"
# Fourteen digits that are the number of a card as well as they could be one of a delivery point.
POINT = "30569309025904"
TABLES = ("conversation_inbox", "conversation_outbox", "conversation", "conversation_task", "conversation_alert")

WRITTEN = [
    CARD,
    "4970101234567893",
    f"ma carte c'est {CARD} merci",
    f"{CARD} 12/28 123",
    "4970-1012-3456-7893",
    "quatre 4970 puis 1012 puis 3456 puis 7893",
    f"payer 50 € avec {CARD}",
    f"ça sent le gaz, ma carte {CARD}",
]


@pytest.mark.parametrize("text", WRITTEN)
async def test_nothing_keeps_it_and_the_customer_is_told_in_that_turn(door, agent, store, text, capsys, caplog):
    caplog.set_level("DEBUG")
    accepted = await tell(door, text)
    assert MASKED_CARD in [entry.response for entry in store.answers_to(accepted.inbox_id)]
    heard = [(message.text, message.metadata) for message in agent.heard]
    everything = written([rows(store), heard, caplog.text, capsys.readouterr().out])
    for digits in ("7893", "101234567893", "1012 3456"):
        assert digits not in everything


@pytest.mark.parametrize("asked", ["montant", "pdl", "texte", "code_6", "telephone"])
async def test_whatever_is_being_asked(door, agent, store, asked):
    conversation = door.open("texte", "camille")
    store.ask(conversation, "champ", asked)
    accepted = await tell(door, f"voilà : {CARD}")
    assert MASKED_CARD in [entry.response for entry in store.answers_to(accepted.inbox_id)]
    assert "7893" not in written(rows(store))


async def test_a_delivery_point_that_is_asked_for_is_no_card(door, agent, store):
    assert luhn(POINT)
    conversation = door.open("texte", "camille")
    for kind in ("pdl", "pce"):
        store.ask(conversation, "releve_point", kind)
        await tell(door, POINT)
        assert agent.texts[-1] == POINT
    store.ask(conversation, "montant", "montant")
    accepted = await tell(door, POINT)
    assert MASKED_CARD in [entry.response for entry in store.answers_to(accepted.inbox_id)]
    store.ask_nothing(conversation)
    await tell(door, POINT)
    assert agent.texts.count(POINT) == 2


async def test_a_delivery_point_that_is_named_is_no_card(door, agent):
    await tell(door, f"mon pdl est {POINT}")
    assert agent.texts == [f"mon pdl est {POINT}"]


async def test_words_around_it_are_still_answered(open_door, store):
    agent = ScriptedAgent(**{"je veux payer **** svp": [{"text": "Voici un lien."}]})
    accepted = await tell(open_door(agent), f"je veux payer {CARD} svp")
    assert "Voici un lien." in [entry.text for entry in store.answers_to(accepted.inbox_id)]


def rows(store) -> list[list[tuple[object, ...]]]:
    with store.database.read() as connection:
        return [[tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")] for table in TABLES]


def test_digits_that_come_by_chance_are_not_taken_for_a_card() -> None:
    """And those that somebody wrote are found wherever they are: this is what the tests above stand on."""
    moment = datetime(2026, 11, 22, 10, 0, 0, 678930)
    chance = [moment, str(moment), moment.isoformat(), "01kb6dzh7893c46xkp56mbzm7s", "7893" + "0a" * 30, 0.47893]
    assert "7893" not in written([chance, {"timestamp": 1763800007.7893, "id": chance[3]}])
    for leak in (CARD, "7893", int(CARD.replace(" ", "")), float(CARD.replace(" ", "")), {"7893": 1}, ("a", b"7893")):
        assert "7893" in written([{"deep": [leak]}])
    assert "7893" in written(f'{{"at": "{moment}", "text": "{CARD}"}}')
