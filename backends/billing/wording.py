"""The words of bills, from ``libelles.yml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from courant.french import typeset

_FILE = Path(__file__).parent / "libelles.yml"


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return words


def word(group: str, name: str, **values: str) -> str:
    """Return a wording with French typography, its ``{placeholders}`` filled."""
    return typeset(str(_words()[group][name]).format(**values), apostrophes=True)


def raw(group: str, name: str) -> Any:
    """Return a list or mapping of wordings as it is written."""
    return _words()[group][name]
