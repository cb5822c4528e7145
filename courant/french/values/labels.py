"""Words that say what a number is: `PDL 0912…`, `index 12345`."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.folding import fold
from courant.french.lexicon import words


@lru_cache(maxsize=64)
def label(name: str) -> re.Pattern[str]:
    """Return the pattern of the words of a section of `etiquettes`."""
    forms = sorted((fold(form) for form in words("etiquettes")[name]), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")


def last_label(text: str, *names: str) -> str | None:
    """Return which of the named labels stands last in a text, `None` when none does."""
    best: tuple[int, int, str] | None = None
    for name in names:
        for match in label(name).finditer(text):
            candidate = (match.end(), match.end() - match.start(), name)
            best = candidate if best is None or candidate > best else best
    return best[2] if best else None
