"""Is this message an answer, and nothing else? Asked conservatively: a question or a request is no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from courant.french.folding import fold, unstretch
from courant.french.lexicon import words
from courant.french.values.found import Found
from courant.french.values.reading import Reading

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@lru_cache(maxsize=64)
def _phrases(section: str) -> re.Pattern[str]:
    forms = words("reponses")[section]
    ordered = sorted({fold(form) for form in forms}, key=len, reverse=True)
    return re.compile(rf"(?<![\w])(?:{'|'.join(map(re.escape, ordered))})(?![\w])")


@lru_cache(maxsize=64)
def _own_words(kinds: tuple[str, ...]) -> frozenset[str]:
    """Return single words that may stand around an answer of these kinds."""
    own = words("reponses")["propres"]
    forms = [*words("reponses")["politesse"], *(form for kind in kinds for form in own.get(kind, ()))]
    return frozenset(word for form in forms for word in _split(fold(str(form))))


def _split(text: str) -> list[str]:
    return [word for piece in _WORD.findall(text) for word in re.split(r"['-]", piece) if word]


def is_question(text: str) -> bool:
    """Tell whether a folded message asks for something instead of answering."""
    return "?" in text or _phrases("questions").search(text) is not None


def only_answer(reading: Reading, found: Sequence[Found], *kinds: str) -> bool:
    """Tell whether a message holds the found values and, around them, only words that introduce them.

    Args:
        reading: the message.
        found: the values; what they cover is left out of the judgement.
        kinds: sections of `propres` whose words may stand around.
    """
    rest = list(reading.source)
    for one in found:
        rest[one.start : one.end] = " " * (one.end - one.start)
    left = unstretch(fold("".join(rest)))
    if is_question(left):
        return False
    allowed = _own_words(kinds)
    return all(word in allowed for word in _split(left))
