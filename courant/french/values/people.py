"""Names of persons, where the words around announce them."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.folding import fold
from courant.french.lexicon import words
from courant.french.values.found import Found
from courant.french.values.reading import Reading

_WORD = r"[a-z][a-z'-]+"
_MOST_WORDS = 3
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu)'")


@lru_cache(maxsize=1)
def _announced() -> tuple[tuple[re.Pattern[str], bool, int], ...]:
    """Return each way to announce a name, whether it needs capitals, and from how many words on."""
    section = words("personnes")
    titles = "|".join(section["civilites"])
    name = rf"(?P<name>{_WORD}(?:\s{_WORD}){{0,{_MOST_WORDS - 1}}})"
    said = rf"\b(?:{_any(section['annonces'])})\s(?:(?:{titles})\.?\s)?{name}"
    titled = rf"\b(?:{titles})\.?\s{name}"
    shown = rf"\b(?:{_any(section['annonces_majuscules'])})[\s,:]+(?:(?:{titles})\.?\s)?{name}"
    return (re.compile(said), False, 1), (re.compile(titled), True, 1), (re.compile(shown), True, 2)


@lru_cache(maxsize=1)
def _not_names() -> tuple[frozenset[str], frozenset[str]]:
    section = words("personnes")
    return frozenset([*section["jamais"], *section["sigles"]]), frozenset(section["particules"])


def _any(forms: list[str]) -> str:
    return "|".join(re.escape(fold(form)) for form in sorted(forms, key=len, reverse=True))


def _kept(reading: Reading, match: re.Match[str], needs_capital: bool) -> int:
    """Return how many characters of what follows the announcement are a name.

    A name that begins with a capital goes on with capitals; one typed in lower case has two words at most.
    """
    never, particles = _not_names()
    kept, capitals = 0, needs_capital
    for count, word in enumerate(re.finditer(_WORD, match["name"])):
        first = reading.source[reading.span(match.start("name") + word.start(), match.end("name"))[0]]
        capitals = capitals or (count == 0 and first.isupper())
        if capitals and count and word.group() in particles:
            continue
        ordinary = word.group() in never or _ELIDED.match(word.group()) is not None
        if ordinary or (capitals and not first.isupper()) or (not capitals and count > 1):
            break
        kept = word.end()
    return kept


def find_names(reading: Reading) -> list[Found]:
    """Return names of persons as typed.

    Behind « je m'appelle », « au nom de »… with or without capitals; behind « Mme »… with a capital; behind
    « je suis », « mon mari »… two words with capitals.
    """
    found: list[Found] = []
    for pattern, needs_capital, least in _announced():
        for match in pattern.finditer(reading.text):
            kept = _kept(reading, match, needs_capital)
            if kept > 1 and len(match["name"][:kept].split()) >= least:
                start, end = reading.span(match.start("name"), match.start("name") + kept)
                found.append(Found("nom", reading.source[start:end], start, end, 0.75))
    return found
