"""How often the right intent is found, by register and by spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from benchmarks.corpora import Sentence
from benchmarks.report import Figure, Section, Table, percent
from benchmarks.subject import Subject
from courant.french.folding import fold

BINS = 10


def run(subject: Subject) -> Section:
    """Measure the intents of the held-out sentences."""
    sentences = subject.corpora.intents
    best = [subject.ranking(one.text) for one in sentences]
    right = [one.accepts(rows[0][0]) for one, rows in zip(sentences, best, strict=True)]
    strict = [one.intent == rows[0][0] for one, rows in zip(sentences, best, strict=True)]
    top3 = [any(one.accepts(name) for name, _ in rows[:3]) for one, rows in zip(sentences, best, strict=True)]
    gap = calibration_gap([rows[0][1] for rows in best], right)
    figures = (
        Figure("accuracy", percent(mean(right)), "%", ">= 80"),
        Figure("accuracy, first label only", percent(mean(strict)), "%"),
        Figure("right intent among the first three", percent(mean(top3)), "%", ">= 92"),
        Figure("macro F1", percent(macro_f1([one.intent for one in sentences], _credited(sentences, best))), "%"),
        Figure("calibration error", percent(gap), "%", "<= 5"),
        Figure("accuracy without accents or capitals", percent(_variant(subject, fold)), "%"),
        Figure("accuracy in capitals", percent(_variant(subject, str.upper)), "%"),
    )
    note = f"{len(sentences)} sentences, {len({one.intent for one in sentences})} intents, none used in training."
    return Section("Intents", figures, (_by_register(sentences, right, top3),), note)


def mean(values: Sequence[bool]) -> float:
    """Share of true values; 0 for none."""
    return sum(values) / len(values) if values else 0.0


def calibration_gap(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Mean distance between confidence and success, over ten bins of confidence."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, success in zip(confidences, right, strict=True):
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, success))
    gaps = (abs(sum(sure - success for sure, success in rows)) for rows in bins.values())
    return sum(gaps) / len(right) if right else 0.0


def macro_f1(truths: Sequence[str], answers: Sequence[str]) -> float:
    """F1 averaged over the true intents."""
    scores = []
    for intent in sorted(set(truths)):
        hits = sum(t == a == intent for t, a in zip(truths, answers, strict=True))
        scores.append(2 * hits / (truths.count(intent) + answers.count(intent)))
    return sum(scores) / len(scores)


def _credited(sentences: Sequence[Sentence], best: Sequence[list[tuple[str, float]]]) -> list[str]:
    """Answers, where another accepted label counts as the first one."""
    return [one.intent if one.accepts(rows[0][0]) else rows[0][0] for one, rows in zip(sentences, best, strict=True)]


def _variant(subject: Subject, respell: Callable[[str], str]) -> float:
    sentences = subject.corpora.intents
    return mean([one.accepts(subject.ranking(respell(one.text))[0][0]) for one in sentences])


def _by_register(sentences: Sequence[Sentence], right: Sequence[bool], top3: Sequence[bool]) -> Table:
    groups: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(sentences):
        groups[one.register].append(index)
    rows = tuple(
        (
            register,
            str(len(group)),
            f"{percent(mean([right[i] for i in group])):.1f} %",
            f"{percent(mean([top3[i] for i in group])):.1f} %",
        )
        for register, group in sorted(groups.items())
    )
    return Table("By register", ("register", "sentences", "accuracy", "top 3"), rows)
