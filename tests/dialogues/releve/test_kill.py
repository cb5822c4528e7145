"""Whatever dies while a reading is filed, it is filed once."""

from __future__ import annotations

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.formes.paths import PATHS, Path
from tests.dialogues.killing import KILLS, Kill, assert_written_once
from tests.dialogues.releve.meters import meter_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

# A plausible reading, and one that is insisted on.
READINGS = [path for path in PATHS if path.form == "releve_form" and path.identity and path.identity[0] != "10000001"]


@pytest.mark.parametrize("kill", KILLS, ids=str)
@pytest.mark.parametrize("path", READINGS, ids=lambda path: "-".join(path.answers))
async def test_one_reading_whatever_dies(world: World, path: Path, kill: Kill) -> None:
    answer = await assert_written_once(world, path, kill)
    number, fact = path.identity or ("", "")
    kept = []
    for place in range(2 if "releve_point" in path.answers else 1):
        kept += await (await meter_of(world, number, place, fact)).kept()
    assert [one.number for one in kept if one.number in answer] == [one.number for one in kept]
    assert len(kept) == 1
