"""What encoders have in common: weights that are the expected ones, texts that can be read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

LONGEST = 1000  # characters; beyond it a sentence's vector says little, and time would grow with the message


class UnknownWeights(RuntimeError):
    """The installed package carries other weights than those the project was measured with."""


def check(folder: Path, expected: Mapping[str, str]) -> str:
    """Check files against their pinned SHA-256 and return one digest for them all.

    Raises:
        UnknownWeights: a file is missing or different.
    """
    for name, pinned in expected.items():
        found = _sha256(folder / name)
        if found != pinned:
            raise UnknownWeights(f"{folder / name}: SHA-256 {found}, expected {pinned}")
    return hashlib.sha256("".join(expected.values()).encode()).hexdigest()


def readable(text: str) -> str:
    """Shorten a text and replace what no encoder can read: halves of characters, which some keyboards send."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


@lru_cache(maxsize=16)
def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "absent"
