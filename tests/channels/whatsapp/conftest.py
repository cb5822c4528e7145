"""WhatsApp in front of a scripted assistant, with the messages of the project's own packs."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.door import Door
from channels.texts import Texts, project_texts
from tests.channels.whatsapp.meta import Line, Meta, line_to


@pytest.fixture(scope="session")
def texts() -> Texts:
    return project_texts()


@pytest.fixture
def meta() -> Meta:
    return Meta()


@pytest.fixture
async def line(door: Door, meta: Meta) -> AsyncIterator[Line]:
    async with line_to(door, meta) as opened:
        yield opened
