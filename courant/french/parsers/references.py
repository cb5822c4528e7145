"""Answers that are a reference: delivery point, bank account, bill, case."""

from __future__ import annotations

import re

from courant.french.parsers.bare import only_answer
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.parsers.numbers import digits_only
from courant.french.values import read, resolve
from courant.french.values.documents import find_documents
from courant.french.values.identifiers import find_ibans

_GI = re.compile(r"\bgi[ .-]?((?:\d[ .-]?){5}\d)(?![ .-]?\d)")
_LOCAL = re.compile(r"\b([a-z]{0,3}\d[\d ]{5,15}\d)\b")


def parse_pdl(text: str, context: ParseContext) -> Parsed | None:
    """Read an electricity delivery point: `value` is its fourteen digits."""
    digits = digits_only(text, 14, "point")
    return Parsed(digits, "pdl") if digits else None


def parse_pce(text: str, context: ParseContext) -> Parsed | None:
    """Read a gas delivery point: fourteen digits, `GI` and six digits, or another distributor's number."""
    digits = digits_only(text, 14, "point")
    if digits:
        return Parsed(digits, "pce")
    reading = read(text)
    match = _GI.search(reading.text)
    if match is not None:
        value = "GI" + re.sub(r"\D", "", match[1])
        return Parsed(value, "pce") if _alone(text, match.group()) else None
    local = _LOCAL.search(reading.text)
    if local is None or not _alone(text, local.group()):
        return None
    return Parsed(local[1].replace(" ", "").upper(), "pce", {"distributeur_local": True})


def _alone(text: str, folded_value: str) -> bool:
    reading = read(text)
    rest = reading.text.replace(folded_value, " ", 1)
    return only_answer(read(rest), [], "point")


def parse_iban(text: str, context: ParseContext) -> Parsed | None:
    """Read an IBAN whose check digits are right: `value` is compact, in capitals. Any SEPA country is taken."""
    reading = read(text)
    found = find_ibans(reading)
    if len(found) != 1 or not only_answer(reading, found, "iban"):
        return None
    return Parsed(found[0].value, "iban")


def parse_document(text: str, context: ParseContext) -> Parsed | None:
    """Read a bill, case or order number: `kind` says which."""
    reading = read(text)
    found = resolve(find_documents(reading))
    if len(found) != 1 or not only_answer(reading, found, "numero_client", "montant"):
        return None
    return Parsed(found[0].value, found[0].kind)
