"""How often the right intent is found, by part of the test set, register, spelling and length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.beside_default import compared
from benchmarks.corpora import Sentence
from benchmarks.pictures import bars, reliability
from benchmarks.report import Figure, Section, Table, percent
from benchmarks.spelling import with_typos
from benchmarks.subject import Subject
from courant.french.folding import fold

BINS = 10
LENGTHS = ((3, "1-3 words"), (8, "4-8 words"), (20, "9-20 words"), (10_000, "more than 20 words"))


@dataclass(frozen=True)
class Answer:
    """A sentence and what was answered."""

    sentence: Sentence
    ranking: list[tuple[str, float]]

    @property
    def right(self) -> bool:
        """Whether the first intent is accepted."""
        return self.sentence.accepts(self.ranking[0][0])

    @property
    def among_three(self) -> bool:
        """Whether an accepted intent is among the first three."""
        return any(self.sentence.accepts(name) for name, _ in self.ranking[:3])


def run(subject: Subject) -> Section:
    """Measure the intents of the held-out sentences."""
    answers = [Answer(one, subject.ranking(one.text)) for one in subject.corpora.intents]
    parts = _groups(answers, lambda one: one.sentence.part)
    last = parts[max(parts)]
    rights = [one.right for one in answers]
    sure = [one.ranking[0][1] for one in answers]
    folded, typed = _respelt(subject, fold), _respelt(subject, with_typos)
    figures = (
        Figure("accuracy, last-written part, either label", percent(_rate(last)), "%", ">= 88"),
        Figure("among the first three, last-written part", percent(_rate3(last)), "%", ">= 96"),
        Figure("accuracy, all parts", percent(_rate(answers)), "%", ">= 88"),
        Figure("accuracy, all parts, first label only", percent(mean([_strict(one) for one in answers])), "%"),
        Figure("among the first three, all parts", percent(_rate3(answers)), "%", ">= 96"),
        Figure("macro F1", percent(macro_f1([one.sentence.intent for one in answers], _credited(answers))), "%"),
        Figure("calibration error", percent(calibration_gap(sure, rights)), "%", "<= 5"),
        Figure("lost without accents or capitals, points", percent(mean(rights) - mean(folded)), "", "<= 1"),
        Figure("lost with typos in 15 % of the words, points", percent(mean(rights) - mean(typed)), "", "<= 4"),
    )
    registers = _groups(answers, lambda one: one.sentence.register)
    tables = (
        _table("By part", parts),
        _table("By register", registers),
        _table("By length", _groups(answers, _length)),
        compared(subject.root, answers),
    )
    rows = [(name, percent(_rate(group))) for name, group in sorted(registers.items())]
    pictures = (reliability(sure, rights), bars("Accuracy by register (%)", rows, target=88.0))
    note = f"{len(answers)} sentences, {len({one.sentence.intent for one in answers})} intents, none used in training."
    return Section("Intents", figures, tables, note, pictures=pictures)


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


def _strict(one: Answer) -> bool:
    return one.sentence.intent == one.ranking[0][0]


def _credited(answers: Sequence[Answer]) -> list[str]:
    """Answers, where another accepted label counts as the first one."""
    return [one.sentence.intent if one.right else one.ranking[0][0] for one in answers]


def _respelt(subject: Subject, respell: Callable[[str], str]) -> list[bool]:
    return [one.accepts(subject.ranking(respell(one.text))[0][0]) for one in subject.corpora.intents]


def _groups(answers: Sequence[Answer], name_of: Callable[[Answer], str]) -> dict[str, list[Answer]]:
    groups: dict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        groups[name_of(one)].append(one)
    return dict(groups)


def _length(one: Answer) -> str:
    return next(name for most, name in LENGTHS if len(one.sentence.text.split()) <= most)


def _rate(answers: Sequence[Answer]) -> float:
    return mean([one.right for one in answers])


def _rate3(answers: Sequence[Answer]) -> float:
    return mean([one.among_three for one in answers])


def _table(title: str, groups: dict[str, list[Answer]]) -> Table:
    rows = tuple(
        (name, str(len(group)), f"{percent(_rate(group)):.1f} %", f"{percent(_rate3(group)):.1f} %")
        for name, group in sorted(groups.items())
    )
    return Table(title, ("", "sentences", "accuracy", "top 3"), rows)
