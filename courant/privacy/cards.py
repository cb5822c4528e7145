"""Payment card numbers: found however they are typed, so that none is ever stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

# What people put between groups of digits, besides digits.
_GLUE = re.compile(r"[\s.,;:/_*|~\u00a0\u202f\u2009\u2010-\u2015\u2212()\[\]-]{1,4}")
_LOOSE = re.compile(r"(?:[\s.,;:/_\u00a0\u202f-]*[^\W\d_]{1,8}[\s.,;:/_\u00a0\u202f-]*){1,3}")
_GROUP = re.compile(r"\d+")
_SHAPES = {
    (4, 4, 4, 4),
    (4, 6, 5),
    (4, 4, 4, 4, 3),
    (4, 6, 4),
    (8, 8),
    (2,) * 8,
    (4, 4, 8),
    (8, 4, 4),
    (4, 12),
    (6, 10),
}
# First digits of the networks in use: Visa, Mastercard, Amex, Diners, Discover, JCB, Maestro, UnionPay.
_ISSUERS = re.compile(r"^(?:4|5[0-8]|2(?:2[2-9]|[3-6]\d|7[01]|720)|3(?:4|7|0[0-5]|095|6|8|9|5)|6)")
_IBAN = re.compile(r"(?i)\b[A-Z]{2}\d{2}(?:[ \u00a0.-]?[A-Z0-9]){11,30}\b")
_LABELLED = re.compile(r"(?i)\b(?:pdl|prm|pce|point de livraison|point de comptage|siret|siren|ean)\b[^\d]{0,40}$")
_EXPIRY_OR_CODE = re.compile(
    r"(?i)(?<!\d)(?:(?:0[1-9]|1[0-2])\s?[/-]\s?(?:20)?\d{2}|(?:cvv2?|cvc2?|crypto\w*|cryptogramme)\D{0,12}\d{3,4})(?!\d)"
)
_NEAR = 60  # characters around a card number in which its expiry date and code are looked for

Span = tuple[int, int]


def luhn(digits: str) -> bool:
    """Tell whether a string of digits passes the Luhn check."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def is_card_number(digits: str) -> bool:
    """Tell whether digits can be a card number: 13 to 19 of them, a known issuer, the Luhn check passed."""
    known_issuer = _ISSUERS.match(digits) is not None
    return 13 <= len(digits) <= 19 and known_issuer and len(set(digits)) > 1 and luhn(digits)


def _runs(text: str, glue: re.Pattern[str]) -> Iterator[list[Span]]:
    """Yield the runs of digit groups held together by `glue`."""
    run: list[Span] = []
    for match in _GROUP.finditer(text):
        if run and not glue.fullmatch(text, run[-1][1], match.start()):
            yield run
            run = []
        run.append(match.span())
    if run:
        yield run


def _cards_in(run: Sequence[Span], text: str, shapes: set[tuple[int, ...]] | None) -> Iterator[Span]:
    """Yield the spans of the card numbers made of whole groups of a run, the leftmost and longest first."""
    first = 0
    while first < len(run):
        for last in range(min(len(run), first + 19), first, -1):
            groups = run[first:last]
            digits = "".join(text[a:b] for a, b in groups)
            shaped = shapes is None or tuple(b - a for a, b in groups) in shapes
            if shaped and is_card_number(digits):
                yield groups[0][0], groups[-1][1]
                first = last - 1
                break
        first += 1


def _inside(span: Span, others: Sequence[Span]) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in others)


def _plain(text: str) -> str:
    """Return the text with ASCII digits, character for character."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char for char in text)


def find_cards(text: str) -> list[Span]:
    """Return the spans of card numbers, whatever separates their digits.

    Groups may be separated by spaces, dashes, dots, line breaks, or a few short words (« 4970 puis 1012 … »).
    The digits of an IBAN, and those announced as a delivery point, are not cards.
    """
    plain = _plain(text)
    excluded = [match.span() for match in _IBAN.finditer(plain)]
    found: list[Span] = []
    for glue, shapes in ((_GLUE, None), (re.compile(f"(?:{_LOOSE.pattern}|{_GLUE.pattern})"), _SHAPES)):
        for run in _runs(plain, glue):
            for span in _cards_in(run, plain, shapes):
                labelled = _LABELLED.search(plain[max(0, span[0] - 60) : span[0]]) is not None
                if not labelled and not _inside(span, excluded) and not _inside(span, found):
                    found.append(span)
    return sorted(found)


def find_card_details(text: str, cards: Sequence[Span]) -> list[Span]:
    """Return the spans of expiry dates and security codes written near the given card numbers."""
    near = [(max(0, a - _NEAR), b + _NEAR) for a, b in cards]
    return [m.span() for m in _EXPIRY_OR_CODE.finditer(text) if _inside(m.span(), near)]
