"""What a sentence encoder is, whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class SentenceEncoder(Protocol):
    """Turns sentences into vectors whose angles say how near their meanings are."""

    @property
    def name(self) -> str:
        """Name used in configurations."""
        ...

    @property
    def version(self) -> str:
        """Version of the package that carries the weights."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 of the weights; vectors of different digests cannot be compared."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, as the rows of a float32 array of shape (texts, dimension)."""
        ...
