"""Any earlier answer of any form can be corrected, by its new value or by its name, from every later question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from courant.french.parsers.corrections import names_kind
from tests.dialogues.conftest import World
from tests.dialogues.formes.paths import PATHS, Path
from tests.dialogues.formes.standing import Standing, stand_at
from tests.dialogues.formes.test_interruptions import CATALOGUE

pytestmark = pytest.mark.asyncio(loop_scope="session")


def corrections() -> Iterator[tuple[Path, str, str]]:
    """Each correctable answer of each path, at each later question."""
    for path in PATHS:
        names = list(path.answers)
        for place, later in enumerate(names):
            for earlier in names[:place]:
                given = set(names[:place])
                if earlier not in path.completes and not (path.fixed <= given and earlier in path.fixed):
                    yield path, later, earlier


CASES = [case for case in corrections() if case[0].form in CATALOGUE.forms]
BY_VALUE = [case for case in CASES if case[2] in case[0].others]


def name_of(case: tuple[Path, str, str]) -> str:
    return f"{case[0].form}-{case[2]}-at-{case[1]}"


async def test_there_is_something_to_correct() -> None:
    assert len(CASES) >= 3 and len(BY_VALUE) >= 2


@pytest.mark.parametrize(("path", "later", "earlier"), BY_VALUE, ids=map(name_of, BY_VALUE))
async def test_by_its_value(world: World, path: Path, later: str, earlier: str) -> None:
    standing = await stand_at(world, path, later)
    answer = await standing.customer.say(f"non, {path.others[earlier]}")
    assert answer.responses[0] == "utter_correction_prise", answer.responses
    after = await standing.values()
    assert after[earlier] not in (None, standing.slots[earlier])
    assert after == {**standing.slots, earlier: after[earlier]}
    assert (answer.responses[-1], standing.asked()) == (standing.question, later)
    standing.assert_nothing_written()


@pytest.mark.parametrize(("path", "later", "earlier"), CASES, ids=map(name_of, CASES))
async def test_by_its_name(world: World, path: Path, later: str, earlier: str) -> None:
    standing = await stand_at(world, path, later)
    word = own_word(standing, earlier)
    answer = await standing.customer.say(f"je me suis trompé : {word}")
    assert answer.responses[0] == "utter_correction_demandee", answer.responses
    assert standing.asked() == earlier
    assert await standing.values() == {**standing.slots, earlier: None}
    standing.assert_nothing_written()


def own_word(standing: Standing, name: str) -> str:
    """What customers call this answer and no other one of the form that is given by now."""
    words = {row.name: (*row.words, *names_kind(row.kind)) for row in standing.form.fields}
    others = {word for other in standing.earlier if other != name for word in words[other]}
    found = next((word for word in words[name] if word not in others), None)
    assert found is not None, f"« {name} » cannot be told from the other answers: give it « mots » in its pack"
    return found
