"""Meter readings."""

from __future__ import annotations

import re

from courant.french.values.found import Found
from courant.french.values.labels import label, last_label
from courant.french.values.reading import Reading

_NUMBER = re.compile(r"(?<![\w.,/+-])(?<!\d )(\d{1,3}(?:[ .]\d{3})+|\d{3,8})(?:,(\d{1,3}))?(?!\w)(?! ?\d)(?![./-]\d)")
_UNIT = re.compile(r"^\s?(kwh|wh|m3|metres? cubes?)\b")
_NOT_INDEX = re.compile(r"^\s?(?:€|euros?|eur\b|e\b|%|kva|h\b|heures|points?|fois|chiffres|ans|mois|jours)")
_REGISTERS = ("hp", "hc", "base", "gaz_index")
_OTHERS = ("client", "pdl", "pce", "contrat", "code_postal")
_ROLES = {"gaz_index": "gaz"}


def _labels_follow(text: str) -> bool:
    """Tell « 12345 en heures pleines » from « hp 12345 », by what comes first in the text."""
    first_number = _NUMBER.search(text)
    first_label = min((m.start() for name in ("hp", "hc") if (m := label(name).search(text))), default=None)
    return first_number is not None and first_label is not None and first_number.start() < first_label


def _register(before: str, after: str, text: str) -> str:
    """Return the role of a number: its label is just before it, or just behind, else the energy decides."""
    name = last_label(before[-28:], *_REGISTERS)
    if _labels_follow(text):
        behind = re.sub(r"^[\s,:]*(?:kwh|en|pour|les|le|la|aux)?[\s:]*(?:les |en )?", "", after)
        name = next((one for one in ("hp", "hc") if label(one).match(behind)), name)
    if name is None and label("gaz_index").search(text):
        name = "gaz_index"
    return _ROLES.get(name or "base", name or "base")


def _is_reading(before: str, after: str, digits: str) -> bool:
    """Tell whether a number can be a reading, from the words on both sides."""
    if _NOT_INDEX.match(after) or last_label(before, *_OTHERS, "index", "hp", "hc", "base") in _OTHERS:
        return False
    year_like = re.fullmatch(r"20\d\d", digits) and not _UNIT.match(after)
    return not year_like or re.search(r"(?:index|hp|hc)\W*$", before) is not None


def find_indexes(reading: Reading) -> list[Found]:
    """Return meter readings: numbers that the words around announce, with their register as role.

    The value is the whole units as a string of digits; the red decimals of a gas meter are dropped.
    """
    text = reading.text
    both = label("hp").search(text) is not None and label("hc").search(text) is not None
    if not both and label("index").search(text) is None:
        return []
    found: list[Found] = []
    for match in _NUMBER.finditer(text):
        before, after = reading.before(match.start()), reading.after(match.end())
        if _is_reading(before, after, match[1]):
            announced = any(label(name).search(before) for name in ("index", "hp", "hc"))
            start, end = reading.span(*match.span())
            role = _register(before, after, text)
            value = re.sub(r"\D", "", match[1])
            found.append(Found("index_compteur", value, start, end, 0.9 if announced else 0.72, role=role))
    return found
