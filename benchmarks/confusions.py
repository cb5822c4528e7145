"""Which intents are taken for one another."""

from __future__ import annotations

from collections import Counter, defaultdict

from benchmarks.report import Figure, Section, Table
from benchmarks.subject import Subject

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
    return Section("Confusions", (Figure("intents never recognised", never, "n", "<= 0"),), tables)
