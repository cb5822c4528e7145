"""Somebody who owes 184,20 euros, each time anew: what a test pays, the next one owes again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dialogues.conftest import World
from tests.dialogues.paiement.paying import OVERDUE, Payer, forget_payments


@pytest.fixture(autouse=True)
def clean_desk(shared_world: World) -> Iterator[None]:
    """No payment by link has been made yet."""
    forget_payments(shared_world)
    yield
    forget_payments(shared_world)


@pytest.fixture
def payer(world: World) -> Payer:
    """Mohamed Benali, at a new address."""
    return Payer(world.customer(), world, *OVERDUE)
