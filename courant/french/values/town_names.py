"""Names of communes as they are typed: which words of a text make one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from courant.french.communes import communes_named, large_names
from courant.french.folding import fold
from courant.french.lexicon import reference, word_list, words
from courant.french.values.reading import Reading

_NAME = r"[a-z][a-z'-]*"
_TOWN = re.compile(rf"^[\s,(]*(?:(?:ville|commune|a)\b\s?:?\s?)?({_NAME}(?:[ -]{_NAME}){{0,4}})")
_SHORTEST_TYPO = 6  # letters: in shorter names one wrong letter makes another word
_SHORTEST_UNKNOWN = 4


def town_at(reading: Reading, start: int) -> tuple[int, int] | None:
    """Return the span of the name of a commune right behind a postcode.

    A known commune, whatever its spelling; else words with capitals, for small communes are not listed; else one word
    that is no common one.
    """
    match = _TOWN.match(reading.text[start : start + 60])
    if match is None:
        return None
    begin = start + match.start(1)
    ends = [begin + word.end() for word in re.finditer(r"[a-z]+(?:'[a-z]+)?", match[1])]
    for end in reversed(ends):
        if communes_named(reading.text[begin:end]):
            return begin, end
    return capitalised(reading, begin, ends) or _uncommon(reading, begin, ends)


def capitalised(reading: Reading, begin: int, ends: list[int]) -> tuple[int, int] | None:
    """Return the span of the words with capitals, and those that link them, from an index on.

    Args:
        reading: the text.
        begin: where the first word begins in the folded text.
        ends: where each word ends.
    """
    kept = begin
    for end in ends:
        word = reading.source[slice(*reading.span(kept, end))].strip(" -'")
        if not (word[:1].isupper() or fold(word) in _links()) or fold(word) in _never():
            break
        kept = end
    name = re.sub(r"(?:(?:^|[ -])(?:sur|sous|en|les|le|la|l|de|du|des|d|et|aux|a))+$", "", reading.text[begin:kept])
    return (begin, begin + len(name)) if len(name) > 1 else None


def _uncommon(reading: Reading, begin: int, ends: list[int]) -> tuple[int, int] | None:
    word = reading.text[begin : ends[0]] if ends else ""
    plain = len(word) >= _SHORTEST_UNKNOWN and word not in word_list("mots_courants.txt") and word not in _never()
    return (begin, ends[0]) if plain else None


@lru_cache(maxsize=1)
def _links() -> frozenset[str]:
    return frozenset(words("lieux")["liaisons"])


@lru_cache(maxsize=1)
def _never() -> frozenset[str]:
    section = reference("noms.yml")
    return frozenset([*section["sigles"], *section["jamais"]]) - _links()


def misspelled(word: str) -> str | None:
    """Return the large commune whose name a word misses by one letter (`villeurbane`), `None` when there is none."""
    if len(word) < _SHORTEST_TYPO or word in word_list("mots_courants.txt"):
        return None
    near = {name for key in (word, *_without_one(word)) for name in _typos().get(key, ())}
    fitting = [name for name in near if OSA.distance(word, name) == 1]
    return fitting[0] if len(fitting) == 1 else None


def _without_one(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


@lru_cache(maxsize=1)
def _typos() -> dict[str, tuple[str, ...]]:
    """Return the large communes by their name and by their name less one letter."""
    table: dict[str, tuple[str, ...]] = {}
    for name in large_names():
        if " " not in name and len(name) >= _SHORTEST_TYPO:
            for key in (name, *_without_one(name)):
                table[key] = (*table.get(key, ()), name)
    return table
