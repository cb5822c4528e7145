"""The messages of these tests are understood alike whatever was trained: they are about forms."""

from __future__ import annotations

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.formes.messages import UNDERSTOOD
from tests.dialogues.understood import pin


@pytest.fixture(autouse=True)
def understood(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fix what is understood of the interruptions."""
    pin(world, monkeypatch, UNDERSTOOD)
