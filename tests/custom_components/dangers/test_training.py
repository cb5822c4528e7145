"""What is learned, with an encoder that needs no weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from courant.danger import Urgency, assess
from courant.encoders import EmbeddingCache, Vectors
from custom_components.dangers import training
from custom_components.dangers.examples import CALM, Example
from custom_components.dangers.training import train


class Letters:
    """Counts letters."""

    name, version, digest, dimension = "letters", "1", "letters-1", 26

    def encode(self, texts: list[str]) -> Vectors:
        rows = [[1.0 + text.count(chr(97 + number)) for number in range(26)] for text in texts]
        return np.array(rows, dtype=np.float32)


WRITTEN: list[Example] = [
    ("odeur de gaz", "gaz"),
    ("le gaz siffle", "gaz"),
    ("flammes", "incendie"),
    ("la maison brûle", "incendie"),
    ("pas de gaz", CALM),
]


def test_all_that_is_written_and_dangers_that_are_asked_are_learned(tmp_path: Path) -> None:
    asked = [("une fuite", "gaz"), ("ma facture", CALM), ("mon adresse", CALM)]
    model = train(WRITTEN, asked, None, EmbeddingCache(tmp_path))
    assert (model.facts.examples, model.facts.labels) == (8, (CALM, "gaz", "incendie"))


def test_a_danger_in_another_pack_teaches_nothing(tmp_path: Path) -> None:
    asked = [("ça sent le gaz", CALM), ("plus de courant", CALM)]
    assert train(WRITTEN, asked, None, EmbeddingCache(tmp_path)).facts.examples == len(WRITTEN) + 1


def test_of_many_ordinary_sentences_some_and_the_nearest_to_dangers_are_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "_SPREAD", 10)
    monkeypatch.setattr(training, "_NEAR", 5)
    learned: list[str] = []

    def noted(text: str) -> Urgency:
        learned.append(text)
        return assess(text)

    monkeypatch.setattr(training, "assess", noted)
    far, near = [f"ww {number} ww" for number in range(100)], [f"le gaz {number}" for number in range(5)]
    model = train(WRITTEN, [(text, CALM) for text in (*far, *near)], Letters(), EmbeddingCache(tmp_path))
    assert model.facts.examples == len(WRITTEN) + 15
    assert set(near) <= set(learned)
    assert model.knows("letters", "letters-1")
