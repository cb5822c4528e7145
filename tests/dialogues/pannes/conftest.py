"""A source that speaks now, a customer in the dark, and a street of their own for each test."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.dialogues.bot import Customer
from tests.dialogues.conftest import World
from tests.dialogues.pannes.network import Feed, Neighbour


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def sources(feed: Feed) -> None:
    """Enedis spoke two minutes ago: the hours of the demo's own sources are those of another moment."""
    feed.forget_sources()
    await feed.beat()


@pytest.fixture
def feed(world: World) -> Feed:
    """What sources tell, at the present hour."""
    return Feed(world)


@pytest.fixture
def neighbour(customer: Customer, world: World) -> Neighbour:
    """Somebody whose power is out."""
    return Neighbour(customer, world)
