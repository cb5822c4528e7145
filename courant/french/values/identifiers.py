"""Numbers of customers, of delivery points and of bank accounts."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError

from courant.french.values.found import Found
from courant.french.values.labels import label, last_label
from courant.french.values.reading import Reading
from courant.french.values.word_patterns import listed

# In one, or in groups that are not part of a longer number.
_EIGHT = re.compile(
    r"(?<![\d.,/+-])(?:\d{8}(?!\d|[.-]\d)|(?<!\d )(?:\d[ .-]{0,2}){7}\d(?![ .-]?\d))"
    r"(?!,\d)(?!\s?(?:€|euros?|kwh|m3|wh))"
)
_DAY = re.compile(r"(?:0[1-9]|[12]\d|3[01])[ .-](?:0[1-9]|1[0-2])[ .-](?:19|20)\d\d")
_GROUPED = re.compile(r"[1-9]\d[ .]\d{3}[ .]\d{3}|[1-9]\d{3}[ .-]\d{4}")
_ISO_DAY = re.compile(r"20[12]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_FOURTEEN = re.compile(r"(?<![\d.,+])(?<!\d )(?:\d[ ._/-]{0,2}){13}\d(?! ?\d)")
_GI = re.compile(r"(?<!\w)gi[ .:-]?((?:\d[ .-]?){5}\d)(?!\d)")
_LOCAL_PCE = re.compile(
    r"(?<!\w)(?:pce|point de comptage)(?:\s(?:est|c'est|numero|n°|:))*\s?:?\s*([a-z]{0,3}\d{6,13})(?!\d)"
)
_BESIDE = 25
_IBAN = re.compile(
    r"(?<![a-z0-9])(?P<country>[a-z]{2})[ .-]?(?P<check>\d{2})(?P<rest>(?:[ .-]{0,2}[a-z0-9]){11,30})(?![a-z0-9])"
)
# Lengths of the IBANs that customers have most; the check digits do for the others.
_SIZES = {"fr": 27, "mc": 27, "be": 16, "de": 22, "es": 24, "it": 27, "lu": 20, "nl": 18, "pt": 25, "ch": 21}
_SHORTEST = 15


def find_customers(reading: Reading) -> list[Found]:
    """Return customer numbers: eight digits, which the words around make likely or unlikely."""
    found: list[Found] = []
    for match in _EIGHT.finditer(reading.text):
        before, after = reading.before(match.start()), reading.after(match.end(), _BESIDE)
        if _DAY.fullmatch(match.group()) or re.match(r"-[a-z]", after):
            continue
        name = last_label(before, "client", "index", "pdl", "pce", "contrat", "autre_numero", "document", "telephone")
        named_behind = re.match(r"\W*(?:c'est |est )?(?:mon |le |ma )?(?:numero|n°|num|identifiant|reference)", after)
        if name == "client" or (named_behind and label("client").search(after)):
            found.append(_customer(reading, match, 0.95))
        elif name not in ("autre_numero", "document", "telephone", "index") and _stands_alone(reading, match):
            found.append(_customer(reading, match, 0.75))
    return found


@lru_cache(maxsize=1)
def _numbered() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{listed('numerotes')})(?:\s(?:{listed('copules')}))*\s?[:=]?\s?$")


def _customer(reading: Reading, match: re.Match[str], confidence: float) -> Found:
    return Found("numero_client", _digits(match.group()), *reading.span(*match.span()), confidence)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _stands_alone(reading: Reading, match: re.Match[str]) -> bool:
    """Tell digits typed in one, dictated, or grouped as one number, from groups that may be several; no day."""
    typed = reading.source[slice(*reading.span(*match.span()))]
    whole = match.group().isdigit() or not any(char.isdigit() for char in typed)
    grouped = _GROUPED.fullmatch(match.group()) or _numbered().search(reading.before(match.start()))
    return (whole or grouped is not None) and not _ISO_DAY.fullmatch(match.group())


def find_delivery_points(reading: Reading) -> list[Found]:
    """Return electricity (`pdl`) and gas (`pce`) delivery points.

    Fourteen digits fit both: the words of the message decide; without any, a `pdl` of low confidence.
    """
    found = [Found("pce", f"GI{_digits(m[1])}", *reading.span(*m.span()), 0.95) for m in _GI.finditer(reading.text)]
    for match in _LOCAL_PCE.finditer(reading.text):
        found.append(Found("pce", match[1].upper(), *reading.span(*match.span(1)), 0.7))
    for match in _FOURTEEN.finditer(reading.text):
        name = last_label(reading.before(match.start(), 60), "pdl", "pce", "autre_numero")
        name = name or last_label(reading.after(match.end(), _BESIDE), "pdl", "pce", "autre_numero")
        if name != "autre_numero":
            kind, sure = name or _by_energy(reading), 0.96 if name else 0.91
            found.append(Found(kind, _digits(match.group()), *reading.span(*match.span()), sure))
    return found


def _by_energy(reading: Reading) -> str:
    gas = label("energie_gaz").search(reading.text) and not label("energie_electricite").search(reading.text)
    return "pce" if gas else "pdl"


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
        end = match.end()
        while end > match.start():
            candidate = reading.text[match.start() : end].rstrip(" .-")
            size = len(re.sub(r"[^a-z0-9]", "", candidate))
            if size < _SHORTEST:
                break
            if size == _SIZES.get(match["country"], size) and (value := valid_iban(candidate)):
                span = (match.start(), match.start() + len(candidate))
                found.append(Found("iban", value, *reading.span(*span), 0.99))
                break
            end -= 1
    return found
