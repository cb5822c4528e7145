"""Phone numbers, e-mail addresses and postcodes."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from courant.french.communes import communes_named
from courant.french.folding import fold
from courant.french.lexicon import words
from courant.french.values.found import Found
from courant.french.values.labels import label
from courant.french.values.reading import Reading

_PHONE = re.compile(
    r"(?<![\d.,])(?<!\d )(?:\(?(?:\+|00)\d{1,3}\)?[\s.-]?(?:\(0\)[\s.-]?)?\d|0[1-9])(?:[\s./,-]{0,2}\d){7,12}(?!\d)"
)
_WITHOUT_ZERO = re.compile(r"(?<![\d.,+])(?<!\d )[67](?:[\s./,-]?\d){8}(?![.,]?\d)")
_EMAIL = re.compile(r"(?<![\w.+-])[a-z0-9][\w.+-]*\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)*\.[a-z]{2,}(?![\w@])")
_POSTCODE = re.compile(
    r"(?:(?<=\bcp)|(?<=\bf-)|(?<![\w.,/+€-]))(?<!\d )(\d{2})([ -]?)(\d{3})(?![\w@-]|/\d)(?!\s?\d)(?![.,]\d)"
)
_NOT_POSTCODE = re.compile(r"^\s?(?:kwh|m3|€|euros?|eur\b|wh|mwh|points?|kva|fois|ans|km|pas\b)")
# Ranges that the French regulator keeps for fiction (ARCEP, décision 2018-0881): the demo's people live there.
_FICTION = re.compile(r"^\+33(?:19900|26191|35301|46571|53649|63998)\d{4}$")
_OVERSEAS = re.compile(r"^9[78]\d{3}$")


def to_e164(text: str) -> str | None:
    """Return a phone number as `+33612345678` when it can exist, read as French unless it says otherwise."""
    plain = re.sub(r"[(),/]", " ", re.sub(r"\(0\)", "", text))
    try:
        number = phonenumbers.parse(plain, "FR")
    except phonenumbers.NumberParseException:
        return None
    written = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return written if phonenumbers.is_valid_number(number) or _FICTION.match(written) else None


def find_phones(reading: Reading) -> list[Found]:
    """Return phone numbers in E.164; French forms, and foreign ones written with their country code.

    A number without its first zero counts behind a word such as « téléphone ».
    """
    matches = list(_PHONE.finditer(reading.text))
    for match in _WITHOUT_ZERO.finditer(reading.text):
        if label("telephone").search(reading.before(match.start())):
            matches.append(match)
    found: list[Found] = []
    for match in matches:
        value = to_e164(match.group())
        if value is not None:
            start, end = reading.span(*match.span())
            found.append(Found("telephone", value, start, end, 0.95))
    return found


@lru_cache(maxsize=1)
def _spelling() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Return the pattern of a dictated address, and the signs that its words stand for."""
    forms = {name: [fold(word) for word in entries] for name, entries in words("epellation").items()}
    any_of = {n: "|".join(re.escape(w) for w in sorted(f, key=len, reverse=True)) for n, f in forms.items()}
    signs = {"arobase": "@", "souligne": "_", "tiret": "-", "point": "."}
    glue = rf"\s?(?:\.|-|_|\b(?:{any_of['souligne']}|{any_of['tiret']}|{any_of['point']})\b)\s?"
    name = r"[a-z0-9]+"
    at = rf"\s?(?:@|\b(?:{any_of['arobase']})\b)\s?"
    whole = rf"(?<![\w.@]){name}(?:{glue}{name})*{at}{name}(?:{glue}{name})*{glue}[a-z]{{2,6}}(?![\w@])"
    order = ("arobase", "souligne", "tiret", "point")
    rules = tuple((re.compile(rf"\s?\b(?:{any_of[n]})\b\s?"), signs[n]) for n in order)
    return re.compile(whole), rules


def spelled_email(text: str) -> str:
    """Return a dictated address with its signs: `camille point durand arobase exemple point fr`."""
    for pattern, sign in _spelling()[1]:
        text = pattern.sub(sign, text)
    return re.sub(r"\s", "", text)


def find_emails(reading: Reading) -> list[Found]:
    """Return e-mail addresses in lower case, typed or dictated (« arobase », « point »)."""
    found: list[Found] = []
    for match in _EMAIL.finditer(reading.text):
        start, end = reading.span(*match.span())
        found.append(Found("email", re.sub(r"\s", "", match.group()), start, end, 0.98))
    for match in _spelling()[0].finditer(reading.text):
        start, end = reading.span(*match.span())
        value = spelled_email(match.group())
        if value != match.group():
            found.append(Found("email", value, start, end, 0.99))
    return found


def is_postcode(digits: str) -> bool:
    """Tell whether five digits can be a French postcode, overseas included."""
    if len(digits) != 5 or not digits.isdigit():
        return False
    return bool(_OVERSEAS.match(digits)) or "01000" <= digits <= "95999"


def find_postcodes(reading: Reading) -> list[Found]:
    """Return French postcodes; five digits near the words of a meter reading are not one."""
    found: list[Found] = []
    for match in _POSTCODE.finditer(reading.text):
        digits = match[1] + match[3]
        before, after = reading.before(match.start()), reading.after(match.end())
        start, end = reading.span(*match.span())
        labelled = label("code_postal").search(before[-25:]) is not None
        spelled = not any(char.isdigit() for char in reading.source[start:end])
        if not is_postcode(digits) or _NOT_POSTCODE.match(after):
            continue
        if match[2] and not (labelled or spelled or _town_follows(after)):
            continue
        if label("index").search(before) and not labelled:
            continue
        found.append(Found("code_postal", digits, start, end, 0.9 if labelled else 0.7))
    return found


def _town_follows(after: str) -> bool:
    words_after = re.findall(r"[a-z]+", after)[:4]
    return any(communes_named(" ".join(words_after[:size])) for size in range(1, len(words_after) + 1))
