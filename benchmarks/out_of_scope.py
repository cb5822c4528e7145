"""Whether what is not our business is told apart, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.accuracy import mean
from benchmarks.corpora import OUT_OF_SCOPE, Sentence
from benchmarks.pictures import trade
from benchmarks.report import Figure, Section, percent
from benchmarks.subject import Subject
from custom_components.supervisor.table import Thresholds

LOSS = 0.05
CAUGHT = 0.90


def run(subject: Subject) -> Section:
    """Compare the scores of sentences within and out of scope."""
    within = [one for one in subject.corpora.intents if not one.accepts(OUT_OF_SCOPE)]
    inside = [scope_score(subject.ranking(one.text)) for one in within]
    outside = subject.corpora.out_of_scope
    near = [scope_score(subject.ranking(one.text)) for one in outside if one.near]
    far = [scope_score(subject.ranking(one.text)) for one in outside if not one.near]
    bound = sorted(inside)[int(LOSS * len(inside))]
    caught = sorted(near + far)[int(CAUGHT * len(near + far))]
    figures = (
        Figure("AUROC", auroc(inside, near + far), target=">= 0.97"),
        Figure("AUROC, near misses", auroc(inside, near)),
        Figure("AUROC, plainly off topic", auroc(inside, far)),
        Figure("in scope, lost when 90 % is rejected", percent(mean([s < caught for s in inside])), "%", "<= 5"),
        Figure("rejected when 5 % of what is in scope is lost", percent(mean([s < bound for s in near + far])), "%"),
        Figure("rejected as it stands", percent(mean([_rejected(subject, one) for one in outside])), "%"),
        Figure("in scope, but rejected", percent(_lost(subject)), "%", "<= 5"),
        Figure("out of scope, acted on at once", percent(mean([_acted_on(subject, one) for one in outside])), "%"),
    )
    note = f"{len(near)} near misses, {len(far)} plainly off topic."
    pictures = (trade("Out of scope: rejected against lost", inside, near + far),)
    return Section("Out of scope", figures, note=note, pictures=pictures)


def scope_score(ranking: Sequence[tuple[str, float]]) -> float:
    """How much a message looks like our business: the confidence that is left to it beside that of being off topic."""
    return 1.0 - next((confidence for name, confidence in ranking if name == OUT_OF_SCOPE), 0.0)


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
