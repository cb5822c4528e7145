"""Masking: what must not be stored, and what must not be logged.

Two strengths. `mask_cards` is applied to every message before it is stored: nobody may keep a card number (the door
also seals a one-time code when one is expected, and leaves `CODE_MARK` in its place). `mask_for_log` is for log
lines: it also hides what identifies a person, keeping just enough to recognise a case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from courant.privacy.cards import Span, find_card_details, find_cards

CARD_MASK = "****"
CODE_MASK = "******"
CODE_MARK = "[code]"  # what the door leaves of a one-time code; the value itself is sealed in the store

_LABELLED_CODE = re.compile(
    r"(?i)\b(?:code|otp|mot de passe|mdp|password|pin|cvv2?|cvc2?|cryptogramme)\b(?! postal)"
    r"(?: (?:re[cç]u|de v[eé]rification|de confirmation|secret|par sms))*"
    r"[^\w\n]{0,3}(?:c'?est|est|:|=)?\s*[:=«\"]?\s*"
    r"(?P<code>(?:\d[ .-]?){5}\d(?!\d)|(?=[\w-]*\d)[\w-]{3,12}|(?<=[:=] )\S{4,}|(?<=est )\S{4,})"
)
_IBAN = re.compile(r"(?i)\b(?P<country>[A-Z]{2})\d{2}(?:[ \u00a0.-]?[A-Z0-9]){10,27}(?P<end>[A-Z0-9])\b")
_POINT = re.compile(r"(?<!\d)(?:\d[\s.\u00a0\u202f-]?){13}\d(?!\d)|(?i:\bGI\s?\d{6}\b)")
_PHONE = re.compile(r"(?<![\d+])(?:\+|00)?(?:\d{2}[\s.\u00a0-]?(?:\(0\)\s?)?)?0?[1-9](?:[\s.\u00a0/-]?\d{2}){4}(?!\d)")
_EMAIL = re.compile(r"(?P<first>[\w.+%-])[\w.+%-]*@(?P<domain>[\w-]+(?:\.[\w-]+)+)")
_TOKEN = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+|(?i:\bbearer\s+)[\w.~+/-]{8,}=*")


def _replace(text: str, spans: Iterable[Span], hide: Callable[[str], str]) -> str:
    for start, end in sorted(set(spans), reverse=True):
        text = text[:start] + hide(text[start:end]) + text[end:]
    return text


def _keep_last(count: int) -> Callable[[str], str]:
    """Return a function that hides all but the last digits or letters."""

    def hide(value: str) -> str:
        plain = re.sub(r"\W", "", value)
        return f"****{plain[-count:]}"

    return hide


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def mask_cards(text: str, *, expecting_point: bool = False) -> str:
    """Hide card numbers, and the expiry dates and security codes beside them; nothing of them is kept.

    Args:
        text: the message.
        expecting_point: a delivery point was just asked for, so fourteen digits are one and no card.
    """
    cards = [card for card in find_cards(text) if not (expecting_point and _digits(text[slice(*card)]) == 14)]
    if not cards:
        return text
    return _replace(text, [*cards, *find_card_details(text, cards)], lambda _: CARD_MASK)


def _hide_code(match: re.Match[str]) -> str:
    start, end = match.span("code")
    offset = match.start()
    return match.group()[: start - offset] + CODE_MASK + match.group()[end - offset :]


def mask_for_log(text: str) -> str:
    """Return what may be logged of a text: no card, code, token, IBAN, delivery point, phone or e-mail in full."""
    masked = _TOKEN.sub("****", mask_cards(text))
    masked = _EMAIL.sub(lambda m: f"{m['first']}***@{m['domain']}", masked)
    masked = _IBAN.sub(lambda m: m["country"] + _keep_last(4)(m.group()), masked)
    masked = _LABELLED_CODE.sub(_hide_code, masked)
    masked = _POINT.sub(lambda m: _keep_last(4)(m.group()), masked)
    return _PHONE.sub(lambda m: _keep_last(2)(m.group()), masked)
