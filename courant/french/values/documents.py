"""Numbers of bills, cases and orders: `F2026-004512`, `dossier 2026-123`, `commande CMD-20418`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from courant.french.values.found import Found
from courant.french.values.reading import Reading

_SEPARATOR = r"[\s._-]?"
_DIGITS = r"(?P<serial>\d(?:\s?\d){5}(?!\s?\d)|\d{3,6}(?!\d))(?![.,/]\d)"
_SERIAL_SIZE = 6
# Prefix as typed, prefix as printed, and the words that announce the number without it.
_SERIES = {
    "numero_facture": (r"f(?:a|act)?", "F", r"factures?|fact"),
    "numero_dossier": (r"d(?:os)?", "D", r"dossiers?|reclamations?|demandes?|tickets?|requetes?"),
    "numero_commande": (r"c(?:md)?", "C", r"commandes?|cmd"),
}
_NUMBERED = r"(?:\s(?:n°|no|nr|num|numero|ref|reference|est|le|la|c'est|n))*\s?[:#°]?\s?"
_OTHER_FORM = (
    r"(?P<other>[a-z]{1,4}[-_/]\d[\d_/-]{2,}\d|[a-z]{2,4}\d{4,12}|[a-z]\d{6,12}|\d{SHORTEST,12})(?![\w@]|[.,/]\d)"
)
_NOT_YEAR = r"(?!(?:19|20)\d\d\b)"
# Digits alone: a bill of four digits is rather an amount.
_SHORTEST = {"numero_facture": "6", "numero_dossier": "4", "numero_commande": "4"}


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, str, re.Pattern[str], re.Pattern[str], re.Pattern[str]], ...]:
    """Return, for each kind, its letter and the patterns: with prefix, behind its noun, of another form."""
    rows = []
    for kind, (prefix, letter, nouns) in _SERIES.items():
        year = r"(?P<year>20\d\d)[\s._/-]?"
        exact = rf"(?<![a-z0-9]){prefix}{_SEPARATOR}{year}{_DIGITS}"
        named = rf"\b(?:{nouns}){_NUMBERED}(?P<number>(?P<year>20\d\d)[-_/]\s?{_DIGITS})"
        form = _OTHER_FORM.replace("SHORTEST", _SHORTEST[kind])
        other = rf"\b(?:{nouns}){_NUMBERED}{_NOT_YEAR}{form}"
        rows.append((kind, letter, re.compile(exact), re.compile(named), re.compile(other)))
    return tuple(rows)


def find_documents(reading: Reading) -> list[Found]:
    """Return bill (`F2026-004512`), case (`D2026-000123`) and order (`C2026-000045`) numbers.

    Without its letter, a number counts behind its noun; a short serial is completed with zeros. A number of another
    form behind the noun (« commande CMD-20418 ») is returned as typed, in capitals.
    """
    found: list[Found] = []
    for kind, letter, exact, named, other in _patterns():
        found += (_made(kind, letter, m, reading, m.span(), 0.98) for m in exact.finditer(reading.text))
        found += (_made(kind, letter, m, reading, m.span("number"), 0.9) for m in named.finditer(reading.text))
        found += _others(kind, other, reading)
    return found


def _made(kind: str, letter: str, match: re.Match[str], reading: Reading, span: tuple[int, int], sure: float) -> Found:
    serial = re.sub(r"\s", "", match["serial"]).zfill(_SERIAL_SIZE)
    return Found(kind, f"{letter}{match['year']}-{serial}", *reading.span(*span), sure)


def _others(kind: str, pattern: re.Pattern[str], reading: Reading) -> Iterator[Found]:
    for match in pattern.finditer(reading.text):
        yield Found(kind, match["other"].upper(), *reading.span(*match.span("other")), 0.78)
