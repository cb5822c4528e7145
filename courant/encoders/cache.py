"""Embeddings kept on disk, so that training again only encodes the sentences that are new."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from courant.encoders.base import SentenceEncoder, Vectors

logger = logging.getLogger(__name__)


class EmbeddingCache:
    """The vectors of known texts, one file an encoder digest.

    The file holds the texts of the last call only, so that it does not grow: use one folder for each purpose, beside
    the others: what one purpose has encoded is not encoded again for another (the packs, for intents and for dangers).
    """

    def __init__(self, folder: Path) -> None:
        """Keep the files in `folder`, created when needed."""
        self._folder = folder

    def encode(self, encoder: SentenceEncoder, texts: Sequence[str]) -> Vectors:
        """Return the vectors of `texts`, encoding only those that are not on disk."""
        known = self._read(self._file(encoder))
        keys = [_key(text) for text in texts]
        wanted = dict.fromkeys(keys)
        if not wanted.keys() <= known.keys():
            known = {**self._known_elsewhere(encoder), **known}
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            known.update(zip(missing, encoder.encode(list(missing.values())), strict=True))
            self._write(encoder, {key: known[key] for key in wanted})
            logger.debug("encoders.cache.encoded texts=%d new=%d", len(texts), len(missing))
        return np.array([known[key] for key in keys], dtype=np.float32).reshape(len(keys), encoder.dimension)

    def _file(self, encoder: SentenceEncoder) -> Path:
        return self._folder / f"{encoder.name}-{encoder.digest[:16]}.npz"

    def _known_elsewhere(self, encoder: SentenceEncoder) -> dict[str, Vectors]:
        """Return what the folders beside this one hold of the same encoder."""
        own = self._file(encoder)
        found: dict[str, Vectors] = {}
        for file in sorted(self._folder.parent.glob(f"*/{own.name}")):
            found.update(self._read(file) if file != own else {})
        return found

    @staticmethod
    def _read(file: Path) -> dict[str, Vectors]:
        try:
            with file.open("rb") as stream, np.load(stream, allow_pickle=False) as content:
                return dict(zip(content["keys"].tolist(), content["vectors"], strict=True))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            logger.warning("encoders.cache.unreadable file=%s error=%s", file, error)
            return {}

    def _write(self, encoder: SentenceEncoder, known: dict[str, Vectors]) -> None:
        """Replace the file in one step: another training may be reading it."""
        file = self._file(encoder)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as stream:
                np.savez(stream, keys=np.array(list(known)), vectors=np.array(list(known.values())))
            draft.replace(file)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            logger.warning("encoders.cache.unwritable file=%s error=%s", file, error)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
