"""What the model thinks of examples that it did not learn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courant.danger import CRITICAL, NORMAL, heard
from courant.encoders import EmbeddingCache, SentenceEncoder
from custom_components.dangers.examples import Example
from custom_components.dangers.model import DangerModel
from custom_components.dangers.training import train


@dataclass(frozen=True)
class Judged:
    """An example and the urgency that it was given."""

    sentence: str
    kind: str
    urgency: str

    @property
    def critical(self) -> bool:
        return self.urgency == CRITICAL

    @property
    def noticed(self) -> bool:
        return self.urgency != NORMAL


def judge_held_out(
    written: Sequence[Example], asked: Sequence[Example], encoder: SentenceEncoder | None, cache: EmbeddingCache
) -> tuple[list[Judged], list[Judged]]:
    """Learn one half and judge some of the other, then the reverse."""
    found: tuple[list[Judged], list[Judged]] = [], []
    for half in (0, 1):
        model = DangerModel(train(written[half::2], asked[half::2], encoder, cache), encoder)
        for judged, left_out in zip(found, (written[1 - half :: 6], asked[1 - half :: 12]), strict=True):
            judged += [Judged(text, kind, heard(text, model.opinion).name) for text, kind in left_out]
    return found


def share(rows: Iterable[bool]) -> float:
    flags = list(rows)
    return sum(flags) / len(flags)
