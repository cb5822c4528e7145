"""Hears dangers that no pattern foresaw, in the words and the meaning of a message or of one of its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from courant.danger import CRITICAL, HIGH, NORMAL, Opinion, assess
from courant.encoders import SentenceEncoder, Vectors
from custom_components.dangers.examples import CALM
from custom_components.dangers.parts import parts_of
from custom_components.dangers.vote import Heard, probability, together
from custom_components.intents.model import FACTS, IntentModel
from custom_components.intents.voices import Probabilities
from custom_components.intents.wording import Wording, wording

_WORTH_READING = 0.15  # a part whose words alone are calmer than this is not encoded: that takes the time
_REMEMBERED = 512  # opinions: the door and the assistant ask about the same message


@dataclass(frozen=True)
class Bars:
    """Probabilities of danger.

    Attributes:
        critical: from which a message is critical.
        doubt: from which it deserves that a person looks soon.
    """

    critical: float = 0.35
    doubt: float = 0.15


class DangerModel:
    """A model of the natures of danger, one of them being calm, which also listens to the patterns."""

    def __init__(self, natures: IntentModel, encoder: SentenceEncoder | None, bars: Bars | None = None) -> None:
        """Put together what was trained; without its encoder the words decide alone."""
        self._natures, self._encoder, self._bars = natures, encoder, bars or Bars()
        self._calm = natures.facts.labels.index(CALM)
        self._judged = lru_cache(maxsize=_REMEMBERED)(self._judge)

    def opinion(self, text: str) -> Opinion:
        """Judge a message as a whole, and each of its parts: danger often stands amid another request."""
        return self._judged(text) if text.strip() else Opinion(NORMAL, 0.0, None, text)

    def _judge(self, text: str) -> Opinion:
        heard = max((self._whole(text), *self._parts(text)), key=lambda one: one.odds)
        danger = probability(heard.odds)
        name = CRITICAL if danger >= self._bars.critical else HIGH if danger >= self._bars.doubt else NORMAL
        return Opinion(name, danger, None if name == NORMAL else heard.kind, heard.about)

    def _whole(self, text: str) -> Heard:
        return self._heard(text, self._probabilities([wording(text)])[0], amid=False)

    def _parts(self, text: str) -> Iterator[Heard]:
        """Yield what is thought of the parts that may tell of a danger by their words or by the patterns."""
        found = assess(text).name == CRITICAL
        parts = parts_of(text, closely=found)
        read = [wording(part) for part in parts]
        if not read:
            return
        by_words = self._natures.probabilities([one.words for one in read], {})
        worth = [
            i
            for i, part in enumerate(parts)
            if self._danger(by_words[i]) >= _WORTH_READING or (found and assess(part).name == CRITICAL)
        ]
        for i, row in zip(worth, self._probabilities([read[i] for i in worth]) if worth else (), strict=True):
            yield self._heard(parts[i], row, amid=True)

    def _heard(self, text: str, row: Probabilities, amid: bool) -> Heard:
        said, kind = assess(text), self._kind(row)
        if said.kind is not None and kind not in said.reasons:
            kind = said.kind  # of several natures that the patterns found, the voices know which is meant
        return Heard(text, together(self._danger(row), said, amid), kind)

    def _probabilities(self, read: Sequence[Wording]) -> Probabilities:
        vectors: dict[str, Vectors] = {}
        if self._encoder is not None and self._natures.knows(self._encoder.name, self._encoder.digest):
            vectors[self._encoder.name] = self._encoder.encode([one.sentence for one in read])
        return self._natures.probabilities([one.words for one in read], vectors)

    def _danger(self, row: Probabilities) -> float:
        return 1.0 - float(row[self._calm])

    def _kind(self, row: Probabilities) -> str:
        dangers = row.copy()
        dangers[self._calm] = -1.0
        return self._natures.facts.labels[int(dangers.argmax())]

    def save(self, folder: Path) -> None:
        """Write the model as plain numbers and words."""
        self._natures.save(folder)

    @classmethod
    def load(cls, folder: Path, encoder: SentenceEncoder | None, bars: Bars | None = None) -> DangerModel | None:
        """Read what `save` wrote, None when nothing was."""
        return cls(IntentModel.load(folder), encoder, bars) if (folder / FACTS).is_file() else None
