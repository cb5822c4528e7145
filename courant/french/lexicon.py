"""Word lists read from `data/reference`, so that designers can extend them without touching code."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"

try:  # libyaml is ten times faster; the pure Python loader reads the same files
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # pragma: no cover - depends on how PyYAML was built
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]


class _Loader(_SafeLoader):
    """A safe loader for which « on » and « no » are words, as in YAML 1.2."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag != "tag:yaml.org,2002:bool"]
    for first, rows in _SafeLoader.yaml_implicit_resolvers.items()
}


@lru_cache(maxsize=32)
def reference(name: str) -> dict[str, Any]:
    """Return the content of a YAML file of `data/reference`, read once a process.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is not a mapping.
    """
    with (REFERENCE / name).open(encoding="utf-8") as stream:
        content = yaml.load(stream, Loader=_Loader)
    if not isinstance(content, dict):
        raise ValueError(f"{name}: a mapping was expected")
    return content


def words(section: str) -> dict[str, Any]:
    """Return a section of `lexique.yml`."""
    found: dict[str, Any] = reference("lexique.yml")[section]
    return found


def digest(*names: str) -> str:
    """Return a fingerprint of reference files: what was trained with other lists must be trained again."""
    sha = hashlib.sha256()
    for name in names:
        sha.update(name.encode())
        sha.update((REFERENCE / name).read_bytes())
    return sha.hexdigest()[:16]


@lru_cache(maxsize=8)
def word_list(name: str) -> frozenset[str]:
    """Return the words of a text file of `data/reference`, one a line; lines that begin with `#` are comments."""
    lines = (REFERENCE / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
