"""French typography for everything that customers read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from courant.french.lexicon import words

NBSP = "\u00a0"
THIN = "\u202f"

# What must never be altered: links, e-mail addresses, placeholders, hours written 10:30.
_LINK = r"(?:https?://|www\.|mailto:|tel:)\S+|[\w.+-]+@[\w-]+\.[\w.-]+"
_LINKS = re.compile(_LINK)
_KEPT = re.compile(rf"{_LINK}|\{{[^{{}}]*\}}|\d{{1,2}}:\d{{2}}")
_HIGH = re.compile(r"[ \u00a0\u202f]+([:;!?\u20ac%»])")
_GLUED = re.compile(r"(?<=[\w)\]}»\u2019'.])([;!?]+|:)(?=\s|$)")
_OPENING = re.compile(r"«[ \u00a0\u202f]*")
_CLOSING = re.compile(r"(?<=\S)»")
_THOUSANDS = re.compile(r"(?<![\d,.])(\d{1,3})((?: \d{3})+)(?=[ \u00a0\u202f]*(?:€|kWh|kVA|MWh|m³)|,\d)")
_UNITS = re.compile(r"(?<=\d) (?=(?:kWh|kVA|MWh|Wh|kW|m³|m2|€|%|h|min|TTC|HT)\b|€|%)")
_NUMERO = re.compile(r"\b([nN]°) ?(?=\d)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w|\{)")


def _outside(pattern: re.Pattern[str], text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to what `pattern` does not match."""
    parts: list[str] = []
    last = 0
    for match in pattern.finditer(text):
        parts += [change(text[last : match.start()]), match.group()]
        last = match.end()
    return "".join([*parts, change(text[last:])])


def _spacing(text: str) -> str:
    text = _OPENING.sub(f"«{NBSP}", text)
    text = _CLOSING.sub(f"{NBSP}»", text)
    text = _HIGH.sub(rf"{NBSP}\1", text)
    text = _GLUED.sub(rf"{NBSP}\1", text)
    text = _THOUSANDS.sub(lambda m: m.group(1) + m.group(2).replace(" ", THIN), text)
    text = _UNITS.sub(NBSP, text)
    return _NUMERO.sub(rf"\1{NBSP}", text)


def typeset(text: str, *, apostrophes: bool = False) -> str:
    """Return the text with the no-break spaces French asks for.

    A no-break space goes before `: ; ! ? € %` and inside « », between a number and its unit; a thin one
    between thousands. Links, addresses, hours and `{placeholders}` keep their characters. Applying it twice
    changes nothing more.

    Args:
        text: one message, possibly of several lines.
        apostrophes: also write typographic apostrophes.
    """
    done = _outside(_KEPT, text, _spacing)
    # A placeholder hides its neighbour from the rules above: « {total} € », « {nom} ! ».
    done = re.sub(r"(?<=\}) (?=[:;!?€%»])", NBSP, done)
    return _outside(_LINKS, done, lambda s: _APOSTROPHE.sub("\u2019", s)) if apostrophes else done


def join_list(items: Sequence[str], last: str = "et") -> str:
    """Return `a, b et c`; `last` names the linking word of the lexicon (`et`, `ou`)."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {words('ecriture')[last]} {items[-1]}"
