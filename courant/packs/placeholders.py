"""Placeholders of French texts: `{marque}` comes from the brand, the others are filled at run time."""

from __future__ import annotations

import re
from collections.abc import Mapping

from courant.french.typography import typeset

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
BRACE = re.compile(r"[{}]")


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the placeholders of a text, in order."""
    return tuple(PLACEHOLDER.findall(text))


def is_balanced(text: str) -> bool:
    """Tell whether every brace belongs to a well-formed placeholder."""
    return BRACE.search(PLACEHOLDER.sub("", text)) is None


def fill(text: str, brand_texts: Mapping[str, str]) -> str:
    """Replace the brand's placeholders; leave the others for run time."""
    return PLACEHOLDER.sub(lambda match: brand_texts.get(match[1], match[0]), text)


def worded(text: str, brand_texts: Mapping[str, str]) -> str:
    """Return a text as customers read it: French spacing, brand filled in."""
    return fill(typeset(text), brand_texts)
