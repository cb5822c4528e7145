"""Cross-validation on the packs themselves: which formulations the others do not explain.

These sentences are training data, so that designers may look at them and act on what they see.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.report import Figure, Section, Table, percent
from benchmarks.subject import Subject
from courant.encoders import EmbeddingCache, load_encoder
from courant.packs import load_catalogue
from custom_components.intent_classifier import EMBEDDINGS
from custom_components.intents.training import Plan, judge_held_out
from custom_components.intents.wording import wording

FOLDS = 5
SHOWN = 30


def run(subject: Subject) -> Section:
    """Judge each formulation by a model that did not learn it."""
    capabilities = load_catalogue(subject.root / "data" / "packs").capabilities.values()
    pairs = [(text, one.id) for one in capabilities for text in one.examples]
    read = [wording(text) for text, _ in pairs]
    encoder = load_encoder("use")
    cache = EmbeddingCache(Path(EMBEDDINGS))
    vectors = {encoder.name: cache.encode(encoder, [one.sentence for one in read])} if encoder else {}
    labels, codes = np.unique([intent for _, intent in pairs], return_inverse=True)
    held_out = judge_held_out([one.words for one in read], codes, vectors, Plan(folds=FOLDS))
    rows, pairs, codes = held_out.probabilities, [pairs[i] for i in held_out.judged], codes[held_out.judged]
    best = rows.argmax(axis=1)
    confused = Counter((labels[truth], labels[said]) for truth, said in zip(codes, best, strict=True) if truth != said)
    doubtful = sorted((float(rows[i, codes[i]] - rows[i, best[i]]), i) for i in np.flatnonzero(best != codes))
    tables = (
        Table("Intents most often confused", ("intent", "taken for", "times"), _pairs(confused)),
        Table(
            "Formulations that most look like another intent",
            ("formulation", "intent", "looks like"),
            tuple((pairs[i][0][:90], pairs[i][1], str(labels[best[i]])) for _, i in doubtful[:SHOWN]),
        ),
    )
    figures = (
        Figure("accuracy on left-out formulations", percent(held_out.measures["accuracy"]), "%"),
        Figure("right intent among the first three", percent(held_out.measures["top3"]), "%"),
        Figure("calibration error", percent(held_out.measures["calibration_error"]), "%", "<= 5"),
    )
    note = f"{len(pairs)} formulations, {len(labels)} intents, {FOLDS} folds. Formulations are made to differ."
    return Section("Packs", figures, tables, note)


def _pairs(confused: Counter[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(truth), str(said), str(count)) for (truth, said), count in confused.most_common(SHOWN))
