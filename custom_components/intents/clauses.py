"""The parts of a message that may each be a request (« … et combien je vous dois »)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from courant.french.folding import Folded
from courant.french.lexicon import words

FEWEST_WORDS = 3
MOST_CLAUSES = 5
_VERB = r"\w{2,}(?:ez|er|ir)\b"  # « et mettez… », « et recevoir… »
_SENTENCE_END = r"[.!?;…]+(?=\s)|\n+"


@dataclass(frozen=True)
class Clause:
    """A part of a message.

    Attributes:
        text: as the customer wrote it.
        start, end: where it stands in the message.
    """

    text: str
    start: int
    end: int


def clauses(text: str) -> tuple[Clause, ...]:
    """Cut a message where another request may begin; a message without such a place is one clause.

    Pieces too short to be a request stay with the one before. Of very long messages the last pieces stay together.
    """
    pieces: list[Clause] = []
    for start, end in _spans(text):
        whole = pieces and (len(text[start:end].split()) < FEWEST_WORDS or len(pieces) >= MOST_CLAUSES)
        begin = pieces.pop().start if whole else start
        pieces.append(Clause(text[begin:end].strip(), begin, end))
    if len(pieces) > 1 and len(pieces[0].text.split()) < FEWEST_WORDS:
        first, second = pieces[0], pieces[1]
        pieces[:2] = [Clause(text[first.start : second.end].strip(), first.start, second.end)]
    return tuple(pieces)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    folded = Folded.of(text)
    begin = 0
    for found in _borders().finditer(folded.text):
        place = folded.starts[found.end()] if found.end() < len(folded.text) else len(text)
        if text[begin:place].strip():
            yield begin, place
            begin = place
    if text[begin:].strip():
        yield begin, len(text)


@lru_cache(maxsize=1)
def _borders() -> re.Pattern[str]:
    lists = words("demandes")
    links, joints, starts = (_any(lists[name]) for name in ("liens", "conjonctions", "debuts"))
    begun = rf"(?:{joints})(?:\s*,|\s+(?:(?:{starts})(?!\w)|{_VERB}))"
    return re.compile(rf"{_SENTENCE_END}|[\s,(](?=(?:{links})\b)|[\s,](?={begun})")


def _any(forms: list[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
