"""Alternatives of regular expressions, built from the word lists of `data/reference`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from courant.french.folding import fold
from courant.french.lexicon import reference

FILE = "nombres.yml"


def alternatives(forms: Iterable[str]) -> str:
    """Return an alternative of folded forms, the longest first."""
    return "|".join(re.escape(fold(form)) for form in sorted(set(forms), key=len, reverse=True))


def listed(*sections: str) -> str:
    """Return an alternative of the forms of some sections of `nombres.yml`."""
    return alternatives(form for section in sections for form in reference(FILE)[section])


@lru_cache(maxsize=32)
def behind(*sections: str) -> re.Pattern[str]:
    """Return what begins a text with one of the listed words."""
    return re.compile(rf"\s*(?:{listed(*sections)})(?:(?<=')|(?!\w))")


@lru_cache(maxsize=32)
def right_before(*sections: str) -> re.Pattern[str]:
    """Return what ends a text with one of the listed words."""
    return re.compile(rf"(?<!\w)(?:{listed(*sections)})\s$")
