"""Somebody who owes money, each time anew: the plan that a test makes is unknown to the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.echelonnement.spreading import BENALI, Spreader, forget_plans


@pytest.fixture(autouse=True)
def clean_desk(shared_world: World) -> Iterator[None]:
    """No plan but those of the demo."""
    forget_plans(shared_world)
    yield
    forget_plans(shared_world)


@pytest.fixture
def spreader(world: World) -> Spreader:
    """Mohamed Benali, at a new address."""
    return Spreader(world.customer(), world, *BENALI)


@pytest.fixture
def somebody(world: World) -> Callable[[tuple[str, str]], Spreader]:
    """Makes one of the demo customers, at a new address."""
    return lambda who: Spreader(world.customer(), world, *who)
