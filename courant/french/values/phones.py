"""Telephone numbers: French in every spelling, overseas, and foreign ones that say so or are grouped as abroad."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from courant.french.lexicon import reference
from courant.french.values.found import Found
from courant.french.values.labels import label, last_label
from courant.french.values.reading import Reading

_GAP = r"[\s./,;:_()-]{0,3}"
_BEFORE = r"(?<![\w.,+])(?<!\b\d )(?<!\b\d\d )(?<!\b\d{3} )"  # not amid groups of digits
# Ten digits from zero, also typed « O6 »; not the beginning of a longer reference written by pairs.
_FRENCH = re.compile(rf"{_BEFORE}[0o]{_GAP}[1-9](?:{_GAP}\d){{8}}(?!\d)(?!(?:[\s.-]?\d\d){{2}}(?![\s.-]?\d))")
_ABROAD = re.compile(rf"(?<![\w.,])\(?(?:\+\s?|00\s?)\d{{1,3}}\)?{_GAP}(?:\(0\){_GAP})?\d(?:{_GAP}\d){{6,11}}(?!\d)")
_WITHOUT_PLUS = re.compile(rf"{_BEFORE}33{_GAP}[67](?:{_GAP}\d){{8}}(?!\d)")
_WITHOUT_ZERO = re.compile(rf"{_BEFORE}[1-79](?:[\s./,-]{{0,2}}\d){{8}}(?![.,]?\d)")
# Belgian numbers of nine digits, and groups of digits that only Belgians and Swiss write.
_BELGIAN_LINE = re.compile(
    rf"{_BEFORE}0(?:[2349][\s/]\d{{3}}|[1-8]\d[\s/]\d{{2}})[\s.]\d{{2}}[\s.]\d{{2}}(?!\d)(?![\s.]\d\d)"
)
_BELGIAN_MOBILE = re.compile(r"04[5-9]\d(?:/|\s)\d{2}[\s.]\d{2}[\s.]\d{2}")
_SWISS_MOBILE = re.compile(r"07[4-9] \d{3} \d{2} \d{2}")
FILE = "telephones.yml"
_FRENCH_LENGTH, _E164_LENGTH = 10, 12
_SURE, _UNSURE = 0.95, 0.8


def to_e164(text: str) -> str | None:
    """Return a phone number as `+33612345678` when it can exist, read as French unless it says otherwise."""
    plain = re.sub(r"\(0\)", "", text)
    compact = re.sub(r"[^\d+]", "", re.sub(r"^\s*[oO]", "0", plain))
    region = _region(plain.strip())
    if compact.startswith(("+330", "00330")):
        compact = re.sub(r"^(\+33|0033)0", r"\1", compact)
    if region is None:
        region = reference(FILE)["outre_mer"].get(compact[:4], "FR") if len(compact) == _FRENCH_LENGTH else "FR"
    return _valid(compact, region) or (_valid(compact, "FR") if region != "FR" else None)


def _region(text: str) -> str | None:
    """Return the country whose way of grouping digits a number without country code shows."""
    if _BELGIAN_MOBILE.fullmatch(text) or _BELGIAN_LINE.fullmatch(text):
        return "BE"
    return "CH" if _SWISS_MOBILE.fullmatch(text) else None


def _valid(compact: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(compact, region)
    except phonenumbers.NumberParseException:
        return None
    written = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if phonenumbers.is_valid_number(number):
        return written
    return written if len(written) == _E164_LENGTH and written.startswith(tuple(reference(FILE)["fiction"])) else None


def find_phones(reading: Reading) -> list[Found]:
    """Return phone numbers in E.164.

    Ten digits from zero that no operator has are kept too: customers mistype, and the number is still meant as one.
    Without zero or « + », a number counts behind a word such as « téléphone ».
    """
    return [*_plain(reading), *_announced(reading)]


def _plain(reading: Reading) -> Iterator[Found]:
    for pattern in (_ABROAD, _FRENCH, _BELGIAN_LINE):
        for match in pattern.finditer(reading.text):
            if pattern is _FRENCH and _is_reference(reading, match):
                continue
            value = to_e164(match.group())
            if value is None and pattern is _FRENCH:
                value = "+33" + re.sub(r"\D", "", match.group().replace("o", "0"))[1:]
            if value is not None:
                yield Found("telephone", value, *reading.span(*match.span()), _SURE)


def _is_reference(reading: Reading, match: re.Match[str]) -> bool:
    """Tell ten digits in one behind « contrat » or « référence » from a telephone number."""
    if not match.group().isdigit():
        return False
    others = ("contrat", "client", "autre_numero", "index", "pdl", "pce")
    return last_label(reading.before(match.start()), "telephone", *others) in others


def _announced(reading: Reading) -> Iterator[Found]:
    for pattern in (_WITHOUT_PLUS, _WITHOUT_ZERO):
        for match in pattern.finditer(reading.text):
            said = label("telephone").search(reading.before(match.start())) is not None
            lead = "+" if pattern is _WITHOUT_PLUS else ""
            value = to_e164(lead + match.group()) if said or lead else None
            if value is not None:
                yield Found("telephone", value, *reading.span(*match.span()), _SURE if said else _UNSURE)
