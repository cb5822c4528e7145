"""From a customer's message to the line of words that the danger patterns read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from courant.french.sms import normalise

_PIECES = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[.!?;\n]+")
_LONGEST_MESSAGE = 6000  # characters; a longer e-mail is read in its first part and its last one
_MIN_SOUND, _MIN_FUZZY, _SHORTEST_SOUND = 5, 7, 4

# Sounds that texting French confuses. Only used on words of five letters or more that are in no list.
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"ph", "f"), (r"qu|k", "c"), (r"c(?=[eiy])", "s"), (r"eau|au", "o"), (r"ai|ei|oe", "e"), (r"y", "i"),
        (r"en|em|am(?=[bp])", "an"), (r"x|z", "s"), (r"h", ""),
        (r"(?:er|ez|ees|ee|es|e|s|t|d)+$", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """Return a rough key of how a word sounds: `etinsel` and `etincelles` share theirs."""
    for pattern, plain in _SOUNDS:
        word = pattern.sub(plain, word)
    return word


class Speller:
    """Corrects the words that matter for safety, and only those."""

    def __init__(self, targets: frozenset[str], known: frozenset[str]) -> None:
        self._targets = sorted(word for word in targets if len(word) >= _MIN_FUZZY)
        self._known = known | targets
        self._by_sound: dict[str, str] = {}
        for word in sorted(targets):
            if len(sound(word)) >= _SHORTEST_SOUND:  # « noter » sounds like the beginning of « nausées »
                self._by_sound.setdefault(sound(word), word)
        self._cache: dict[str, str] = {}

    def correct(self, word: str) -> str:
        """Return the word of the list that this one stands for, or the word itself."""
        if len(word) < _MIN_SOUND or word in self._known or not word.isalpha():
            return word
        if word not in self._cache:
            if len(self._cache) > 20_000:
                self._cache.clear()
            self._cache[word] = self._closest(word)
        return self._cache[word]

    def _closest(self, word: str) -> str:
        heard = self._by_sound.get(sound(word))
        if heard is not None:
            return heard
        if len(word) < _MIN_FUZZY:
            return word
        best = process.extractOne(word, self._targets, scorer=OSA.distance, score_cutoff=1)
        return str(best[0]) if best else word


def _shortened(text: str) -> str:
    half = _LONGEST_MESSAGE // 2
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[:half]}\n{text[-half:]}"


def line_of_words(text: str, speller: Speller, compounds: Mapping[str, str]) -> str:
    """Return ` word word | word `: folded, texting forms written out, the words that matter corrected."""
    pieces = _PIECES.findall(normalise(_shortened(text)))
    words = ["|" if piece[0] in ".!?;\n" else speller.correct(piece) for piece in pieces]
    line = f" {' '.join(words)} "
    for apart, joined in compounds.items():
        line = line.replace(f" {apart} ", f" {joined} ")
    return line
