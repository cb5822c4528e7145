"""Two ways to judge a message: by its words and pieces of words, and by its meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.linear_model import LogisticRegression

from courant.encoders import Vectors
from custom_components.intents.terms import Terms, pieces_of, words_of

Probabilities = NDArray[np.float64]
Codes = NDArray[np.int64]

TOLERANCE = 0.1  # three times faster than the library's, the same answers


@dataclass(frozen=True)
class Tuning:
    """How the voices learn; chosen by cross-validation on the packs, see docs/nlu.md.

    Attributes:
        words: longest group of words.
        pieces: shortest and longest group of letters, within a word.
        words_c: trust in the examples (inverse of regularisation) of the voice of words.
        meaning_c: the same for the voice of meaning.
        meaning_steps: most steps of the solver of the voice of meaning.
    """

    words: int = 2
    pieces: tuple[int, int] = (2, 4)
    words_c: float = 20.0
    meaning_c: float = 10.0
    meaning_steps: int = 40

    @classmethod
    def from_config(cls, values: Mapping[str, Any]) -> Tuning:
        """Read what a configuration file or a saved model says.

        Raises:
            TypeError: a name is unknown.
        """
        read = dict(values)
        if "pieces" in read:
            shortest, longest = read["pieces"]
            read["pieces"] = (int(shortest), int(longest))
        return cls(**read)


class WordsVoice:
    """TF-IDF of words and pieces of words, then one logistic regression an intent."""

    def __init__(self, words: Terms, pieces: Terms, weights: Vectors, biases: Vectors) -> None:
        """Put together what `fit` learned: `weights` has one row a term and one column an intent."""
        self._words, self._pieces, self._weights, self._biases = words, pieces, weights, biases

    @classmethod
    def fit(cls, texts: Sequence[str], codes: Codes, tuning: Tuning) -> WordsVoice:
        """Learn from the folded wordings of examples and the codes of their intents (0, 1, 2…)."""
        words, word_features = Terms.fit(words_of(tuning.words), texts)
        pieces, piece_features = Terms.fit(pieces_of(tuning.pieces), texts)
        learned = LogisticRegression(C=tuning.words_c, solver="liblinear", dual=True, tol=TOLERANCE, random_state=0)
        weights, biases = _columns(learned.fit(hstack([word_features, piece_features]).tocsr(), codes))
        return cls(words, pieces, weights, biases)

    def probabilities(self, texts: Sequence[str]) -> Probabilities:
        """Return the probability of each intent, one row a text."""
        scores = np.array([self._scores(text) for text in texts], dtype=np.float64)
        odds = 1.0 / (1.0 + np.exp(-scores))
        total: Probabilities = odds / odds.sum(axis=1, keepdims=True)
        return total

    def _scores(self, text: str) -> Vectors:
        """Add up the weights of the few terms that are there: a product of matrices is fifty times slower."""
        (words, word_values), (pieces, piece_values) = self._words.read(text), self._pieces.read(text)
        rows = np.concatenate([words, pieces + len(self._words)])
        scores: Vectors = np.concatenate([word_values, piece_values]) @ self._weights[rows] + self._biases
        return scores

    def save(self, folder: Path) -> None:
        """Write the voice as plain numbers and words, nothing that runs when it is read."""
        numbers = {"weights": self._weights, "biases": self._biases}
        np.savez(folder / "words.npz", words=self._words.rarity, pieces=self._pieces.rarity, **numbers)
        vocabularies = {"words": self._words.vocabulary, "pieces": self._pieces.vocabulary}
        (folder / "words.json").write_text(json.dumps(vocabularies, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, tuning: Tuning) -> WordsVoice:
        """Read what `save` wrote."""
        vocabularies = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        with np.load(folder / "words.npz", allow_pickle=False) as numbers:
            words = Terms(words_of(tuning.words), vocabularies["words"], numbers["words"])
            pieces = Terms(pieces_of(tuning.pieces), vocabularies["pieces"], numbers["pieces"])
            return cls(words, pieces, numbers["weights"], numbers["biases"])


class MeaningVoice:
    """A logistic regression on the centred vectors of a sentence encoder."""

    def __init__(self, centre: Vectors, weights: Vectors, biases: Vectors) -> None:
        """Put together what `fit` learned."""
        self._centre, self._weights, self._biases = centre, weights, biases

    @classmethod
    def fit(cls, vectors: Vectors, codes: Codes, tuning: Tuning) -> MeaningVoice:
        """Learn from the vectors of examples and the codes of their intents."""
        centre: Vectors = vectors.mean(axis=0)
        learned = LogisticRegression(C=tuning.meaning_c, max_iter=tuning.meaning_steps, tol=1e-3)
        weights, biases = _columns(learned.fit(_centred(vectors, centre).astype(np.float64), codes))
        return cls(centre, weights, biases)

    def probabilities(self, vectors: Vectors) -> Probabilities:
        """Return the probability of each intent, one row a vector."""
        scores = (_centred(vectors, self._centre) @ self._weights + self._biases).astype(np.float64)
        return softmax(scores)

    def save(self, folder: Path, name: str) -> None:
        """Write the voice as plain numbers, under the name of its encoder."""
        np.savez(folder / f"meaning-{name}.npz", centre=self._centre, weights=self._weights, biases=self._biases)

    @classmethod
    def load(cls, folder: Path, name: str) -> MeaningVoice:
        """Read what `save` wrote."""
        with np.load(folder / f"meaning-{name}.npz", allow_pickle=False) as numbers:
            return cls(numbers["centre"], numbers["weights"], numbers["biases"])


def softmax(scores: Probabilities) -> Probabilities:
    """Turn rows of scores into rows of probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    total: Probabilities = powers / powers.sum(axis=1, keepdims=True)
    return total


def _columns(learned: LogisticRegression) -> tuple[Vectors, Vectors]:
    """Return weights with one column an intent, and biases; two intents are learned as one by the library."""
    weights, biases = learned.coef_, learned.intercept_
    if len(weights) == 1:
        weights, biases = np.vstack([-weights, weights]), np.concatenate([-biases, biases])
    return np.ascontiguousarray(weights.T, dtype=np.float32), biases.astype(np.float32)


def _centred(vectors: Vectors, centre: Vectors) -> Vectors:
    moved = vectors - centre
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    result: Vectors = moved / np.maximum(lengths, 1e-9)
    return result
