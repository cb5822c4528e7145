"""Words by which a customer goes back on an answer (« non, le 12 », « pas le 3, le 13 », « trompé d'adresse »)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from courant.french.folding import Folded, fold
from courant.french.lexicon import reference, words

FILE = "corrections.yml"
# « plutôt le 5 que le 10 »: what follows « que » is discarded.
_RATHER = re.compile(r"(?<=\w)\s+que\b(?=[^,;.!]*\d)[^,;.!]*$")

# « 45 pas 54 »
_CONTRAST = re.compile(r"\d.*\b(?:et )?(?:pas|pa|non)\b(?: le| la)? ?\d")


def goes_back(text: str) -> bool:
    """Tell whether a message says frankly that an answer was wrong."""
    return _marks("franches").search(fold(text)) is not None


def may_go_back(text: str) -> bool:
    """Tell whether a message has any word of correction, also those that merely answer (« plutôt le 12 »)."""
    folded = fold(text)
    return goes_back(text) or any(pattern.search(folded) for pattern in (_marks("legeres"), _CONTRAST))


def kept_part(text: str) -> str:
    """Return the message without the answer that it discards and without its words of correction.

    The length is kept: what is left out is blank.
    """
    return _blank(_blank(_blank(text, _RATHER), _discarded()), _every_mark())


def says_nothing_else(text: str) -> bool:
    """Tell whether a message only says that something was wrong, without what or how."""
    left = set(re.findall(r"[\w'-]+", fold(_blank(text, _every_mark()))))
    return left <= _neutral()


def names_kind(kind: str) -> tuple[str, ...]:
    """Return what customers call an answer of a kind, the longest names first."""
    return tuple(reference(FILE)["champs"].get(kind, ()))


def names_one_of(text: str, names: Iterable[str]) -> int:
    """Return the length of the longest of these names that a message holds, 0 for none."""
    folded = fold(text)
    found = (name for name in map(fold, names) if re.search(rf"(?<![\w-]){re.escape(name)}s?(?![\w-])", folded))
    return max(map(len, found), default=0)


def _blank(text: str, pattern: re.Pattern[str]) -> str:
    folded, kept = Folded.of(text), list(text)
    for match in pattern.finditer(folded.text):
        start, end = folded.span(*match.span())
        kept[start:end] = " " * (end - start)
    return "".join(kept)


@lru_cache(maxsize=4)
def _marks(section: str) -> re.Pattern[str]:
    return re.compile(_one_of(reference(FILE)[section]))


@lru_cache(maxsize=1)
def _every_mark() -> re.Pattern[str]:
    lists = reference(FILE)
    return re.compile(_one_of([*lists["franches"], *lists["legeres"]]))


@lru_cache(maxsize=1)
def _discarded() -> re.Pattern[str]:
    """What is discarded goes from « pas » to the next comma, or to the words that bring the right answer."""
    lists = reference(FILE)
    return re.compile(rf"{_one_of(lists['ecartes'])}[^,;.!]*?(?=[,;.!]|{_one_of(lists['fins'])}|$)")


@lru_cache(maxsize=1)
def _neutral() -> frozenset[str]:
    forms = [*words("reponses")["politesse"], *reference(FILE)["neutres"]]
    return frozenset(word for form in forms for word in re.findall(r"[\w'-]+", fold(str(form))))


def _one_of(forms: Iterable[str]) -> str:
    ordered = sorted({fold(str(form)) for form in forms}, key=len, reverse=True)
    return rf"(?<![\w'-])(?:{'|'.join(map(re.escape, ordered))})(?![\w-])"
