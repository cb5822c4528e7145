"""Energies, named charges and loyalty points."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.folding import fold
from courant.french.lexicon import reference
from courant.french.values.found import Found
from courant.french.values.reading import Reading

_ENERGIES = (
    ("electricite", re.compile(r"\b(?:electricite|electrique|electriques|elec|elek|elect)\b")),
    ("gaz", re.compile(r"(?<!in fine )\b(?:gaz|gas)\b(?! a tous| de schiste)")),
)
_POINTS = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[ .]\d{3})+|\d+)\s?(?:points?|pts)\b(?! de (?:livraison|comptage|reference))"
)


def find_energies(reading: Reading) -> list[Found]:
    """Return the energies named in a text (`electricite`, `gaz`)."""
    found: list[Found] = []
    for value, pattern in _ENERGIES:
        for match in pattern.finditer(reading.text):
            start, end = reading.span(*match.span())
            found.append(Found("energie", value, start, end, 0.9))
    return found


def find_points(reading: Reading) -> list[Found]:
    """Return numbers of loyalty points."""
    found: list[Found] = []
    for match in _POINTS.finditer(reading.text):
        start, end = reading.span(*match.span())
        found.append(Found("points", int(re.sub(r"\D", "", match[1])), start, end, 0.9))
    return found


@lru_cache(maxsize=1)
def _charges() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of all names of charges, and the charge each of them means."""
    names = {fold(form): code for code, one in reference("frais.yml")["frais"].items() for form in one["mots"]}
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ordered))})(?![\w-])"), names


def find_charges(reading: Reading) -> list[Found]:
    """Return the charges of a bill that are named (`cta`, `accise`, `frais_mise_en_service`…)."""
    pattern, names = _charges()
    found: list[Found] = []
    for match in pattern.finditer(reading.text):
        start, end = reading.span(*match.span())
        found.append(Found("type_frais", names[match.group()], start, end, 0.88))
    return found
