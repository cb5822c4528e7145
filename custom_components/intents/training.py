"""Training of the model of intents, and its measure on examples left out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations, islice

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped, unused-ignore]

from courant.encoders import Vectors
from custom_components.intents.calibration import (
    accuracy,
    blended,
    calibration_error,
    fit_lift,
    fit_weights,
)
from custom_components.intents.model import OFF_TOPIC, Facts, IntentModel, company
from custom_components.intents.voices import Codes, MeaningVoice, Probabilities, Tuning, WordsVoice

Companies = dict[str, tuple[float, ...]]
LOST = 0.04  # share of the formulations within our business that may be taken for off topic; they are made to be hard


@dataclass(frozen=True)
class Plan:
    """How to train.

    Attributes:
        tuning: how the voices learn.
        folds: in how many parts the examples are cut, one being left out at a time to be judged; below 2 nothing is.
        rounds: how many of these parts are left out; None for all.
    """

    tuning: Tuning = field(default_factory=Tuning)
    folds: int = 3
    rounds: int | None = None


@dataclass(frozen=True)
class HeldOut:
    """What is learned by leaving examples out in turn.

    Attributes:
        weights: of the voices, for each company they may be heard in.
        opinions: of each voice, words first, one row an example that it did not learn.
        probabilities: by all voices together, one row an example that they did not learn.
        judged: the positions of these examples.
        measures: accuracy, top3 and calibration error; empty when nothing could be left out.
    """

    weights: Companies
    opinions: list[Probabilities]
    probabilities: Probabilities
    judged: Codes
    measures: dict[str, float] = field(default_factory=dict)


def train(
    words: Sequence[str],
    labels: Sequence[str],
    plan: Plan,
    vectors: Mapping[str, Vectors],
    digests: Mapping[str, str],
) -> IntentModel:
    """Learn from examples.

    Args:
        words: folded wordings.
        labels: their intents.
        plan: how to train.
        vectors: their vectors, by name of encoder; empty for a model of words alone.
        digests: of these encoders.

    Raises:
        ValueError: fewer than two intents.
    """
    names, codes = np.unique(np.asarray(labels), return_inverse=True)
    if len(names) < 2:
        raise ValueError("at least two intents are needed")
    with _quiet_thread(), ThreadPoolExecutor(max_workers=1) as beside:  # the solver of words leaves the other core free
        learning = beside.submit(WordsVoice.fit, words, codes, plan.tuning)
        held_out = judge_held_out(words, codes, vectors, plan)
        meanings = {name: MeaningVoice.fit(rows, codes, plan.tuning) for name, rows in vectors.items()}
        words_voice = learning.result()
    facts = Facts(
        labels=tuple(str(name) for name in names),
        tuning=plan.tuning,
        encoders={name: digests[name] for name in vectors},
        weights=held_out.weights,
        lifts=_lifts(list(vectors), held_out, codes, list(names)),
        examples=len(words),
        held_out=held_out.measures,
    )
    return IntentModel(facts, words_voice, meanings)


def judge_held_out(words: Sequence[str], codes: Codes, vectors: Mapping[str, Vectors], plan: Plan) -> HeldOut:
    """Judge examples by voices that did not learn them, and weigh the voices by that.

    Intents with fewer examples than folds are learned but not judged.
    """
    opinions = [np.zeros((len(words), int(codes.max()) + 1)) for _ in range(1 + len(vectors))]
    judged = np.flatnonzero(np.bincount(codes)[codes] >= max(plan.folds, 2))
    if plan.folds < 2 or not len(judged):
        return HeldOut(_equal_weights(list(vectors)), [], opinions[0][:0], judged[:0])
    parts = StratifiedKFold(plan.folds, shuffle=True, random_state=0).split(judged, codes[judged])
    left_out = [judged[part] for _, part in islice(parts, plan.rounds)]
    with _quiet_thread():
        for part in left_out:
            _judge(part, words, codes, vectors, plan.tuning, opinions)
    judged = np.sort(np.concatenate(left_out))
    opinions = [opinion[judged] for opinion in opinions]
    weights = _fitted_weights(list(vectors), opinions, codes[judged])
    together = blended(opinions, weights[company(list(vectors))])
    return HeldOut(weights, opinions, together, judged, _measures(together, codes[judged]))


def _judge(
    left: Codes,
    words: Sequence[str],
    codes: Codes,
    vectors: Mapping[str, Vectors],
    tuning: Tuning,
    opinions: Sequence[Probabilities],
) -> None:
    """Write into `opinions` what each voice says of the examples left out."""
    learned = np.setdiff1d(np.arange(len(words)), left)
    voice = WordsVoice.fit([words[i] for i in learned], codes[learned], tuning)
    opinions[0][left] = voice.probabilities([words[i] for i in left])
    for rows, opinion in zip(vectors.values(), opinions[1:], strict=True):
        opinion[left] = MeaningVoice.fit(rows[learned], codes[learned], tuning).probabilities(rows[left])


@contextmanager
def _quiet_thread() -> Iterator[None]:
    """One thread, so that training gives the same model everywhere; the number of solver steps is chosen."""
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def _subsets(encoders: Sequence[str]) -> list[tuple[int, ...]]:
    """Return which encoders may be present, as positions: none, each one, all of them."""
    return [chosen for size in range(len(encoders) + 1) for chosen in combinations(range(len(encoders)), size)]


def _fitted_weights(encoders: Sequence[str], opinions: Sequence[Probabilities], codes: Codes) -> Companies:
    return {
        company([encoders[i] for i in chosen]): fit_weights([opinions[0], *(opinions[i + 1] for i in chosen)], codes)
        for chosen in _subsets(encoders)
    }


def _lifts(encoders: Sequence[str], held_out: HeldOut, codes: Codes, names: Sequence[str]) -> dict[str, float]:
    """For each company, how much the label of what is off topic can be lifted."""
    if OFF_TOPIC not in names or not held_out.opinions:
        return {}
    column, lifts = names.index(OFF_TOPIC), {}
    for chosen in _subsets(encoders):
        heard = [held_out.opinions[0], *(held_out.opinions[i + 1] for i in chosen)]
        name = company([encoders[i] for i in chosen])
        lifts[name] = fit_lift(blended(heard, held_out.weights[name]), codes[held_out.judged], column, LOST)
    return lifts


def _equal_weights(encoders: Sequence[str]) -> Companies:
    return {
        company([encoders[i] for i in chosen]): (1.0 / (1 + len(chosen)),) * (1 + len(chosen))
        for chosen in _subsets(encoders)
    }


def _measures(together: Probabilities, codes: Codes) -> dict[str, float]:
    right = (together.argmax(axis=1) == codes).astype(np.float64)
    return {
        "accuracy": round(accuracy(together, codes), 4),
        "top3": round(accuracy(together, codes, among=3), 4),
        "calibration_error": round(calibration_error(together.max(axis=1), right), 4),
    }
