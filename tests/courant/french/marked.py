"""Sentences whose values are marked: `payer [45 €](montant=45.00) [demain](date=2026-11-23)`.

A period is `start/end` with an excluded end; a meter reading has its register behind a colon (`index_compteur:hp`).
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from courant.french.values import Found, find_all, read, resolve
from courant.french.values.people import find_names
from courant.french.values.places import find_streets
from courant.french.values.towns import find_communes

TODAY = date(2026, 11, 22)  # a Sunday
MESSAGES = Path(__file__).parent / "messages"
Row = tuple[str, str, str]
_MARK = re.compile(r"\[([^\]]+)\]\(([a-z_]+(?::[a-z]+)?)=([^)]*)\)")


def unmark(marked: str) -> tuple[str, list[Row]]:
    """Return the sentence as it was typed, and its values as (kind, value, words)."""
    return _MARK.sub(r"\1", marked), [(kind, value, words) for words, kind, value in _MARK.findall(marked)]


def flat(value: Any) -> str:
    """Return a value as marks write it."""
    return f"{value['start']}/{value['end']}" if isinstance(value, dict) and "start" in value else str(value)


def everything(text: str) -> list[Row]:
    """Return all values of a sentence that forms and lists find, without spaCy; addresses are tested apart."""
    reading = read(text)
    values, streets = find_all(text, TODAY), find_streets(reading)
    persons = [one for one in [*find_names(reading), *find_communes(reading)] if _is_free(one, [*values, *streets])]
    found = sorted([*values, *resolve(persons)], key=lambda one: (one.start, one.end))
    return [(_kind(one), flat(one.value), text[one.start : one.end]) for one in found]


def _is_free(one: Found, others: list[Found]) -> bool:
    return not any(one.overlaps(other) for other in others)


def _kind(one: Found) -> str:
    return f"{one.kind}:{one.role}" if one.role else one.kind


def sentences(name: str) -> list[str]:
    """Return the marked sentences of a file of `messages`, one a line; lines that begin with `#` are comments."""
    lines = (MESSAGES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
