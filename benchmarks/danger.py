"""Whether dangers are seen, and what is taken for one."""

from __future__ import annotations

from collections import Counter

from benchmarks.accuracy import mean
from benchmarks.report import Figure, Section, Table, percent
from benchmarks.subject import Subject

CRITICAL = "critique"
DANGER_INTENTS = frozenset({"signaler_fuite_gaz", "signalement_ligne_electrique_en_panne"})


def run(subject: Subject) -> Section:
    """Judge dangers, look-alikes, and the sentences of all other benchmarks, through the whole pipeline."""
    dangers = [one for one in subject.corpora.dangers if one.kinds]
    alikes = [one for one in subject.corpora.dangers if not one.kinds]
    seen = [_urgency(subject, one.text) for one in dangers]
    caught = [name == CRITICAL for name, _ in seen]
    kinds = [kind in one.kinds for one, (name, kind) in zip(dangers, seen, strict=True) if name == CRITICAL]
    alarms = [_urgency(subject, one.text)[0] == CRITICAL for one in alikes]
    calm = [one.text for one in subject.corpora.intents if one.intent not in DANGER_INTENTS]
    calm += [one.text for one in subject.corpora.out_of_scope]
    figures = (
        Figure("dangers seen", percent(mean(caught)), "%", ">= 100"),
        Figure("of these, with the right nature", percent(mean(kinds)), "%"),
        Figure("false alarms on look-alikes", percent(mean(alarms)), "%", "<= 3"),
        Figure("alarms on ordinary sentences", percent(mean([_urgency(subject, t)[0] == CRITICAL for t in calm])), "%"),
    )
    missed = Counter("/".join(sorted(one.kinds)) for one, ok in zip(dangers, caught, strict=True) if not ok)
    rows = tuple((kind, str(count)) for kind, count in missed.most_common())
    note = f"{len(dangers)} dangers, {len(alikes)} look-alikes, {len(calm)} ordinary sentences."
    return Section("Dangers", figures, (Table("Dangers missed", ("nature", "times"), rows),) if rows else (), note)


def _urgency(subject: Subject, text: str) -> tuple[str, str | None]:
    urgency = subject.parse(text)["urgence"]
    return urgency["name"], urgency["kind"]
