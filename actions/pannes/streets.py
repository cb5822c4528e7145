"""A street said without its number, which the parser of places rightly doubts elsewhere: « rue du Moulin »."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from courant.french.communes import communes_named
from courant.french.folding import fold
from courant.french.lexicon import words
from courant.french.parsers.bare import is_question

_MOST_WORDS = 9
_TOWN = re.compile(r"^(?P<street>.+?)\s*(?:,|\bà|\ba)\s+(?P<town>[^,]+)$", re.IGNORECASE)
_LEADING = re.compile(r"^(?:c'est|dans|sur|au|à|la|le|l'|j'habite|je suis)\s*(?:la |le |l'|au |à la )?", re.IGNORECASE)


@lru_cache(maxsize=1)
def _begins_as_street() -> re.Pattern[str]:
    kinds = sorted(map(fold, words("lieux")["voies"]), key=len, reverse=True)
    return re.compile(rf"(?:\d{{1,4}}\s?(?:bis|ter)?\s)?(?:{'|'.join(map(re.escape, kinds))})\.?\s+\w")


def street_alone(text: str) -> dict[str, Any] | None:
    """Read a street, and the commune behind « à » when it is one; None when the words do not begin as a street.

    Only for a question that asks for a street: « place de parking » begins as one too.
    """
    said = re.sub(r"\s+", " ", text).strip(" .!,;")
    if is_question(fold(said)) or len(said.split()) > _MOST_WORDS:
        return None
    kept = said if _begins_as_street().match(fold(said)) else _LEADING.sub("", said, count=1)
    if not _begins_as_street().match(fold(kept)):
        return None
    split = _TOWN.match(kept)
    named = communes_named(split["town"]) if split else ()
    return {"adresse": split["street"], "commune": named[0].name} if split and named else {"adresse": kept}
