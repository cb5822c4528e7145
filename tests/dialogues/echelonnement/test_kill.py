"""Whatever dies around a write of this skill, there is one plan, one end of it, one postponement."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from backends.kernel.database import open_database
from tests.dialogues.conftest import World
from tests.dialogues.echelonnement.spreading import BENALI, deferred, written
from tests.dialogues.formes.paths import PATHS, Path
from tests.dialogues.formes.standing import path_of, press, stand_at
from tests.dialogues.killing import BACK_END_FOR_GOOD, KILLS, TRIED_AGAIN, Kill, assert_written_once, confirm

pytestmark = pytest.mark.asyncio(loop_scope="session")
# After the others the customer reads the end of the first attempt, instead of the read-back.
REPLAYED = [kill for kill in KILLS if kill not in TRIED_AGAIN]


@pytest.fixture(autouse=True)
def due_dates(shared_world: World) -> Iterator[None]:
    """The due dates of the demo come back after each test."""
    database = open_database("billing", shared_world.backends.config)
    before = database.read_now(lambda c: c.execute(sa.text("SELECT id, due_on FROM bill")).all())
    yield
    query = sa.text("UPDATE bill SET due_on = :due_on WHERE id = :id")
    rows = [{"id": row.id, "due_on": row.due_on} for row in before]
    database.write_now(lambda connection: connection.execute(query, rows))
    database.close()


def first_path(form: str, customer: str) -> Path:
    return next(path for path in PATHS if path.form == form and path.identity and path.identity[0] == customer)


@pytest.mark.parametrize("kill", KILLS, ids=str)
async def test_one_plan_whatever_dies(world: World, kill: Kill) -> None:
    answer = await assert_written_once(world, first_path("echelonnement_form", BENALI[0]), kill)
    assert "utter_plan_en_place_client" in answer.responses
    assert written(world, BENALI[0]) == 1


@pytest.mark.parametrize("kill", REPLAYED, ids=str)
async def test_one_end_whatever_dies(world: World, kill: Kill) -> None:
    answer = await assert_written_once(world, path_of("versements_form"), kill)
    assert "utter_versements_annule" in answer.responses


@pytest.mark.parametrize("kill", REPLAYED, ids=str)
async def test_one_postponement_whatever_dies(world: World, kill: Kill) -> None:
    path = path_of("report_form")
    answer = await assert_written_once(world, path, kill)
    assert "utter_report_fait" in answer.responses
    assert path.identity is not None and deferred(world, path.identity[0]) == 1


@pytest.mark.parametrize(
    ("form", "intent", "response"),
    [
        ("versements_form", "versements_paiement", "utter_versements_dernier_annule"),
        ("report_form", "differer_paiement", "utter_report_refus_already_deferred"),
    ],
)
async def test_an_answer_that_was_lost_is_told_when_the_customer_asks_again(
    world: World, form: str, intent: str, response: str
) -> None:
    path = path_of(form)
    standing = await stand_at(world, path, list(path.answers)[-1])
    failed = await confirm(standing, BACK_END_FOR_GOOD)
    assert "utter_service_indisponible" in failed.responses
    world.mend()
    again = await press(standing.customer, intent)
    assert response in again.responses or "utter_ask_report_facture" in again.responses
    assert deferred(world, "10000018") <= 1
