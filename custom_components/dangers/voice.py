"""Hears dangers that no pattern foresaw, by the meaning of the sentence."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped, unused-ignore]

from courant.encoders import EmbeddingCache, SentenceEncoder
from custom_components.dangers.examples import CALM, Example
from custom_components.intents.voices import MeaningVoice, Tuning
from custom_components.intents.wording import wording

KINDS = "dangers.json"
TUNING = Tuning(meaning_c=10.0, meaning_steps=100)


class DangerVoice:
    """A classifier of sentence vectors: calm, or one nature of danger."""

    def __init__(self, encoder: SentenceEncoder, kinds: Sequence[str], voice: MeaningVoice) -> None:
        """Put together what `fit` learned; `kinds` are in the order of the columns."""
        self._encoder, self._kinds, self._voice = encoder, tuple(kinds), voice
        self._calm = self._kinds.index(CALM)

    @classmethod
    def fit(cls, examples: Sequence[Example], encoder: SentenceEncoder, cache: EmbeddingCache) -> DangerVoice:
        """Learn from examples."""
        vectors = cache.encode(encoder, [wording(sentence).sentence for sentence, _ in examples])
        kinds, codes = np.unique([kind for _, kind in examples], return_inverse=True)
        with threadpool_limits(limits=1), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the number of steps is chosen
            voice = MeaningVoice.fit(vectors, codes, TUNING)
        return cls(encoder, [str(kind) for kind in kinds], voice)

    def opinion(self, text: str) -> tuple[float, str]:
        """Return the probability that a message tells of a danger, and the likeliest nature of it."""
        vector = self._encoder.encode([wording(text).sentence])
        row = self._voice.probabilities(vector)[0]
        danger = 1.0 - float(row[self._calm])
        row[self._calm] = -1.0
        return danger, self._kinds[int(row.argmax())]

    def save(self, folder: Path) -> None:
        """Write the voice as plain numbers and words."""
        self._voice.save(folder, self._encoder.name)
        content = {"kinds": self._kinds, "encoder": self._encoder.digest}
        (folder / KINDS).write_text(json.dumps(content), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, encoder: SentenceEncoder | None) -> DangerVoice | None:
        """Read what `save` wrote; `None` when nothing was saved, or without the encoder it was trained with."""
        if encoder is None or not (folder / KINDS).is_file():
            return None
        content = json.loads((folder / KINDS).read_text(encoding="utf-8"))
        if content["encoder"] != encoder.digest:
            return None
        return cls(encoder, content["kinds"], MeaningVoice.load(folder, encoder.name))
