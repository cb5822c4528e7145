from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from courant.encoders import EmbeddingCache, Vectors


class CountingEncoder:
    """An encoder whose vectors can be checked by hand, and which says what it was asked."""

    name, version, dimension = "lettres", "1", 2

    def __init__(self, digest: str = "a" * 64) -> None:
        self.digest = digest
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text), text.count("e")] for text in texts], dtype=np.float32)


def test_known_texts_are_not_encoded_again(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    first = EmbeddingCache(tmp_path / "intents").encode(encoder, ["merci", "bonne journée", "merci"])
    again = EmbeddingCache(tmp_path / "intents").encode(encoder, ["oui", "merci", "bonne journée"])
    assert encoder.asked == ["merci", "bonne journée", "oui"]
    assert first.tolist() == [[5, 1], [13, 2], [5, 1]]
    assert again.tolist() == [[3, 0], [5, 1], [13, 2]]


def test_what_another_purpose_encoded_is_not_encoded_again(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    EmbeddingCache(tmp_path / "intents").encode(encoder, ["merci", "bonjour"])
    both = EmbeddingCache(tmp_path / "dangers").encode(encoder, ["au feu", "merci"])
    assert encoder.asked == ["merci", "bonjour", "au feu"]
    assert both.tolist() == [[6, 1], [5, 1]]
    EmbeddingCache(tmp_path / "others").encode(CountingEncoder(digest="b" * 64), ["merci"])
    again = CountingEncoder()
    EmbeddingCache(tmp_path / "dangers").encode(again, ["au feu", "merci"])
    assert again.asked == [], "kept in its own file too"


def test_vectors_of_other_weights_are_not_used(tmp_path: Path) -> None:
    EmbeddingCache(tmp_path / "intents").encode(CountingEncoder(), ["merci"])
    other = CountingEncoder(digest="b" * 64)
    EmbeddingCache(tmp_path / "intents").encode(other, ["merci"])
    assert other.asked == ["merci"]


@pytest.mark.parametrize("damage", [b"", b"not an archive", b"PK\x03\x04 cut short"])
def test_a_damaged_file_is_replaced(tmp_path: Path, damage: bytes) -> None:
    EmbeddingCache(tmp_path / "intents").encode(CountingEncoder(), ["merci"])
    (file,) = (tmp_path / "intents").iterdir()
    file.write_bytes(damage)
    encoder = CountingEncoder()
    assert EmbeddingCache(tmp_path / "intents").encode(encoder, ["merci"]).tolist() == [[5, 1]]
    EmbeddingCache(tmp_path / "intents").encode(encoder, ["merci"])
    assert encoder.asked == ["merci"]


def test_an_unwritable_folder_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    vectors = EmbeddingCache(tmp_path / "file" / "cache").encode(CountingEncoder(), ["merci"])
    assert vectors.tolist() == [[5, 1]]


def test_no_text_gives_an_empty_array(tmp_path: Path) -> None:
    assert EmbeddingCache(tmp_path / "intents").encode(CountingEncoder(), []).shape == (0, 2)
