"""Whether the words around a date speak of the past or of what is to come."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.values.reading import Reading, read
from courant.french.values.tense_forms import (
    FUTURE,
    NOUN,
    PARTICIPLE,
    PAST,
    PLAN,
    VERB,
    Form,
    any_of,
    forms,
    is_evidence,
)

# Distances are in characters: the form nearest to the date wins, and borders count as so many characters.
_CLAUSE, _SENTENCE, _BEHIND = 22, 70, 4
_NONE = -1
_FAR = 45  # a verb farther than this says less than what stands right before the date
_COMMA = re.compile(r"[,;:()]")
_STOP = re.compile(r"[.!?\n](?=\s|$)")


def direction_at(reading: Reading, start: int, end: int, nouns: bool = True) -> str | None:
    """Tell whether a date speaks of the past or the future; `None` when nothing says so.

    What stands right before it counts first (« la facture du 3 », « depuis mardi »), then the nearest form of a verb.

    Args:
        reading: the text.
        start: where the date begins in the folded text.
        end: where it ends.
        nouns: whether nouns farther away count too (« coupure de trois heures dimanche »).
    """
    before = reading.text[max(0, start - 40) : start]
    beside = next(((said, weakest) for pattern, said, weakest in _beside() if pattern.search(before)), None)
    least = beside[1] if beside else NOUN if nouns else NOUN - 1
    strong = [one for one in _evidence(reading.source) if one.weight <= least]
    around = [one for one in strong if one.end <= start or one.start >= end]
    nearest = min(around, key=lambda one: _distance(reading.text, one, start, end), default=None)
    if beside is not None and (nearest is None or _distance(reading.text, nearest, start, end) > _FAR):
        return beside[0]
    return nearest.direction if nearest else None


@lru_cache(maxsize=1)
def _beside() -> tuple[tuple[re.Pattern[str], str, int], ...]:
    """Return what stands right before a date, the direction it tells, and the weakest verbs nearby that outweigh it."""
    link = r"(?:\s(?:\w+\s)?(?:de|du|d'|des|en|le|la|pour|pour le|au|a))?(?:\sle|\sla)?\s?$"
    of = r"(?:\s\w+)?\s(?:de|du|d'|des|en|pour|entre|date du|datee du)(?:\s?(?:le|la|mois de|mois d'))?\s?$"
    rows = [
        (rf"\b(?:{any_of('devant_passe')})\s?$", PAST, _NONE),
        (rf"\b(?:{any_of('noms_passes')}){of}", PAST, _NONE),
        (rf"\b(?:{any_of('devant_futur')})\s?$", FUTURE, PLAN),
        (rf"\b(?:{any_of('noms_futurs')}){link}", FUTURE, PARTICIPLE),
        (rf"\b(?:{any_of('noms_passes')}){link}", PAST, VERB),
        (rf"\b(?:{any_of('noms_faibles')}){of}", PAST, VERB),
    ]
    return tuple((re.compile(source), direction, weakest) for source, direction, weakest in rows)


@lru_cache(maxsize=64)
def _evidence(source: str) -> tuple[Form, ...]:
    """Return the forms of a text that tell a direction; the first kind of form that covers a word counts."""
    reading = read(source)
    found: list[Form] = []
    for kind in forms():
        for match in kind.pattern.finditer(reading.text):
            covered = any(one.start <= match.start() and match.end() <= one.end for one in found)
            if not covered and is_evidence(kind, match, reading):
                found.append(Form(match.start(), match.end(), kind.direction, kind.weight))
    return tuple(found)


@lru_cache(maxsize=1)
def _links() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of('coupures')})\b")


def _distance(text: str, one: Form, start: int, end: int) -> int:
    """Return how far a form is from a date, borders of clauses and sentences counted."""
    behind = one.start >= end
    gap = text[end : one.start] if behind else text[one.end : start]
    clauses = len(_COMMA.findall(gap)) + len(_links().findall(gap))
    far = _CLAUSE * clauses + _SENTENCE * len(_STOP.findall(gap))
    return len(gap) + far + one.weight + (_BEHIND if behind else 0)
