"""The model of intents: two voices, how much each counts, how sure they are together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from courant.encoders import Vectors
from custom_components.intents.calibration import tempered
from custom_components.intents.voices import MeaningVoice, Probabilities, Tuning, WordsVoice

FACTS = "intents.json"


@dataclass(frozen=True)
class Facts:
    """What is known of a model beside its numbers.

    Attributes:
        labels: the intents, in the order of the columns.
        tuning: how the voices learned.
        meaning_share: weight of the voice of meaning, between 0 and 1.
        temperature: of the average of both voices.
        words_temperature: of the voice of words alone.
        encoder: digest of the sentence encoder, None without one.
        examples: how many examples were learned.
        held_out: measures on examples that were left out of the learning (accuracy, top3, calibration error).
    """

    labels: tuple[str, ...]
    tuning: Tuning
    meaning_share: float
    temperature: float
    words_temperature: float
    encoder: str | None
    examples: int
    held_out: dict[str, float]


class IntentModel:
    """Ranks intents; plain numbers, no Rasa."""

    def __init__(self, facts: Facts, words: WordsVoice, meaning: MeaningVoice | None) -> None:
        """Put together what was trained."""
        self.facts, self._words, self._meaning = facts, words, meaning

    @property
    def needs_vectors(self) -> bool:
        """Whether the model has a voice of meaning."""
        return self._meaning is not None

    def probabilities(self, words: Sequence[str], vectors: Vectors | None) -> Probabilities:
        """Return the probability of each label, one row a message.

        Args:
            words: folded wordings.
            vectors: their vectors; None when the encoder is absent, the voice of words then speaks alone.
        """
        by_words = self._words.probabilities(words)
        if self._meaning is None or vectors is None:
            return tempered(by_words, self.facts.words_temperature)
        both = blend(by_words, self._meaning.probabilities(vectors), self.facts.meaning_share)
        return tempered(both, self.facts.temperature)

    def rank(self, words: str, vector: Vectors | None, length: int) -> list[tuple[str, float]]:
        """Return the first intents of a message and their confidences, best first."""
        row = self.probabilities([words], None if vector is None else vector.reshape(1, -1))[0]
        best = np.argsort(-row, kind="stable")[:length]
        return [(self.facts.labels[code], float(row[code])) for code in best]

    def save(self, folder: Path) -> None:
        """Write the model as plain numbers and words."""
        self._words.save(folder)
        if self._meaning is not None:
            self._meaning.save(folder)
        content = json.dumps(asdict(self.facts), ensure_ascii=False, indent=1)
        (folder / FACTS).write_text(content, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        facts = read_facts(folder / FACTS)
        meaning = MeaningVoice.load(folder) if facts.encoder else None
        return cls(facts, WordsVoice.load(folder, facts.tuning), meaning)


def read_facts(file: Path) -> Facts:
    """Read the facts of a saved model."""
    content = json.loads(file.read_text(encoding="utf-8"))
    read = {"labels": tuple(content["labels"]), "tuning": Tuning.from_config(content["tuning"])}
    return Facts(**{**content, **read})


def blend(words: Probabilities, meaning: Probabilities, meaning_share: float) -> Probabilities:
    """Return the weighted average of both voices."""
    return words * (1.0 - meaning_share) + meaning * meaning_share
