"""Takes out of a message what must never be stored: card numbers, and a one-time code when one is expected."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courant.conversations import ExpectedSecret
from courant.privacy import CARD_MASK, CODE_MARK, mask_cards

CARD = "carte"
# Kinds of answers that are fourteen digits: some of them look like the number of a payment card.
POINTS = ("pdl", "pce")

# Six digits, as one word or in groups, that do not belong to a longer number such as a phone number.
_CODE = re.compile(r"(?<!\d)(?<!\d[\s.\u00a0\u202f-])(?:\d[\s.\u00a0\u202f-]?){5}\d(?![\s.\u00a0\u202f-]?\d)")
_NOTHING_SAID = re.compile(r"\W*")


@dataclass(frozen=True)
class Masked:
    """A message that may be stored.

    Attributes:
        text: the message, with marks in place of secrets.
        kind: `carte` when a card number was taken out, else None.
        secret: the one-time code that was taken out, to be sealed.
    """

    text: str
    kind: str | None = None
    secret: str | None = None


def mask(text: str, expected: ExpectedSecret | None, expecting_point: bool = False) -> Masked:
    """Mask a message; six digits are a code only while one is expected, fourteen no card where a point is asked."""
    without_cards = mask_cards(text, expecting_point=expecting_point)
    kind = CARD if without_cards != text else None
    if expected is None:
        return Masked(without_cards, kind)
    found = _CODE.search(without_cards)
    if found is None:
        return Masked(without_cards, kind)
    secret = re.sub(r"\D", "", found.group())
    return Masked(_CODE.sub(CODE_MARK, without_cards), kind, secret)


def only_masked(text: str) -> bool:
    """Tell whether nothing is left of a message but what was masked."""
    return _NOTHING_SAID.fullmatch(text.replace(CARD_MASK, "")) is not None
