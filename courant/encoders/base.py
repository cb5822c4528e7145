"""What a sentence encoder is, whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class SentenceEncoder(Protocol):
    """Turns sentences into vectors whose angles say how near their meanings are.

    Attributes:
        name: the name used in configurations.
        version: version of the package that carries the weights.
        digest: SHA-256 of the weights; vectors of different digests cannot be compared.
        dimension: length of a vector.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def digest(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, as the rows of a float32 array of shape (texts, dimension)."""
        ...
