"""Answers that are a mark painted or fixed on something: the number of a lamp post (« 214 », « A-57 »)."""

from __future__ import annotations

import re

from courant.french.parsers.bare import only_answer
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.values import Found, read

_LONGEST = 20
# Letters may stand before the figures, with or without a space: « EP 1234 ».
_MARK = re.compile(r"(?<![\w-])(?:[A-Z]{1,4}[ .-]?)?(?=[\w./-]*\d)\w+(?:[./-]\w+)*(?![\w-])")
_AROUND = re.compile(r"(?i)\b(?:rep[eè]re|poteau|plaque|m[aâ]t|lampadaire|r[eé]verb[eè]re|[eé]crit|marqu[eé])\b")


def parse_mark_on_pole(text: str, context: ParseContext) -> Parsed | None:
    """Read a mark: `value` is its letters and figures as they were typed."""
    found = [match for match in _MARK.finditer(text) if len(match.group()) <= _LONGEST]
    if len(found) != 1:
        return None
    mark = found[0].group()
    covered = [Found("repere", mark, *match.span()) for match in (found[0], *_AROUND.finditer(text))]
    return Parsed(mark, "repere") if only_answer(read(text), covered, "numero_client") else None
