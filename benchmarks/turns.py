"""Cost of a whole turn, and how it grows with the conversation, through the harness of the dialogue tests."""

from __future__ import annotations

import asyncio
import gc
import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.latency import percentile
from benchmarks.report import Figure, Section
from benchmarks.subject import WARM_UP, Subject, one_core

TURNS = 60
CONVERSATIONS = 3
AROUND = 2  # turns before and after the one that is told, over which the median is taken
MESSAGES, TOGETHER = 200, 5  # held-out sentences that are said, in conversations of so many
MEMORY = Path("/dev/shm")  # databases in memory, where the system has such a folder
SAID = (
    "bonjour",
    "comment recevoir ma facture par courrier",
    "quels sont vos moyens de paiement",
    "merci",
    "quels sont vos horaires",
    "que faire pour consommer moins",
)


@dataclass(frozen=True)
class Cost:
    """One turn: milliseconds by the clock and of the processor, and whether the second encoder was asked."""

    wall: float
    processor: float
    second: bool


def run(subject: Subject) -> Section:
    """Say held-out sentences in short conversations, then the same few in long ones, without identification."""
    try:
        from tests.dialogues.conftest import running_world
    except ImportError as error:
        return Section("Turns", skipped=f"the dialogue harness cannot be imported ({error})")
    sentences = [one.text for one in (*subject.corpora.intents, *subject.corpora.out_of_scope)]
    chosen = sentences[:: max(1, len(sentences) // MESSAGES)]
    logging.disable(logging.WARNING)
    try:
        with one_core(), tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            world = running_world(Path(folder))
            short, long = asyncio.run(_measure(world, chosen, lambda: subject.second_encoder_calls))
    finally:
        logging.disable(logging.NOTSET)
    note = "Door, store, model, policies, actions and back ends in one process, databases in memory; one core."
    return Section("Turns", (*_figures(short), *_growth(long)), note=note)


async def _measure(
    starting: Any, sentences: Sequence[str], asked: Callable[[], int]
) -> tuple[list[Cost], list[list[Cost]]]:
    """Return the cost of each turn of the short conversations, and of each of the long ones."""
    async with starting as world:
        for text in (*WARM_UP, *SAID):
            await world.customer().say(text)
        gc.collect()
        gc.freeze()  # as the server does once it is loaded
        short: list[Cost] = []
        for start in range(0, len(sentences), TOGETHER):
            short += await _conversation(world.customer(), sentences[start : start + TOGETHER], asked)
        said = [SAID[turn % len(SAID)] for turn in range(TURNS + AROUND)]
        return short, [await _conversation(world.customer(), said, asked) for _ in range(CONVERSATIONS)]


async def _conversation(customer: Any, sentences: Sequence[str], asked: Callable[[], int]) -> list[Cost]:
    costs = []
    for text in sentences:
        before, wall, processor = asked(), time.perf_counter(), time.process_time()
        await customer.say(text)
        elapsed, used = (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000
        costs.append(Cost(elapsed, used, asked() > before))
    return costs


def _figures(costs: Sequence[Cost]) -> tuple[Figure, ...]:
    alone, second = [one for one in costs if not one.second], [one for one in costs if one.second]
    return (
        Figure("turn with one encoder, p50", percentile([one.wall for one in alone], 50), "ms", "<= 10"),
        Figure("turn with one encoder, p99", percentile([one.wall for one in alone], 99), "ms", "<= 20"),
        Figure("turn with one encoder, processor time, p50", percentile([one.processor for one in alone], 50), "ms"),
        Figure("turn with one encoder, processor time, p99", percentile([one.processor for one in alone], 99), "ms"),
        Figure("turn with both encoders, processor time, p50", percentile([one.processor for one in second], 50), "ms"),
    )


def _growth(costs: Sequence[Sequence[Cost]]) -> tuple[Figure, ...]:
    """Tell the processor time of turns far apart: the clock also tells what others do on the machine."""
    first, twentieth, last = (_around(costs, turn) for turn in (1, 20, TURNS))
    return (
        Figure("turn 1, processor time", first, "ms"),
        Figure("turn 20, processor time", twentieth, "ms"),
        Figure(f"turn {TURNS}, processor time", last, "ms"),
        Figure(f"turn {TURNS} compared with turn 1", last / first if first else None, "", "<= 2"),
    )


def _around(costs: Sequence[Sequence[Cost]], turn: int) -> float:
    low = max(0, turn - 1 - AROUND)
    return median(cost.processor for row in costs for cost in row[low : turn + AROUND])
