"""Time to understand a message, on one core."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.report import Figure, Section, percent
from benchmarks.subject import Subject, one_core

LONG = 5


@dataclass(frozen=True)
class Timed:
    """One message: milliseconds by the clock and of the processor, and whether the second encoder was asked."""

    wall: float
    processor: float
    second: bool


def run(subject: Subject) -> Section:
    """Parse each held-out sentence once, then once more (remembered answers), then long messages."""
    texts = [one.text for one in (*subject.corpora.intents, *subject.corpora.out_of_scope)]
    subject.parse_anew(texts[0])
    with one_core():
        fresh = [_timed(subject, f"{text} ({number})") for number, text in enumerate(texts)]
        again = [_timed(subject, f"{text} ({number})") for number, text in enumerate(texts)]
        long = [_timed(subject, " ".join(texts[i : i + LONG])) for i in range(0, len(texts) - LONG, LONG)]
    alone, second = [one for one in fresh if not one.second], [one for one in fresh if one.second]
    figures = (
        Figure("one encoder, p50", percentile([one.wall for one in alone], 50), "ms", "<= 5"),
        Figure("one encoder, p99", percentile([one.wall for one in alone], 99), "ms", "<= 12"),
        Figure("one encoder, processor time, p50", percentile([one.processor for one in alone], 50), "ms"),
        Figure("one encoder, processor time, p99", percentile([one.processor for one in alone], 99), "ms"),
        Figure("messages for which the second encoder is asked", percent(len(second) / len(fresh)), "%", "<= 20"),
        Figure("these messages, p50", percentile([one.wall for one in second], 50), "ms", "<= 40"),
        Figure("known message, p50", percentile([one.wall for one in again], 50), "ms"),
        Figure(f"message of {LONG} requests, p50", percentile([one.wall for one in long], 50), "ms"),
    )
    return Section("Latency of understanding", figures, note=f"{len(texts)} messages, one core, one at a time.")


def percentile(values: list[float], rank: int) -> float:
    """The value under which `rank` hundredths of the values lie; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(rank / 100 * (len(ordered) - 1)))] if ordered else 0.0


def _timed(subject: Subject, text: str) -> Timed:
    asked = subject.second_encoder_calls
    wall, processor = time.perf_counter(), time.process_time()
    subject.parse_anew(text)
    elapsed, used = (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000
    return Timed(elapsed, used, subject.second_encoder_calls > asked)
