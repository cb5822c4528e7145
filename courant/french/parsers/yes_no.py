"""Yes and no."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.folding import fold, unstretch
from courant.french.lexicon import words
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.sms import expand


@lru_cache(maxsize=1)
def _answers() -> dict[str, bool]:
    forms = words("reponses")
    return {fold(form): name == "oui" for name in ("oui", "non") for form in forms[name]}


@lru_cache(maxsize=1)
def _courtesy() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:merci(?: beaucoup| bien)?|s'il (?:vous|te) plait|svp|stp|bonjour|monsieur|madame|"
        r"bah|ben|euh|bon|alors|bien|donc|pardon)\b"
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[.,;:!\"()]+", " ", text)).strip()


def parse_yes_no(text: str, context: ParseContext) -> Parsed | None:
    """Read a yes or a no: `value` is `True` or `False`.

    « Oui mais pourquoi ? » is neither: something else is wanted.
    """
    if "?" in text:
        return None
    plain = _plain(unstretch(fold(text)))
    for candidate in (plain, _plain(fold(expand(text))), _plain(_courtesy().sub(" ", plain))):
        if candidate in _answers():
            return Parsed(_answers()[candidate], "oui_non")
    return None
