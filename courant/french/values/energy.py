"""Energies and loyalty points."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.folding import fold
from courant.french.lexicon import words
from courant.french.values.found import Found
from courant.french.values.reading import Reading
from courant.french.values.word_patterns import alternatives, behind, listed

_NUMBER = r"(\d{1,3}(?:[ .]\d{3})+|\d+)"
_POINTS = re.compile(rf"(?<![\d.,]){_NUMBER}\s?(?:points?|pts)\b")
_LABELLED = re.compile(rf"\b(?:points?|pts)(?:\s(?:de )?(?:fidelite|cadeaux?))?\s?[:=]\s?{_NUMBER}(?![\d.,])")
_FEW = 10  # « un point relais », « trois points à éclaircir »: few of them are of a loyalty programme


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str]]:
    section = words("energies")
    values = {fold(form): value for value, forms in section.items() if value != "sauf" for form in forms}
    others = re.compile(rf"\b(?:{alternatives(section['sauf'])})\b")
    return re.compile(rf"\b(?:{alternatives(values)})\b"), values, others


def find_energies(reading: Reading) -> list[Found]:
    """Return the energies named in a text (`electricite`, `gaz`)."""
    pattern, values, others = _names()
    aside = [match.span() for match in others.finditer(reading.text)]
    return [
        Found("energie", values[match.group()], *reading.span(*match.span()), 0.9)
        for match in pattern.finditer(reading.text)
        if not any(start <= match.start() < end for start, end in aside)
    ]


@lru_cache(maxsize=1)
def _loyal() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{listed('fidelite')})\b")


def find_points(reading: Reading) -> list[Found]:
    """Return numbers of loyalty points."""
    found: list[Found] = []
    for pattern in (_POINTS, _LABELLED):
        for match in pattern.finditer(reading.text):
            number = int(re.sub(r"\D", "", match[1]))
            others = behind("autres_points").match(reading.text, match.end())
            topics = behind("sujets_points").match(reading.text, match.end())
            few = number < _FEW and (topics is not None or not _loyal().search(reading.text))
            if others is None and not few:
                found.append(Found("points", number, *reading.span(*match.span()), 0.9))
    return found
