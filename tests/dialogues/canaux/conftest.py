"""Each dialogue is replayed once a channel, whatever tests look at it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.dialogues.canaux.dialogues import Dialogue
from tests.dialogues.canaux.replay import Turn, replay
from tests.dialogues.conftest import Brain, load_brain

Replayed = Callable[[Dialogue, str], Awaitable[list[Turn]]]


@pytest.fixture(scope="session")
def brain(tmp_path_factory: pytest.TempPathFactory) -> Brain:
    """The model, loaded once for all worlds."""
    return load_brain(tmp_path_factory.mktemp("brain"))


@pytest.fixture(scope="session")
def replayed(brain: Brain, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """Gives the turns of a dialogue on a channel."""
    kept: dict[tuple[str, str], list[Turn]] = {}

    async def turns(dialogue: Dialogue, channel: str) -> list[Turn]:
        key = dialogue.name, channel
        if key not in kept:
            kept[key] = await replay(dialogue, channel, brain, tmp_path_factory.mktemp("canaux"))
        return kept[key]

    return turns
