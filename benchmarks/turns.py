"""Cost of a whole turn as a conversation grows, through the harness of the dialogue tests."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.report import Figure, Section
from benchmarks.subject import Subject, one_core

TURNS = 60
CONVERSATIONS = 3
AROUND = 2  # turns before and after the one that is told, over which the median is taken
SAID = (
    "bonjour",
    "comment recevoir ma facture par courrier",
    "quels sont vos moyens de paiement",
    "merci",
    "quels sont vos horaires",
    "que faire pour consommer moins",
)


def run(subject: Subject) -> Section:
    """Measure turns 1, 20 and 60 of conversations without identification."""
    try:
        from tests.dialogues.conftest import running_world
    except ImportError as error:
        return Section("Turns", skipped=f"the dialogue harness cannot be imported ({error})")
    logging.disable(logging.WARNING)
    try:
        with one_core(), tempfile.TemporaryDirectory() as folder:
            costs = asyncio.run(_measure(running_world(Path(folder))))
    finally:
        logging.disable(logging.NOTSET)
    first, twentieth, last = (_around(costs, turn) for turn in (1, 20, TURNS))
    figures = (
        Figure("turn 1", first, "ms"),
        Figure("turn 20", twentieth, "ms"),
        Figure(f"turn {TURNS}", last, "ms"),
        Figure(f"turn {TURNS} compared with turn 1", last / first, "", "<= 2"),
    )
    note = f"Median of {CONVERSATIONS} conversations: door, store, model, policies, actions in process; one core."
    return Section("Turns", figures, note=note)


async def _measure(starting: object) -> list[list[float]]:
    """Time in milliseconds of each turn of each conversation."""
    costs = []
    async with starting as world:  # type: ignore[attr-defined]
        await world.customer().say("bonjour")
        for _ in range(CONVERSATIONS):
            customer, row = world.customer(), []
            for turn in range(TURNS + AROUND):
                started = time.perf_counter()
                await customer.say(SAID[turn % len(SAID)])
                row.append((time.perf_counter() - started) * 1000)
            costs.append(row)
    return costs


def _around(costs: list[list[float]], turn: int) -> float:
    low = max(0, turn - 1 - AROUND)
    return median(cost for row in costs for cost in row[low : turn + AROUND])
