"""Answers that tell which outage report is meant: its number, its secret code, or a place for want of a number."""

from __future__ import annotations

import re

from courant.french.folding import fold
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.parsers.places import parse_place

# As printed (S2026-000123), or as typed from memory (« s 2026 123 »).
_NUMBER = re.compile(r"(?<![a-z0-9])s[\s._-]?(20\d\d)[\s._/-]?(\d{1,6})(?!\d)")
_SECRET = re.compile(r"\b[2-9a-hj-np-z]{5}(?:[\s-]?[2-9a-hj-np-z]{5}){2}\b")


def report_number(text: str) -> str | None:
    """Return the number of a report that a text holds."""
    found = _NUMBER.search(fold(text))
    return f"S{found[1]}-{int(found[2]):06}" if found else None


def report_secret(text: str) -> str | None:
    """Return the secret code of a report that a text holds."""
    found = _SECRET.search(fold(text))
    return found[0].upper() if found else None


def parse_report(text: str, context: ParseContext) -> Parsed | None:
    """Read the number of a report (`"S2026-000123"`, with `extra["code"]` when its code is said), else a place."""
    number = report_number(text)
    if number is None:
        return parse_place(text, context)
    secret = report_secret(text)
    return Parsed(number, "signalement", {"code": secret} if secret else {})


def parse_report_secret(text: str, context: ParseContext) -> Parsed | None:
    """Read the secret code of a report: `value` is in capitals."""
    secret = report_secret(text)
    return Parsed(secret, "code_signalement") if secret else None
