"""Answers that are a place: an address, a commune, a postcode."""

from __future__ import annotations

import re
from typing import Any

from courant.french.communes import communes_at, communes_named
from courant.french.folding import fold
from courant.french.parsers.bare import is_question, only_answer
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.parsers.numbers import parse_postcode
from courant.french.values import read
from courant.french.values.places import find_addresses
from courant.french.values.postcodes import is_postcode
from courant.french.values.towns import find_communes

# Floor, door, building: what customers add to an address.
_MOST_EXTRA_WORDS = 8
_LONGEST_TOWN = 6
# « Lyon 3e »: postcode of the first district.
_DISTRICTS = {"paris": "75001", "lyon": "69001", "marseille": "13001"}
_DISTRICT = re.compile(r"(paris|lyon|marseille),? (\d{1,2})(?:e|er|eme|ieme|i|th)?(?: arrondissement| arr\.?)?")


def parse_place(text: str, context: ParseContext) -> Parsed | None:
    """Read a place: `value` holds what was said among `adresse`, `code_postal`, `commune`, and the words (`texte`).

    The commune is completed where the postcode has one only, and the postcode where the commune has one only. A place
    that a customer shares as a position does not come through here: it has `latitude` and `longitude`.
    """
    cleaned = re.sub(r"\s+", " ", text).strip(" .!,;")
    if not cleaned or is_question(fold(cleaned)):
        return None
    value = _address(cleaned) or _postcode(cleaned, context) or _commune(cleaned)
    return None if value is None else Parsed({**_completed(value), "texte": cleaned}, "lieu")


def _address(text: str) -> dict[str, Any] | None:
    reading = read(text)
    found = find_addresses(reading)
    if len(found) != 1:
        return None
    one = found[0]
    extra = re.findall(r"[\w']+", text[: one.start] + " " + text[one.end :])
    if len(extra) > _MOST_EXTRA_WORDS:
        return None
    parts = one.value
    value = {"adresse": " ".join(filter(None, (parts.get("numero"), parts["voie"]))).strip()}
    outside = [town for town in find_communes(reading) if town.start >= one.end or town.end <= one.start]
    commune = parts.get("commune") or (outside[0].value if len(outside) == 1 else None)
    postcode = parts.get("code_postal") or _only_postcode(text[one.end :])
    return {**value, **_present(code_postal=postcode, commune=commune)}


def _only_postcode(text: str) -> str | None:
    found = [digits for digits in re.findall(r"(?<!\d)\d{5}(?!\d)", text) if is_postcode(digits)]
    return found[0] if len(found) == 1 else None


def _postcode(text: str, context: ParseContext) -> dict[str, Any] | None:
    parsed = parse_postcode(text, context)
    if parsed is None:
        return None
    town = re.sub(r"[\d,()]", " ", text).strip()
    named = communes_named(town) if town else ()
    return {"code_postal": parsed.value, **_present(commune=named[0].name if named else None)}


def _commune(text: str) -> dict[str, Any] | None:
    """A commune alone, or behind words that introduce it (« à Villeurbanne »)."""
    named = communes_named(text)
    if named:
        return {"commune": named[0].name}
    district = _DISTRICT.fullmatch(fold(text))
    if district is not None and district[2] != "0":
        first = _DISTRICTS[district[1]]
        postcode = str(int(first) + int(district[2]) - 1)
        there = communes_at(postcode)
        return {"code_postal": postcode, "commune": there[0].name} if there else None
    if len(text.split()) > _LONGEST_TOWN:
        return None
    reading = read(text)
    found = find_communes(reading)
    if len(found) != 1 or not only_answer(reading, found, "code_postal"):
        return None
    return {"commune": found[0].value}


def _completed(value: dict[str, Any]) -> dict[str, Any]:
    if "code_postal" in value and "commune" not in value:
        there = communes_at(value["code_postal"])
        return {**value, "commune": there[0].name} if len(there) == 1 else value
    if "commune" in value and "code_postal" not in value:
        named = communes_named(value["commune"])
        if len(named) == 1 and len(named[0].postcodes) == 1:
            return {**value, "code_postal": named[0].postcodes[0]}
    return value


def _present(**parts: str | None) -> dict[str, str]:
    return {name: part for name, part in parts.items() if part}
