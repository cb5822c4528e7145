"""Whatever dies while a payment link is made, there is one link."""

from __future__ import annotations

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.formes.path import Path
from tests.dialogues.formes.paths import PATHS
from tests.dialogues.formes.standing import press, stand_at
from tests.dialogues.killing import KILLS, TRIED_AGAIN, Kill, assert_written_once, confirm
from tests.dialogues.paiement.paying import Payer

pytestmark = pytest.mark.asyncio(loop_scope="session")


def path_to_the_link() -> Path:
    return next(path for path in PATHS if path.form == "paiement_form")


async def links_of(world: World) -> int:
    identity = path_to_the_link().identity
    assert identity is not None
    payer = Payer(world.customer(), world, *identity)
    await payer.to_the_answer()
    return len(await payer.links())


@pytest.mark.parametrize("kill", [kill for kill in KILLS if kill not in TRIED_AGAIN], ids=str)
async def test_one_link_whatever_dies(world: World, kill: Kill) -> None:
    answer = await assert_written_once(world, path_to_the_link(), kill)
    assert "utter_paiement_lien" in answer.responses
    assert await links_of(world) == 1


@pytest.mark.parametrize("kill", TRIED_AGAIN, ids=str)
async def test_a_link_whose_answer_was_lost_is_given_when_the_customer_asks_again(world: World, kill: Kill) -> None:
    path = path_to_the_link()
    standing = await stand_at(world, path, list(path.answers)[-1])
    await confirm(standing, kill)
    world.mend()
    again = await press(standing.customer, path.intent)
    assert again.responses[-1].startswith("utter_recap_paiement"), again.responses
    given = await standing.customer.say("oui")
    assert any(name.startswith("utter_paiement_lien") for name in given.responses), given.responses
    assert await links_of(world) == 1
