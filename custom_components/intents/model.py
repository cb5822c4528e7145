"""The model of intents: a voice of words, voices of meaning, and how much each counts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from courant.encoders import Vectors
from custom_components.intents.calibration import blended, lifted
from custom_components.intents.voices import MeaningVoice, Probabilities, Tuning, WordsVoice

FACTS = "intents.json"
WORDS = "words"
OFF_TOPIC = "aucun"


@dataclass(frozen=True)
class Facts:
    """What is known of a model beside its numbers.

    Attributes:
        labels: the intents, in the order of the columns.
        tuning: how the voices learned.
        encoders: digest of each sentence encoder, by name.
        weights: of the voices, for each company they may be heard in (`words`, `words+use`…), words first.
        lifts: how much more often than the examples say a message is off topic, for each company.
        examples: how many examples were learned.
        held_out: measures on examples that were left out of the learning (accuracy, top3, calibration_error).
    """

    labels: tuple[str, ...]
    tuning: Tuning
    encoders: dict[str, str]
    weights: dict[str, tuple[float, ...]]
    examples: int
    held_out: dict[str, float]
    lifts: dict[str, float] = field(default_factory=dict)

    @property
    def temperature(self) -> float:
        """Inverse of the sum of the weights of all voices: below 1 they are surer together than alone."""
        return 1.0 / sum(self.weights[company(self.encoders)])


class IntentModel:
    """Ranks intents; plain numbers, no Rasa."""

    def __init__(self, facts: Facts, words: WordsVoice, meanings: Mapping[str, MeaningVoice]) -> None:
        """Put together what was trained; `meanings` by name of encoder."""
        self.facts, self._words, self._meanings = facts, words, dict(meanings)

    def knows(self, encoder: str, digest: str) -> bool:
        """Whether vectors of this encoder can be heard."""
        return self.facts.encoders.get(encoder) == digest

    def probabilities(self, words: Sequence[str], vectors: Mapping[str, Vectors]) -> Probabilities:
        """Return the probability of each label, one row a message.

        Args:
            words: folded wordings.
            vectors: their vectors by name of encoder; those of absent encoders are simply missing.
        """
        heard = [name for name in self._meanings if name in vectors]
        opinions = [self._words.probabilities(words)]
        opinions += [self._meanings[name].probabilities(vectors[name]) for name in heard]
        together = blended(opinions, self.facts.weights[company(heard)])
        lift = self.facts.lifts.get(company(heard))
        return together if lift is None else lifted(together, self.facts.labels.index(OFF_TOPIC), lift)

    def rank(self, words: str, vectors: Mapping[str, Vectors], length: int) -> list[tuple[str, float]]:
        """Return the first intents of a message and their confidences, best first."""
        row = self.probabilities([words], vectors)[0]
        best = np.argsort(-row, kind="stable")[:length]
        return [(self.facts.labels[code], float(row[code])) for code in best]

    def save(self, folder: Path) -> None:
        """Write the model as plain numbers and words."""
        self._words.save(folder)
        for name, voice in self._meanings.items():
            voice.save(folder, name)
        content = json.dumps(asdict(self.facts), ensure_ascii=False, indent=1)
        (folder / FACTS).write_text(content, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        facts = read_facts(folder / FACTS)
        meanings = {name: MeaningVoice.load(folder, name) for name in facts.encoders}
        return cls(facts, WordsVoice.load(folder, facts.tuning), meanings)


def company(encoders: Sequence[str] | Mapping[str, str]) -> str:
    """Return the name under which the weights of the voice of words and these encoders are kept."""
    return "+".join((WORDS, *encoders))


def read_facts(file: Path) -> Facts:
    """Read the facts of a saved model."""
    content = json.loads(file.read_text(encoding="utf-8"))
    weights = {name: tuple(values) for name, values in content["weights"].items()}
    read = {"labels": tuple(content["labels"]), "tuning": Tuning.from_config(content["tuning"]), "weights": weights}
    return Facts(**{**content, **read})
