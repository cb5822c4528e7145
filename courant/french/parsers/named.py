"""Options that a pack gives several wordings: « tout le quartier est noir », « je sais pas », « il ressaute »."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from courant.french.folding import fold, unstretch
from courant.french.parsers.bare import is_question
from courant.french.sms import expand

SEPARATOR = "|"
# Before a form of words that answers only when nothing else is said.
ALONE = "="
_MOST_AROUND = 12  # words: what is longer tells a story
_CLOSE = 88  # rapidfuzz score from which a misspelt form counts
Span = tuple[int, int]


def has_forms(label: str) -> bool:
    """Tell whether a label is a list of wordings instead of the text of a button."""
    return SEPARATOR in label or label.startswith(ALONE)


def named_option(text: str, choices: Iterable[tuple[str, str]]) -> str | None:
    """Return the option whose words a message holds; None when none is named, or two in different words.

    Args:
        text: the message.
        choices: (value, words) pairs; forms of words are separated by `|`.
    """
    options = list(choices)
    for said in dict.fromkeys((_plain(text), _plain(expand(text)))):
        found = [(span, value) for value, words in options for span in _spans(said, words)]
        if found:
            return _longest(said, found) if "?" not in text else None
    return _misspelt(_plain(text), options)


def _longest(said: str, found: list[tuple[Span, str]]) -> str | None:
    """« Les voisins ont du courant » holds « voisins »: the longest form counts, unless another one stands beside."""
    (start, end), value = max(found, key=lambda row: row[0][1] - row[0][0])
    rivals = [(span, other) for span, other in found if other != value]
    beside = any(last <= start or first >= end or (first, last) == (start, end) for (first, last), _ in rivals)
    around = said[:start] + " " + said[end:]
    return None if beside or is_question(around) or len(around.split()) > _MOST_AROUND else value


def _misspelt(said: str, options: Iterable[tuple[str, str]]) -> str | None:
    scores = {value: max((fuzz.ratio(said, form) for form in _forms(words)), default=0) for value, words in options}
    best = [value for value, score in scores.items() if score >= _CLOSE]
    return best[0] if len(best) == 1 else None


def _spans(said: str, words: str) -> Iterator[Span]:
    """Yield where the forms of an option stand in a message."""
    for form in words.split(SEPARATOR):
        plain = _plain(form)
        if form.strip().startswith(ALONE):
            if said == plain:
                yield 0, len(said)
        elif plain:
            yield from (match.span() for match in re.finditer(rf"(?<!\w){re.escape(plain)}(?!\w)", said))


def _forms(words: str) -> list[str]:
    return [plain for form in words.split(SEPARATOR) if len(plain := _plain(form)) > 3]


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", unstretch(fold(text))).strip()
