"""Training of the model of intents, and its measure on examples left out."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from courant.encoders import Vectors
from custom_components.intents.calibration import accuracy, calibration_error, fit_temperature, tempered
from custom_components.intents.model import Facts, IntentModel, blend
from custom_components.intents.voices import Codes, MeaningVoice, Probabilities, Tuning, WordsVoice


@dataclass(frozen=True)
class Plan:
    """How to train.

    Attributes:
        tuning: how the voices learn.
        meaning_share: weight of the voice of meaning.
        folds: how many times a part of the examples is left out to be judged; below 2 nothing is.
    """

    tuning: Tuning = field(default_factory=Tuning)
    meaning_share: float = 0.7
    folds: int = 3


def train(
    words: Sequence[str], labels: Sequence[str], plan: Plan, vectors: Vectors | None = None, encoder: str | None = None
) -> IntentModel:
    """Learn from examples.

    Args:
        words: folded wordings.
        labels: their intents.
        plan: how to train.
        vectors: their vectors, None for a model of words alone.
        encoder: digest of the encoder that made the vectors.

    Raises:
        ValueError: fewer than two intents.
    """
    names, codes = np.unique(np.asarray(labels), return_inverse=True)
    if len(names) < 2:
        raise ValueError("at least two intents are needed")
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of steps is chosen
        held_out = judge_held_out(words, codes, vectors, plan)
        words_voice = WordsVoice.fit(words, codes, plan.tuning)
        meaning = None if vectors is None else MeaningVoice.fit(vectors, codes, plan.tuning)
    facts = Facts(
        labels=tuple(str(name) for name in names),
        tuning=plan.tuning,
        meaning_share=plan.meaning_share,
        temperature=held_out.temperature,
        words_temperature=held_out.words_temperature,
        encoder=None if meaning is None else encoder,
        examples=len(words),
        held_out=held_out.measures,
    )
    return IntentModel(facts, words_voice, meaning)


@dataclass(frozen=True)
class HeldOut:
    """What is learned by leaving examples out in turn.

    Attributes:
        probabilities: of each intent, one row an example, judged by voices that did not learn it; not tempered.
        temperature: that makes these probabilities honest.
        words_temperature: the same for the voice of words alone.
        measures: accuracy, top3 and calibration error; empty when nothing could be left out.
    """

    probabilities: Probabilities
    temperature: float = 1.0
    words_temperature: float = 1.0
    measures: dict[str, float] = field(default_factory=dict)


def judge_held_out(words: Sequence[str], codes: Codes, vectors: Vectors | None, plan: Plan) -> HeldOut:
    """Judge each example by voices that did not learn it."""
    rarest = int(np.bincount(codes).min())
    by_words = np.zeros((len(words), int(codes.max()) + 1))
    if min(plan.folds, rarest) < 2:
        return HeldOut(by_words)
    by_meaning = by_words.copy()
    folds = StratifiedKFold(min(plan.folds, rarest), shuffle=True, random_state=0)
    for learned, left in folds.split(by_words, codes):
        voice = WordsVoice.fit([words[i] for i in learned], codes[learned], plan.tuning)
        by_words[left] = voice.probabilities([words[i] for i in left])
        if vectors is not None:
            meaning = MeaningVoice.fit(vectors[learned], codes[learned], plan.tuning)
            by_meaning[left] = meaning.probabilities(vectors[left])
    together = by_words if vectors is None else blend(by_words, by_meaning, plan.meaning_share)
    temperature = fit_temperature(together, codes)
    measures = _measures(together, temperature, codes)
    return HeldOut(together, temperature, fit_temperature(by_words, codes), measures)


def _measures(together: Probabilities, temperature: float, codes: Codes) -> dict[str, float]:
    rows = tempered(together, temperature)
    right = (rows.argmax(axis=1) == codes).astype(np.float64)
    return {
        "accuracy": round(accuracy(rows, codes), 4),
        "top3": round(accuracy(rows, codes, among=3), 4),
        "calibration_error": round(calibration_error(rows.max(axis=1), right), 4),
    }
