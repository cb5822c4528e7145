"""Voices heard together, and honest confidence: both come from examples that were left out of the learning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from custom_components.intents.voices import Codes, Probabilities, softmax

_SMALLEST = 1e-12
_BINS = 10
_START = 0.7


def blended(opinions: Sequence[Probabilities], weights: Sequence[float]) -> Probabilities:
    """Return what voices say together: the product of their probabilities, each raised to its weight.

    The sum of the weights says how sure they are together: it is the inverse of a temperature.
    """
    scores: Probabilities = np.sum([w * log for w, log in zip(weights, _logs(opinions), strict=True)], axis=0)
    return softmax(scores)


def fit_weights(opinions: Sequence[Probabilities], codes: Codes) -> tuple[float, ...]:
    """Return the weights under which held-out answers are the least surprising.

    Args:
        opinions: probabilities by each voice, one row an example that the voice did not learn.
        codes: the right answers.
    """
    logs = _logs(opinions)
    rows = np.arange(len(codes))

    def surprise(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        together = softmax(np.sum([w * log for w, log in zip(weights, logs, strict=True)], axis=0))
        slopes = [((together * log).sum(axis=1) - log[rows, codes]).mean() for log in logs]
        return -float(np.log(np.maximum(together[rows, codes], _SMALLEST)).mean()), np.array(slopes)

    best = minimize(surprise, [_START] * len(logs), jac=True, method="L-BFGS-B", bounds=[(0.01, 10.0)] * len(logs))
    return tuple(round(float(weight), 4) for weight in best.x)


def lifted(probabilities: Probabilities, column: int, factor: float) -> Probabilities:
    """Return probabilities in which one label is so many times more expected than the examples say."""
    moved = probabilities.copy()
    moved[:, column] *= factor
    total: Probabilities = moved / moved.sum(axis=1, keepdims=True)
    return total


def fit_lift(probabilities: Probabilities, codes: Codes, column: int, loss: float) -> float:
    """Return how much a label can be lifted until it takes a share of the rows that are another's.

    Args:
        probabilities: held-out answers.
        codes: the right answers.
        column: of the label.
        loss: share of the other rows that may go to it, between 0 and 1.
    """
    others = probabilities[codes != column]
    if not len(others):
        return 1.0
    ratios = others[:, column] / np.maximum(np.delete(others, column, axis=1).max(axis=1), _SMALLEST)
    return round(max(1.0, 1.0 / max(float(np.quantile(ratios, 1.0 - loss)), _SMALLEST)), 4)


def accuracy(probabilities: Probabilities, codes: Codes, among: int = 1) -> float:
    """Return the share of rows whose right intent is among the first ones."""
    first = np.argsort(-probabilities, axis=1)[:, :among]
    return float((first == codes[:, None]).any(axis=1).mean())


def calibration_error(confidence: Probabilities, right: Probabilities) -> float:
    """Return the mean distance between confidence and success, over ten bins of confidence.

    Args:
        confidence: of the first intent of each row.
        right: 1.0 where that intent was the right one, else 0.0.
    """
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(float(confidence[bins == number].mean() - right[bins == number].mean())) * float((bins == number).mean())
        for number in range(_BINS)
        if (bins == number).any()
    ]
    return float(sum(gaps))


def _logs(opinions: Sequence[Probabilities]) -> list[Probabilities]:
    return [np.log(np.maximum(one, _SMALLEST)) for one in opinions]
