from __future__ import annotations

import numpy as np
import pytest

from custom_components.intents.calibration import accuracy, calibration_error, fit_temperature, tempered


def test_a_temperature_never_changes_the_order() -> None:
    rows = np.array([[0.5, 0.3, 0.2]])
    for temperature in (0.2, 1.0, 5.0):
        changed = tempered(rows, temperature)
        assert changed.sum() == pytest.approx(1.0)
        assert list(np.argsort(-changed[0])) == [0, 1, 2]
    np.testing.assert_allclose(tempered(rows, 1.0), rows)


def test_modest_answers_are_sharpened_and_boastful_ones_flattened() -> None:
    codes = np.array([0] * 90 + [1] * 10)
    modest = np.tile([0.6, 0.4], (100, 1))
    boastful = np.tile([0.999, 0.001], (100, 1))
    assert fit_temperature(modest, codes) < 1.0 < fit_temperature(boastful, codes)
    for rows in (modest, boastful):
        assert tempered(rows, fit_temperature(rows, codes))[0, 0] == pytest.approx(0.9, abs=0.01)


def test_accuracy_among_the_first_answers() -> None:
    rows = np.array([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]])
    assert accuracy(rows, np.array([0, 1])) == 0.5
    assert accuracy(rows, np.array([0, 1]), among=2) == 1.0


def test_calibration_error_is_the_gap_between_confidence_and_success() -> None:
    assert calibration_error(np.full(10, 0.75), np.array([1.0] * 5 + [0.0] * 5)) == pytest.approx(0.25)
    assert calibration_error(np.ones(4), np.ones(4)) == 0.0
