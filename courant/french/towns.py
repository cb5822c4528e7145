"""Communes and postcodes inside a sentence: « au Mans », « aux Ulis », « d'Angers », « dans le 31000 »."""

from __future__ import annotations

from courant.french.folding import fold

_AT = {"le": "au", "les": "aux"}
_OF = {"le": "du", "les": "des"}
_VOWELS = frozenset("aeiouœæ")


def at_town(town: str) -> str:
    """Return a commune behind « à », its article contracted: « à Lyon », « au Havre », « à La Rochelle »."""
    if town.isdigit():
        return f"dans le {town}"
    return _contracted(town, _AT) or f"à {town}"


def of_town(town: str) -> str:
    """Return a commune behind « de »: « de Lyon », « du Havre », « d'Angers »."""
    if town.isdigit():
        return f"du {town}"
    return _contracted(town, _OF) or (f"d'{town}" if fold(town)[:1] in _VOWELS else f"de {town}")


def _contracted(town: str, articles: dict[str, str]) -> str | None:
    article, _, rest = town.partition(" ")
    return f"{articles[article.lower()]} {rest}" if rest and article.lower() in articles else None
