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
    """A rewritten text and, for each of its characters, the source characters that it stands for.

    Attributes:
        text: the rewritten text.
        starts: for each character, the index of the first source character it stands for.
        ends: for each character, the index after the last one.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> Folded:
        """Fold `source`, keeping the way back."""
        folded: list[str] = []
        starts: list[int] = []
        for index, char in enumerate(source):
            plain = _fold_char(char)
            folded.append(plain)
            starts.extend([index] * len(plain))
        return cls("".join(folded), tuple(starts), tuple(index + 1 for index in starts))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source span of a span of the rewritten text (end exclusive)."""
        if end <= start:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def replace(self, parts: list[tuple[int, int, str]]) -> Folded:
        """Return this text with spans rewritten; a rewritten span points at the whole of what it replaces.

        Args:
            parts: (start, end, new text), in order and without overlap.
        """
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        last = 0
        for start, end, new in [*parts, (len(self.text), len(self.text), "")]:
            text += [self.text[last:start], new]
            starts += [*self.starts[last:start], *([self.starts[start]] * len(new) if new else [])]
            ends += [*self.ends[last:start], *([self.ends[end - 1]] * len(new) if new else [])]
            last = end
        return Folded("".join(text), tuple(starts), tuple(ends))
