"""Each dialogue meets meters that nobody has read yet."""

from __future__ import annotations

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.releve.meters import forget


@pytest.fixture
def world(world: World) -> World:
    forget(world)
    return world
