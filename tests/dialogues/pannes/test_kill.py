"""Whatever dies while a report is filed, there is one ticket."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from backends.kernel.database import open_database
from tests.dialogues.conftest import World
from tests.dialogues.formes.outage_paths import OUTAGE_PATHS
from tests.dialogues.formes.standing import open_form, said, stand_at
from tests.dialogues.killing import KILLS, TRIED_AGAIN, Kill, assert_written_once, confirm

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRITING = {path.form: path for path in OUTAGE_PATHS if list(path.answers)[-1].endswith("_confirmation")}
REPLAYED = [kill for kill in KILLS if kill not in TRIED_AGAIN]


def tickets(world: World) -> int:
    database = open_database("outages", world.backends.config)
    try:
        return int(database.read_now(lambda c: c.execute(sa.text("SELECT count(*) FROM outage_ticket")).scalar_one()))
    finally:
        database.close()


@pytest.mark.parametrize("kill", REPLAYED, ids=str)
@pytest.mark.parametrize("form", sorted(WRITING))
async def test_one_ticket_whatever_dies(world: World, form: str, kill: Kill) -> None:
    before = tickets(world)
    answer = await assert_written_once(world, WRITING[form], kill)
    assert answer.responses
    assert tickets(world) <= before + 1  # the same place, reported by an earlier case, is the same ticket


@pytest.mark.parametrize("kill", TRIED_AGAIN, ids=str)
@pytest.mark.parametrize("form", sorted(WRITING))
async def test_one_ticket_when_the_customer_begins_again(world: World, form: str, kill: Kill) -> None:
    before, path = tickets(world), WRITING[form]
    standing = await stand_at(world, path, list(path.answers)[-1])
    failed = await confirm(standing, kill)
    assert "utter_service_indisponible" in failed.responses or "utter_incident" in failed.responses
    world.mend()
    await open_form(world, standing.customer, path)
    while (asked := standing.asked()) is not None:
        await standing.customer.say(await said(path.answers[asked], standing.customer))
    assert tickets(world) <= before + 1
