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


@lru_cache(maxsize=1)
def _announced() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    section = words("personnes")
    titles = "|".join(section["civilites"])
    name = rf"(?P<name>{_WORD}(?:\s{_WORD}){{0,{_MOST_WORDS - 1}}})"
    link = r"(?:\s?:|\s(?:est|c'est|c|:))*\s"
    said = rf"\b(?:(?:{_any(section['annonces'])}){link}(?:(?:{titles})\.?\s)?|(?:{titles})\.?\s){name}"
    shown = rf"\b(?:{_any(section['annonces_majuscules'])})[\s,:]+(?:(?:{titles})\s)?{name}"
    return re.compile(said), re.compile(shown), frozenset([*section["jamais"], *section["sigles"]])


def _any(forms: list[str]) -> str:
    return "|".join(re.escape(fold(form)) for form in sorted(forms, key=len, reverse=True))


def _kept(reading: Reading, match: re.Match[str], capitals: bool) -> int:
    """Return how many characters of what follows the announcement are a name."""
    _, _, never = _announced()
    kept = 0
    for word in re.finditer(_WORD, match["name"]):
        first = reading.source[reading.span(match.start("name") + word.start(), match.end("name"))[0]]
        if word.group() in never or (capitals and not first.isupper()):
            break
        kept = word.end()
    return kept


def find_names(reading: Reading) -> list[Found]:
    """Return names of persons as typed.

    Behind « je m'appelle », « au nom de », « Mme »… with or without capitals; behind « je suis », « mon mari »…
    two words with capitals.
    """
    said, shown, _ = _announced()
    found: list[Found] = []
    for pattern, capitals in ((said, False), (shown, True)):
        for match in pattern.finditer(reading.text):
            kept = _kept(reading, match, capitals)
            if kept > 1 and (not capitals or " " in match["name"][:kept]):
                start, end = reading.span(match.start("name"), match.start("name") + kept)
                found.append(Found("nom", reading.source[start:end], start, end, 0.75))
    return found
