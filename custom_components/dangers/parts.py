"""The parts of a message that are judged apart: a danger often stands amid another request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_BORDER = re.compile(r"(?<=[.!?;…])\s+|\n+")
_JOINT = re.compile(
    r",\s|\s(?=(?:et|mais|car|donc|sinon|ensuite|puis|alors|parce que|par contre|au fait|en plus)\s)", re.I
)
_SHORTEST = 2  # words
_SENTENCE = 20  # words of a sentence that is read at once: « une fuite » means little without « réparée depuis »
_STRETCH = 12  # words of a longer sentence that are read together
_CLOSELY = 8  # words that are read together where there are words of danger
_STEP = 8  # words after which a clause without any joint is cut: people who dictate do not punctuate
_MOST = 40  # parts of a long e-mail, as many at its end as at its beginning


def parts_of(text: str, closely: bool = False) -> list[str]:
    """Return the sentences of a message, long ones in overlapping stretches; none when it is one short sentence.

    Args:
        text: the message.
        closely: words of danger were found: also the clauses of sentences of ordinary length.
    """
    sentences = [sentence.strip() for sentence in _BORDER.split(text)]
    found = [part for sentence in sentences for part in _stretches(sentence, _SENTENCE, _STRETCH)]
    if closely:
        found += [part for sentence in sentences for part in _stretches(sentence, _CLOSELY, _CLOSELY)]
    found = [part for part in dict.fromkeys(found) if len(part.split()) >= _SHORTEST and part != text.strip()]
    return found if len(found) <= _MOST else [*found[: _MOST // 2], *found[-_MOST // 2 :]]


def _stretches(sentence: str, whole: int, most: int) -> Iterator[str]:
    """Yield a sentence, or, of a long one, the longest runs of clauses that can be read together."""
    if len(sentence.split()) <= whole:
        yield sentence
        return
    clauses, reached = [clause for part in _JOINT.split(sentence) for clause in _cut(part.split())], 0
    for first in range(len(clauses)):
        last = _run(clauses, first, most)
        if last > reached:
            yield " ".join(clauses[first:last])
            reached = last


def _cut(words: Sequence[str]) -> Iterator[str]:
    """Yield a clause, in pieces when it is too long."""
    step = len(words) if len(words) <= 2 * _STEP else _STEP
    for start in range(0, len(words), step or 1):
        yield " ".join(words[start : start + step])


def _run(clauses: Sequence[str], first: int, most: int) -> int:
    """Return the end of the longest run of clauses from this one on that can be read together."""
    last, length = first, 0
    while last < len(clauses) and (last == first or length + len(clauses[last].split()) <= most):
        length += len(clauses[last].split())
        last += 1
    return last
