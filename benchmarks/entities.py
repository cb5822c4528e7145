"""Whether values are found and read right."""

from __future__ import annotations

from collections import Counter

import time_machine

from benchmarks.corpora import comparable
from benchmarks.report import Figure, Section, Table, percent
from benchmarks.subject import Subject

TODAY = "2026-11-22T12:00:00+01:00"  # the day the annotations are relative to
Scores = dict[str, Counter[str]]


def run(subject: Subject) -> Section:
    """Compare the values found with those annotated, whatever their place in the sentence."""
    if not subject.has_entities:
        return Section("Entities", skipped="this model extracts no entities")
    annotated = {kind for one in subject.corpora.values for kind, _ in one.expected}
    scores: Scores = {kind: Counter() for kind in sorted(annotated)}
    with time_machine.travel(TODAY):
        for one in subject.corpora.values:
            found = [row for row in subject.parse_anew(one.text)["entities"] if row["entity"] in one.kinds]
            said = Counter((row["entity"], comparable(row["value"], row.get("role"))) for row in found)
            tally(scores, Counter(one.expected), said)
    total: Counter[str] = sum(scores.values(), Counter())
    figures = (
        Figure("value F1", percent(f1(total)), "%", ">= 95"),
        Figure("precision", percent(total["hit"] / max(1, total["hit"] + total["false"])), "%"),
        Figure("recall", percent(total["hit"] / max(1, total["hit"] + total["missed"])), "%"),
    )
    rows = tuple(_row(kind, count) for kind, count in scores.items())
    table = Table("By entity", ("entity", "annotated", "value F1", "missed", "false"), rows)
    return Section("Entities", figures, (table,), f"{len(subject.corpora.values)} sentences.")


def tally(scores: Scores, expected: Counter[tuple[str, str]], said: Counter[tuple[str, str]]) -> None:
    """Add one sentence to the scores."""
    for kind, count in scores.items():
        wanted = Counter({pair: n for pair, n in expected.items() if pair[0] == kind})
        found = Counter({pair: n for pair, n in said.items() if pair[0] == kind})
        hits = sum((wanted & found).values())
        count["hit"] += hits
        count["missed"] += sum(wanted.values()) - hits
        count["false"] += sum(found.values()) - hits


def f1(count: Counter[str]) -> float:
    """F1 of a tally; 1 when nothing was to be found and nothing was."""
    wrong = count["missed"] + count["false"]
    return 1.0 if not count["hit"] and not wrong else 2 * count["hit"] / (2 * count["hit"] + wrong)


def _row(kind: str, count: Counter[str]) -> tuple[str, ...]:
    annotated = count["hit"] + count["missed"]
    return kind, str(annotated), f"{percent(f1(count)):.1f} %", str(count["missed"]), str(count["false"])
