"""Postcodes."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.communes import communes_at, communes_named
from courant.french.values.found import Found
from courant.french.values.labels import label
from courant.french.values.reading import Reading
from courant.french.values.word_patterns import behind, listed

_POSTCODE = re.compile(
    r"(?:(?<=\bcp)|(?<=\bf-)|(?<![\w.,/+€-]))(\d{2})((?<!\b\d \d\d)(?<!\b\d\d \d\d)(?<!\b\d{3} \d\d)[ .-]|)(\d{3})"
    r"(?![\w@-]|/\d)"
    r"(?!\s\d{1,3}\b(?!\s?(?:rue|avenue|bd|boulevard|place|chemin|allee)))(?![.,]\d)"
)
_OVERSEAS = re.compile(r"^9[78]\d{3}$")
_LABELLED, _BESIDE_TOWN, _KNOWN, _PLAIN = 0.9, 0.88, 0.7, 0.6


def is_postcode(digits: str) -> bool:
    """Tell whether five digits can be a French postcode, overseas included."""
    if len(digits) != 5 or not digits.isdigit():
        return False
    return bool(_OVERSEAS.match(digits)) or "01000" <= digits <= "95999"


def find_postcodes(reading: Reading) -> list[Found]:
    """Return French postcodes; five digits near the words of a meter reading or behind « référence » are none.

    Typed in two groups (« 69 003 »), a postcode needs its label or a commune beside it.
    """
    found: list[Found] = []
    for match in _POSTCODE.finditer(reading.text):
        digits, confidence = match[1] + match[3], _confidence(match, reading)
        if confidence and is_postcode(digits):
            found.append(Found("code_postal", digits, *reading.span(*match.span()), confidence))
    return found


def _confidence(match: re.Match[str], reading: Reading) -> float:
    """Return how sure a postcode is, 0 when it is none."""
    before, after = reading.before(match.start()), reading.after(match.end())
    if behind("pas_code_postal").match(after):
        return 0.0
    if beside_town(before, after):
        return _BESIDE_TOWN
    if label("code_postal").search(before[-25:]) and not _is_reference(re.sub(r"code postal", "", before)):
        return _LABELLED
    source = reading.source[slice(*reading.span(*match.span()))]
    if match[2] or not any(char.isdigit() for char in source):
        return 0.0
    if _announced("lieux").search(before):
        return _LABELLED
    if before.endswith("f-"):
        return 0.0  # a number of a bill; « F-69003 Lyon » has its town
    if label("index").search(before) or _is_reference(before):
        return 0.0
    return _KNOWN if communes_at(match[1] + match[3]) else _PLAIN


@lru_cache(maxsize=4)
def _announced(section: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{listed(section)})[\s:]*(?:est |c'est |le )?$")


def _is_reference(before: str) -> bool:
    """Tell « dossier 45879 », « F-88120 » from a postcode."""
    return _announced("references").search(before) is not None or re.search(r"\b[a-eg-z]-$", before) is not None


def beside_town(before: str, after: str) -> bool:
    """Tell whether the name of a commune stands right before or behind five digits.

    Args:
        before: folded text before them.
        after: folded text behind them.
    """
    return _town_follows(after) or _town_precedes(before)


def _town_follows(after: str) -> bool:
    words_after = re.findall(r"[a-z]+", re.split(r"[.;!?\d]", after)[0])[:4]
    return any(communes_named(" ".join(words_after[:size])) for size in range(1, len(words_after) + 1))


def _town_precedes(before: str) -> bool:
    words_before = re.findall(r"[a-z]+", re.split(r"[.;!?\d]", before)[-1])[-4:]
    if not re.search(r"[a-z]\W{0,3}$", before):
        return False
    names = (" ".join(words_before[-size:]) for size in range(1, len(words_before) + 1))
    return any(len(name) > 2 and communes_named(name) for name in names)
