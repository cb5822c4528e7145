"""Numbers of customers, bills, cases, orders, delivery points and bank accounts."""

from __future__ import annotations

import re

from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError

from courant.french.values.found import Found
from courant.french.values.labels import label, last_label
from courant.french.values.reading import Reading

_SEPARATOR = r"[\s._-]?"
_EIGHT = re.compile(r"(?<![\d.,/+-])(?<!\d )(?:\d[ .-]?){7}\d(?![\d])(?! ?\d)(?!\s?(?:€|euros?|kwh|m3|wh))")
_FOURTEEN = re.compile(r"(?<![\d.,+])(?<!\d )(?:\d[ .-]{0,2}){13}\d(?! ?\d)")
_GI = re.compile(r"(?<!\w)gi[ .-]?(\d{6})(?!\d)")
_LOCAL_PCE = re.compile(
    r"(?<!\w)(?:pce|point de comptage)(?:\s(?:est|c'est|numero|n°|:))*\s?:?\s*([a-z]{0,3}\d{6,13})(?!\d)"
)
_IBAN = re.compile(
    r"(?<![a-z0-9])(?P<country>[a-z]{2})[ .-]?(?P<check>\d{2})(?P<rest>(?:[ .-]?[a-z0-9]){11,30})(?![a-z0-9])"
)
_DOCUMENT = rf"(?<![a-z0-9]){{prefix}}{_SEPARATOR}(20\d\d)[\s._/-]?(\d{{{{6}}}})(?!\d)"
_LOOSE_DOCUMENT = rf"(?<!\d)(20\d\d)[-_/]{_SEPARATOR}(\d{{6}})(?!\d)"
# Prefix as typed, prefix as printed, and the word that announces the number without it.
_DOCUMENTS = {
    "numero_facture": ("f", "F", "facture"),
    "numero_dossier": ("d", "D", "dossier"),
    "numero_commande": ("c(?:md)?", "C", "commande"),
}
_LONGEST_IBAN = {"fr": 27, "mc": 27, "be": 16, "de": 22, "es": 24, "it": 27, "lu": 20, "nl": 18, "pt": 25, "ch": 21}


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _make(kind: str, reading: Reading, span: tuple[int, int], value: str, confidence: float) -> Found:
    start, end = reading.span(*span)
    return Found(kind, value, start, end, confidence)


def find_documents(reading: Reading) -> list[Found]:
    """Return bill (`F2026-004512`), case (`D2026-000123`) and order (`C2026-000045`) numbers."""
    found: list[Found] = []
    for kind, (prefix, letter, noun) in _DOCUMENTS.items():
        for match in re.finditer(_DOCUMENT.format(prefix=prefix), reading.text):
            value = f"{letter}{match[1]}-{match[2]}"
            found.append(_make(kind, reading, match.span(), value, 0.98))
        for match in re.finditer(_LOOSE_DOCUMENT, reading.text):
            if noun in reading.before(match.start()):
                value = f"{letter}{match[1]}-{match[2]}"
                found.append(_make(kind, reading, match.span(), value, 0.9))
    return found


def find_customers(reading: Reading) -> list[Found]:
    """Return customer numbers: eight digits, which the words around make likely or unlikely."""
    found: list[Found] = []
    for match in _EIGHT.finditer(reading.text):
        digits = _digits(match.group())
        before = reading.before(match.start())
        if last_label(before, "client", "index", "pdl", "pce", "contrat", "autre_numero") == "client":
            found.append(_make("numero_client", reading, match.span(), digits, 0.95))
        elif _whole(reading, match) and not label("index").search(before):
            found.append(_make("numero_client", reading, match.span(), digits, 0.75))
    return found


def _whole(reading: Reading, match: re.Match[str]) -> bool:
    """Tell digits typed in one, or dictated in words, from groups that may be several numbers."""
    typed = reading.source[slice(*reading.span(*match.span()))]
    return " " not in match.group().strip() or not any(char.isdigit() for char in typed)


def find_delivery_points(reading: Reading) -> list[Found]:
    """Return electricity (`pdl`) and gas (`pce`) delivery points.

    Fourteen digits fit both: the words of the message decide; without any, a `pdl` of low confidence.
    """
    found = [_make("pce", reading, m.span(), f"GI{m[1]}", 0.95) for m in _GI.finditer(reading.text)]
    for match in _LOCAL_PCE.finditer(reading.text):
        found.append(_make("pce", reading, match.span(1), match[1].upper(), 0.7))
    for match in _FOURTEEN.finditer(reading.text):
        digits = _digits(match.group())
        name = last_label(reading.before(match.start(), 60), "pdl", "pce", "autre_numero")
        if name == "autre_numero":
            continue
        gas = label("energie_gaz").search(reading.text) and not label("energie_electricite").search(reading.text)
        kind = name or ("pce" if gas else "pdl")
        found.append(_make(kind, reading, match.span(), digits, 0.96 if name else 0.6))
    return found


def valid_iban(text: str) -> str | None:
    """Return the compact IBAN when its length and check digits are right, whatever SEPA country it is from."""
    compact = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    try:
        # Not the banks' own registers: they are older than the banks.
        return str(stdnum_iban.validate(compact, check_country=False))
    except ValidationError:
        return None


def find_ibans(reading: Reading) -> list[Found]:
    """Return checked IBANs; words typed right behind the number are left out."""
    found: list[Found] = []
    for match in _IBAN.finditer(reading.text):
        compact_length = _LONGEST_IBAN.get(match["country"])
        end = match.end()
        while end > match.start():
            candidate = reading.text[match.start() : end].rstrip(" .-")
            size = len(re.sub(r"[^a-z0-9]", "", candidate))
            if (compact_length is None or size == compact_length) and (value := valid_iban(candidate)):
                span = (match.start(), match.start() + len(candidate))
                found.append(_make("iban", reading, span, value, 0.99))
                break
            if size < 15:
                break
            end -= 1
    return found
