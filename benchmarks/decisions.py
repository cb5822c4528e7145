"""What becomes of messages at the supervisor's thresholds: answered at once, asked back, or not understood."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.accuracy import mean
from benchmarks.report import Figure, Section, percent
from benchmarks.subject import Subject
from custom_components.supervisor.table import Thresholds


def run(subject: Subject) -> Section:
    """Apply the thresholds to the held-out sentences."""
    limits, sentences = Thresholds(), subject.corpora.intents
    rankings = [subject.ranking(one.text) for one in sentences]
    direct = [is_clear(rows, limits) for rows in rankings]
    right = [one.accepts(rows[0][0]) for one, rows in zip(sentences, rankings, strict=True)]
    offered = [any(one.accepts(name) for name, _ in rows[:3]) for one, rows in zip(sentences, rankings, strict=True)]
    answered = [ok for ok, clear in zip(right, direct, strict=True) if clear]
    helped = [ok for ok, clear in zip(offered, direct, strict=True) if not clear]
    solved = [r if clear else o for r, o, clear in zip(right, offered, direct, strict=True)]
    figures = (
        Figure("answered at once", percent(mean(direct)), "%"),
        Figure("of these, rightly", percent(mean(answered)), "%", ">= 90"),
        Figure("asked back", percent(1 - mean(direct)), "%"),
        Figure("of these, the right intent is among the three offered", percent(mean(helped)), "%"),
        Figure("right at once or after one question", percent(mean(solved)), "%", ">= 90"),
    )
    note = f"Thresholds: understood {limits.understood}, sure {limits.sure}, margin {limits.margin}."
    return Section("Decisions", figures, note=note)


def is_clear(ranking: Sequence[tuple[str, float]], limits: Thresholds) -> bool:
    """Whether the supervisor acts without asking back."""
    best = ranking[0][1]
    if best < limits.understood:
        return False
    return best >= limits.sure or len(ranking) < 2 or best - ranking[1][1] >= limits.margin
