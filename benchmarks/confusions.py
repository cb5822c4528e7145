"""Which intents are taken for one another."""

from __future__ import annotations

from collections import Counter, defaultdict

from benchmarks.pictures import Picture, grid
from benchmarks.report import Figure, Section, Table
from benchmarks.subject import Subject
from courant.packs import load_catalogue

SHOWN = 25


def run(subject: Subject) -> Section:
    """Count the pairs (true intent, answer), and list the weakest intents."""
    pairs: Counter[tuple[str, str]] = Counter()
    hits: dict[str, list[bool]] = defaultdict(list)
    for one in (*subject.corpora.intents, *subject.corpora.out_of_scope):
        said = subject.ranking(one.text)[0][0]
        hits[one.intent].append(one.accepts(said))
        if not one.accepts(said):
            pairs[one.intent, said] += 1
    repeated = tuple((truth, said, str(count)) for (truth, said), count in pairs.most_common(SHOWN))
    weakest = sorted(hits.items(), key=lambda item: (sum(item[1]) / len(item[1]), item[0]))[:SHOWN]
    rows = tuple((intent, f"{sum(right)} of {len(right)}") for intent, right in weakest)
    tables = (
        Table("Pairs most often confused", ("true intent", "answer", "times"), repeated),
        Table("Weakest intents", ("intent", "right"), rows),
    )
    never = sum(not any(right) for right in hits.values())
    figures = (Figure("intents never recognised", never, "n", "<= 0"),)
    return Section("Confusions", figures, tables, pictures=(_by_skill(subject),))


def _by_skill(subject: Subject) -> Picture:
    """Which skills' messages go to which skill."""
    capabilities = load_catalogue(subject.root / "data" / "packs").capabilities
    skills = sorted({one.skill for one in capabilities.values()})
    counts = [[0] * len(skills) for _ in skills]
    for one in (*subject.corpora.intents, *subject.corpora.out_of_scope):
        said = subject.ranking(one.text)[0][0]
        truth = said if one.accepts(said) else one.intent
        counts[skills.index(capabilities[truth].skill)][skills.index(capabilities[said].skill)] += 1
    return grid("Messages of each skill, and the skill that answered", skills, counts)
