"""Texting French written out: `jveu savoir cb g consommé` -> `je veux savoir combien j'ai consommé`."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import lru_cache

from courant.french.folding import fold, straighten, unstretch
from courant.french.lexicon import REFERENCE, words

_PIECE = re.compile(r"[^\W_]+(?:['°/][^\W_]+)*°?|\s+|.", re.DOTALL)
_LONGEST = 3  # words in the longest form of the table
_Rule = Callable[[list[str], int, int], bool]


@lru_cache(maxsize=1)
def _forms() -> dict[str, list[tuple[str, str]]]:
    """Return form -> [(rule, written out)], as read from `sms.tsv`; accents matter (`jé` is not `je`)."""
    table: dict[str, list[tuple[str, str]]] = {}
    with (REFERENCE / "sms.tsv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t")
        for row in rows:
            if fold(row["forme"]) != fold(row["plein"]):
                table.setdefault(row["forme"].lower(), []).append((row["regle"], row["plein"]))
    return table


def _neighbour(pieces: list[str], index: int, step: int) -> str:
    """Return the folded word before (-1) or after (+1), empty at a border or beside punctuation."""
    index += step
    while 0 <= index < len(pieces) and pieces[index].isspace():
        index += step
    return fold(pieces[index]) if 0 <= index < len(pieces) else ""


def _before_word(pieces: list[str], start: int, end: int) -> bool:
    following, previous = _neighbour(pieces, end - 1, 1), _neighbour(pieces, start, -1)
    return following.replace("'", "").isalpha() and not previous[-1:].isdigit() and previous != "°"


def _before_verb(pieces: list[str], start: int, end: int) -> bool:
    return _neighbour(pieces, end - 1, 1) in _set("verbes_apres_ca")


def _after_verb(pieces: list[str], start: int, end: int) -> bool:
    return _neighbour(pieces, start, -1) in _set("verbes_modaux")


def _away_from_payment(pieces: list[str], start: int, end: int) -> bool:
    around = (_neighbour(pieces, start, -1), _neighbour(pieces, end - 1, 1))
    return not any(word in _set("mots_paiement") for word in around)


_RULES: dict[str, _Rule] = {
    "toujours": lambda pieces, start, end: True,
    "avant_mot": _before_word,
    "avant_verbe": _before_verb,
    "apres_verbe": _after_verb,
    "hors_paiement": _away_from_payment,
}


@lru_cache(maxsize=8)
def _set(section: str) -> frozenset[str]:
    return frozenset(words(section))


def _match(pieces: list[str], start: int) -> tuple[str, int] | None:
    """Return the written-out form that begins at `start` and the index after it; the longest wins."""
    for size in range(_LONGEST, 0, -1):
        end = start + 2 * size - 1  # words are separated by one piece of white space
        if end > len(pieces):
            continue
        form = " ".join(piece.lower() for piece in pieces[start:end] if not piece.isspace())
        for rule, full in _forms().get(form) or _forms().get(fold(form)) or ():
            if _RULES[rule](pieces, start, end):
                return full, end
    return None


def expand(text: str) -> str:
    """Write texting forms out and shorten stretched letters; everything else is left as it was typed.

    Numbers, amounts, references and addresses are never altered.
    """
    pieces = _PIECE.findall(unstretch(straighten(text)))
    done: list[str] = []
    index = 0
    while index < len(pieces):
        found = _match(pieces, index) if pieces[index][0].isalnum() else None
        if found is None:
            done.append(pieces[index])
            index += 1
        else:
            done.append(_without_repetition(found[0], _neighbour(pieces, index, -1)))
            index = found[1]
    return "".join(done)


def _without_repetition(full: str, previous: str) -> str:
    """Leave out the first word of a written-out form that already stands before it: `il` + `il y a` is `il y a`."""
    first, _, rest = full.partition(" ")
    repeated = rest and previous.split("'")[-1] == fold(first)
    return rest if repeated else full


def normalise(text: str) -> str:
    """Return the text written out, then folded: what lexicons and classifiers compare."""
    return fold(expand(text))
