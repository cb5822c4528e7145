"""What an intent is recognised from: the words of a message, without its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from courant.french.folding import fold, straighten
from courant.french.sms import expand

# A value says little about the intent, that there is one says something: each kind becomes one sign.
ADDRESS, AMOUNT, IDENTIFIER, NUMBER = "@", "€", "#", "0"
_GAP = r"[ .\-/]?"
_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), ADDRESS),
    (re.compile(r"\b\d[\d .]*(?:,\d+)?\s?(?:€|euros?\b|eur\b)(?:\s?\d{1,2}\b)?"), AMOUNT),
    (re.compile(r"€\s?\d+(?:[.,]\d+)?|\b\d+[e€]\d{2}\b"), AMOUNT),
    (re.compile(rf"\b(?=(?:\w*\d){{2}})[a-z]{{1,3}}{_GAP}\d[\w-]*\d\w*"), IDENTIFIER),
    (re.compile(rf"(?<![\w,.])\+?\d(?:{_GAP}\d){{4,}}\b"), IDENTIFIER),
    (re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,:/h]\d+)*"), NUMBER),
)
_LONGEST = 2000  # characters; of a longer message the beginning and the end are read
_BREAKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Wording:
    """A message as each voice reads it.

    Attributes:
        words: folded, texting forms written out, values replaced by signs; also what answers are remembered by.
        sentence: the same text with its accents and punctuation, for a sentence encoder.
    """

    words: str
    sentence: str


@lru_cache(maxsize=256)
def wording(text: str) -> Wording:
    """Prepare a message, in any spelling; several components ask about the same one."""
    sentence = _BREAKS.sub(" ", without_values(expand(_shortened(text)).lower())).strip()
    return Wording(fold(sentence), sentence)


def without_values(text: str) -> str:
    """Replace addresses, amounts, identifiers and numbers of a text in lower case by one sign each."""
    text = straighten(text)
    for pattern, sign in _SIGNS:
        text = pattern.sub(f" {sign} ", text)
    return text


def _shortened(text: str) -> str:
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}\n{text[-half:]}"
