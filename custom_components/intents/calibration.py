"""Honest confidence: an average of voices is too modest, one temperature fitted on held-out examples mends that."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar

from custom_components.intents.voices import Codes, Probabilities, softmax

_SMALLEST = 1e-12
_BINS = 10


def tempered(probabilities: Probabilities, temperature: float) -> Probabilities:
    """Sharpen (temperature below 1) or flatten (above 1) rows of probabilities; the order does not change."""
    scores: Probabilities = np.log(np.maximum(probabilities, _SMALLEST)) / temperature
    return softmax(scores)


def fit_temperature(probabilities: Probabilities, codes: Codes) -> float:
    """Return the temperature under which held-out answers are the least surprising."""

    def surprise(log_temperature: float) -> float:
        rows = tempered(probabilities, float(np.exp(log_temperature)))
        return -float(np.log(np.maximum(_of_truth(rows, codes), _SMALLEST)).mean())

    best = minimize_scalar(surprise, bounds=(-3.0, 3.0), method="bounded")
    return float(np.exp(best.x))


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


def _of_truth(probabilities: Probabilities, codes: Codes) -> Probabilities:
    picked: Probabilities = probabilities[np.arange(len(codes)), codes]
    return picked
