"""The answer to « avez-vous une photo ? » when there is none; a photo itself comes with the message."""

from __future__ import annotations

import re

from courant.french.folding import fold, unstretch
from courant.french.parsers.context import ParseContext, Parsed

_NONE = re.compile(
    r"(?:non|nan|nope|aucune?|rien|passer?|je passe|on passe|passez|continuer|continuez|suivant|sans|sans photo|"
    r"pas de (?:photo|photos|image)|plus tard|pas maintenant|je (?:ne )?(?:peux|veux|sais) pas|impossible|"
    r"(?:je n'|j')?(?:en )?(?:ai|a) pas(?: de (?:photo|photos|image))?|je n'en ai pas|pas possible|non merci)"
)


def parse_photo(text: str, context: ParseContext) -> Parsed | None:
    """Read a refusal (« pas de photo », « passer »): `value` is the empty list, which is an answer."""
    plain = re.sub(r"[.,;!]+|\b(?:merci|desole|desolee|svp|bah|ben|euh|oh)\b", " ", unstretch(fold(text)))
    pieces = [piece for piece in re.split(r"\s{2,}|,", plain.strip()) if piece.strip()]
    said = [re.sub(r"\s+", " ", piece).strip() for piece in pieces]
    if said and all(_NONE.fullmatch(piece) for piece in said):
        return Parsed([], "photo")
    return None
