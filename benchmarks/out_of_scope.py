"""Whether what is not our business is told apart, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.accuracy import mean
from benchmarks.corpora import OUT_OF_SCOPE, Sentence
from benchmarks.report import Figure, Section, percent
from benchmarks.subject import Subject
from custom_components.supervisor.table import Thresholds

LOSS = 0.05


def run(subject: Subject) -> Section:
    """Compare the scores of sentences within and out of scope."""
    inside = [scope_score(subject.ranking(one.text)) for one in subject.corpora.intents]
    outside = subject.corpora.out_of_scope
    near = [scope_score(subject.ranking(one.text)) for one in outside if one.near]
    far = [scope_score(subject.ranking(one.text)) for one in outside if not one.near]
    bound = sorted(inside)[int(LOSS * len(inside))]
    figures = (
        Figure("AUROC", auroc(inside, near + far), target=">= 0.93"),
        Figure("AUROC, near misses", auroc(inside, near)),
        Figure("AUROC, plainly off topic", auroc(inside, far)),
        Figure("rejected when 5 % of what is in scope is lost", percent(mean([s < bound for s in near + far])), "%"),
        Figure("rejected as it stands", percent(mean([_rejected(subject, one) for one in outside])), "%"),
        Figure("in scope, but rejected", percent(_lost(subject)), "%", "<= 5"),
        Figure("out of scope, acted on at once", percent(mean([_acted_on(subject, one) for one in outside])), "%"),
    )
    note = f"{len(near)} near misses, {len(far)} plainly off topic."
    return Section("Out of scope", figures, note=note)


def scope_score(ranking: Sequence[tuple[str, float]]) -> float:
    """How much a message looks like our business: the best intent's confidence less that of being off topic."""
    off = next((confidence for name, confidence in ranking if name == OUT_OF_SCOPE), 0.0)
    return max((confidence for name, confidence in ranking if name != OUT_OF_SCOPE), default=0.0) - off


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Probability that a message in scope scores higher than one out of scope; ties count one half."""
    wins = sum((a > b) + 0.5 * (a == b) for a in inside for b in outside)
    return wins / (len(inside) * len(outside))


def _rejected(subject: Subject, one: Sentence) -> bool:
    return subject.ranking(one.text)[0][0] == OUT_OF_SCOPE


def _acted_on(subject: Subject, one: Sentence) -> bool:
    name, confidence = subject.ranking(one.text)[0]
    return not one.accepts(name) and confidence >= Thresholds().sure


def _lost(subject: Subject) -> float:
    return mean([_rejected(subject, one) for one in subject.corpora.intents if not one.accepts(OUT_OF_SCOPE)])
