"""The words of schedules, from ``libelles.yml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from courant.french import typeset

_FILE = Path(__file__).with_name("libelles.yml")


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return words


def word(group: str, name: str, **values: str) -> str:
    """Return a wording with French typography, its ``{placeholders}`` filled."""
    return typeset(_words()[group][name].format(**values), apostrophes=True)
