"""Time to understand a message, on one core."""

from __future__ import annotations

import time

from benchmarks.report import Figure, Section
from benchmarks.subject import Subject, one_core

LONG = 5


def run(subject: Subject) -> Section:
    """Parse each held-out sentence once, then once more (remembered answers), then long messages."""
    texts = [one.text for one in subject.corpora.intents]
    subject.parse_anew(texts[0])
    with one_core():
        fresh = [_timed(subject, f"{text} ({number})") for number, text in enumerate(texts)]
        again = [_timed(subject, f"{text} ({number})") for number, text in enumerate(texts)]
        long = [_timed(subject, " ".join(texts[i : i + LONG])) for i in range(0, len(texts) - LONG, LONG)]
    walls, processor = [wall for wall, _ in fresh], [cpu for _, cpu in fresh]
    figures = (
        Figure("new message, p50", percentile(walls, 50), "ms", "<= 5"),
        Figure("new message, p99", percentile(walls, 99), "ms", "<= 15"),
        Figure("new message, processor time, p50", percentile(processor, 50), "ms"),
        Figure("known message, p50", percentile([wall for wall, _ in again], 50), "ms"),
        Figure(f"message of {LONG} sentences, p50", percentile([wall for wall, _ in long], 50), "ms"),
    )
    return Section("Latency of understanding", figures, note=f"{len(texts)} messages, one core, one at a time.")


def percentile(values: list[float], rank: int) -> float:
    """The value under which `rank` hundredths of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(rank / 100 * (len(ordered) - 1)))]


def _timed(subject: Subject, text: str) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    subject.parse_anew(text)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000
