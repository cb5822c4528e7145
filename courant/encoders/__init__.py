"""Sentence encoders: vectors of meaning from weights that come with a package, without any network."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache

from courant.encoders import e5, use
from courant.encoders.base import SentenceEncoder, Vectors
from courant.encoders.cache import EmbeddingCache
from courant.encoders.e5 import SmallE5Encoder
from courant.encoders.resources import UnknownWeights
from courant.encoders.use import UniversalEncoder

__all__ = [
    "ENCODERS",
    "EmbeddingCache",
    "SentenceEncoder",
    "SmallE5Encoder",
    "UnknownWeights",
    "Vectors",
    "load_encoder",
]

logger = logging.getLogger(__name__)

ENCODERS: Mapping[str, Callable[[], SentenceEncoder]] = {use.NAME: UniversalEncoder, e5.NAME: SmallE5Encoder}


@lru_cache(maxsize=4)
def load_encoder(name: str | None) -> SentenceEncoder | None:
    """Return the encoder of that name, one a process; `None` when the name is `None` or its package is absent.

    Raises:
        ValueError: there is no encoder of that name.
        UnknownWeights: the package is there with other weights.
    """
    if name is None:
        return None
    if name not in ENCODERS:
        raise ValueError(f"unknown sentence encoder {name!r}; known: {', '.join(ENCODERS)}")
    try:
        return ENCODERS[name]()
    except ImportError as error:
        logger.warning(
            "encoders.%s.absent: %s. Intents will be recognised without it, which is less accurate.", name, error
        )
        return None
