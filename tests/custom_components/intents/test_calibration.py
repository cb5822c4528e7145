from __future__ import annotations

import numpy as np
import pytest

from custom_components.intents.calibration import (
    accuracy,
    blended,
    calibration_error,
    fit_lift,
    fit_weights,
    lifted,
)


def test_one_voice_with_weight_one_is_left_as_it_is() -> None:
    rows = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])
    np.testing.assert_allclose(blended([rows], [1.0]), rows)


def test_weights_never_change_the_order_of_one_voice() -> None:
    rows = np.array([[0.5, 0.3, 0.2]])
    for weight in (0.2, 1.0, 5.0):
        changed = blended([rows], [weight])
        assert changed.sum() == pytest.approx(1.0)
        assert list(np.argsort(-changed[0])) == [0, 1, 2]


def test_an_impossible_answer_of_one_voice_is_not_the_end_of_it() -> None:
    together = blended([np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]])], [0.5, 0.5])
    np.testing.assert_allclose(together, [[0.5, 0.5]])


def test_modest_answers_are_sharpened_and_boastful_ones_flattened() -> None:
    codes = np.array([0] * 90 + [1] * 10)
    modest, boastful = (np.tile(row, (100, 1)) for row in ([0.6, 0.4], [0.999, 0.001]))
    (sharpening,), (flattening,) = fit_weights([modest], codes), fit_weights([boastful], codes)
    assert flattening < 1.0 < sharpening
    for rows, weight in ((modest, sharpening), (boastful, flattening)):
        assert blended([rows], [weight])[0, 0] == pytest.approx(0.9, abs=0.01)


def test_the_voice_that_knows_counts_more_than_the_one_that_guesses() -> None:
    codes = np.array([0, 1] * 50)
    knowing = np.where(np.eye(2)[codes] == 1, 0.8, 0.2)
    guessing = np.tile([[0.7, 0.3], [0.7, 0.3], [0.3, 0.7], [0.3, 0.7]], (25, 1))
    good, bad = fit_weights([knowing, guessing], codes)
    assert good > 10 * bad


def test_accuracy_among_the_first_answers() -> None:
    rows = np.array([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]])
    assert accuracy(rows, np.array([0, 1])) == 0.5
    assert accuracy(rows, np.array([0, 1]), among=2) == 1.0


def test_calibration_error_is_the_gap_between_confidence_and_success() -> None:
    assert calibration_error(np.full(10, 0.75), np.array([1.0] * 5 + [0.0] * 5)) == pytest.approx(0.25)
    assert calibration_error(np.ones(4), np.ones(4)) == 0.0


def test_a_label_is_lifted_until_it_takes_its_share_of_the_others() -> None:
    rows = np.array([[0.6, 0.4], [0.7, 0.3], [0.8, 0.2], [0.9, 0.1], [0.2, 0.8]])
    codes = np.array([0, 0, 0, 0, 1])
    factor = fit_lift(rows, codes, 1, loss=0.25)
    taken = lifted(rows, 1, factor * 1.01)[:4].argmax(axis=1)
    assert taken.tolist() == [1, 0, 0, 0]
    assert lifted(rows, 1, factor).sum(axis=1) == pytest.approx(np.ones(5))


def test_a_label_is_never_pushed_down() -> None:
    rows = np.array([[0.1, 0.9], [0.2, 0.8]])
    assert fit_lift(rows, np.array([0, 0]), 1, loss=0.1) == 1.0
    assert fit_lift(rows, np.array([1, 1]), 1, loss=0.1) == 1.0
