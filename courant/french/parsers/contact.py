"""Answers that are an e-mail address or a phone number."""

from __future__ import annotations

import re

from courant.french.parsers.bare import only_answer
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.values import Found, read, resolve
from courant.french.values.emails import find_emails
from courant.french.values.phones import find_phones, to_e164


def parse_email(text: str, context: ParseContext) -> Parsed | None:
    """Read an e-mail address, typed or dictated: `value` is in lower case."""
    reading = read(text)
    found = resolve(find_emails(reading))
    if len(found) != 1 or not only_answer(reading, found, "contact"):
        return None
    return Parsed(found[0].value, "email")


def parse_phone(text: str, context: ParseContext) -> Parsed | None:
    """Read a phone number: `value` is in E.164 (`+33612345678`)."""
    reading = read(text)
    found = resolve(find_phones(reading)) or _any_grouping(text)
    if len(found) != 1 or not only_answer(reading, found, "contact"):
        return None
    return Parsed(found[0].value, "telephone")


def _any_grouping(text: str) -> list[Found]:
    """Return a number whose digits are grouped in an unusual way (`0 6 1 2 …`, `061 234 56 78`)."""
    reading = read(text)
    match = re.search(r"(?:\+|00)?\d(?:[\s./-]{0,3}\d){8,14}", reading.text)
    value = to_e164(re.sub(r"[\s./-]", "", match.group())) if match else None
    return [Found("telephone", value, *reading.span(*match.span()))] if match and value else []


def parse_contact(text: str, context: ParseContext) -> Parsed | None:
    """Read an e-mail address or a phone number; `kind` says which (`email`, `telephone`)."""
    return parse_email(text, context) or parse_phone(text, context)
