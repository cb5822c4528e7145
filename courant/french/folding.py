"""Folding: one spelling for texts that differ by case, accents, apostrophes or enthusiasm.

`fold` is for comparing. `Folded` also remembers where each folded character comes from, so that what
is found in the folded text can be pointed at in the customer's own words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = "\u2019\u2018\u02bc\u00b4`\u2032\uff07"
_QUOTES = "\u201c\u201d\u201e\u00ab\u00bb\u2033"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_SPACES = "\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\t"
_SINGLE = (
    {ord(c): "'" for c in _APOSTROPHES}
    | {ord(c): '"' for c in _QUOTES}
    | {ord(c): "-" for c in _DASHES}
    | {ord(c): " " for c in _SPACES}
)
_LIGATURES = {"\u0153": "oe", "\u00e6": "ae", "\u0152": "oe", "\u00c6": "ae", "\u00df": "ss", "\ufb01": "fi"}
_ELONGATION = re.compile(r"([^\W\d_])\1{2,}")


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    """Return the zero, one or two plain characters that stand for one character."""
    plain = _SINGLE.get(ord(char)) or _LIGATURES.get(char)
    if plain is not None:
        return plain
    decomposed = unicodedata.normalize("NFKD", char)
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    # A character of width zero (joiner, byte order mark) carries nothing; the degree sign must survive.
    if unicodedata.category(char) in {"Cf", "Mn"}:
        return ""
    return kept.lower() if char not in "\u00b0\u00ba\u20ac" else char


def fold(text: str) -> str:
    """Return the text in lower case, without accents, with straight apostrophes and plain spaces."""
    return "".join(map(_fold_char, text))


def unstretch(text: str) -> str:
    """Shorten letters repeated three times or more (`urgeeent`); digits are never touched."""
    return _ELONGATION.sub(r"\1", text)


def straighten(text: str) -> str:
    """Replace curly quotes, narrow spaces and exotic dashes one for one: the length does not change."""
    return text.translate(_SINGLE)


@dataclass(frozen=True)
class Folded:
    """A folded text and, for each of its characters, the index of the character it comes from."""

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> Folded:
        """Fold `source`, keeping the way back."""
        folded: list[str] = []
        origin: list[int] = []
        for index, char in enumerate(source):
            plain = _fold_char(char)
            folded.append(plain)
            origin.extend([index] * len(plain))
        origin.append(len(source))
        return cls("".join(folded), tuple(origin))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source span of a folded span (end exclusive)."""
        if end <= start:
            return self.origin[start], self.origin[start]
        return self.origin[start], self.origin[end - 1] + 1
