"""Makes a typed text harmless: nothing a person types can be taken for one of Rasa's own commands."""

from __future__ import annotations

import unicodedata

COMMAND_PREFIX = "/"
_KEPT_CONTROLS = "\n\t"
# What can stand before a slash without being seen: spaces, controls, zero-width characters, stray accents.
_UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me", "Cn", "Co"}
_NOTHING_LEFT = "?"


def neutralise(text: str) -> str:
    """Return the text without leading slashes (any width, behind any invisible character) and control characters.

    Rasa obeys a text that begins with a slash (`/restart`, `/intent{"entity": …}`); only buttons that the server
    issued may be such texts.
    """
    clean = _printable(text)
    start = 0
    while start < len(clean) and _is_unseen_or_slash(clean[start]):
        start += 1
    return clean[start:].rstrip() or _NOTHING_LEFT


def _printable(text: str) -> str:
    # Lone surrogates and NUL cannot be stored, and no keyboard makes them.
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in whole if unicodedata.category(c) != "Cc" or c in _KEPT_CONTROLS)


def _is_unseen_or_slash(character: str) -> bool:
    if unicodedata.category(character) in _UNSEEN:
        return True
    return unicodedata.normalize("NFKC", character).startswith(COMMAND_PREFIX)
