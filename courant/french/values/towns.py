"""Communes in a text: behind a postcode, or known by name where the words or a capital show a place."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.communes import communes_named, name_sizes, population_rank
from courant.french.folding import fold
from courant.french.lexicon import word_list, words
from courant.french.values.found import Found
from courant.french.values.person_words import lists
from courant.french.values.postcodes import is_postcode
from courant.french.values.reading import Reading
from courant.french.values.town_names import capitalised, misspelled, town_at
from courant.french.values.word_patterns import alternatives, behind

# A person or a street may bear the name of a commune.
_STREET_NAME = re.compile(
    r"\b(?:rue|avenue|boulevard|place|cours|quai|route|chemin|m|mr|mme|madame|monsieur|nom)\.?\s(?:(?:de|du|des)\s|d')?(?:la\s|le\s|l')?$"
)
_STARTS = re.compile(r"(?:^|[.!?\n])\s*$")
_NUMBER = r"(?P<n>[1-9]|1\d|20)"
_ROMAN = r"(?=[xvi]+(?:e|eme)?\b)x{0,2}(?:ix|iv|v?i{0,3})(?:e|eme)?\b"
_DISTRICT = re.compile(
    rf"\b(?P<town>paris|lyon|marseille)"
    rf"(?:,? (?:dans le |le )?{_NUMBER}(?:e|er|eme|ieme)?\b(?! ?[.,/:€%]?\d)|\s{_ROMAN})"
    r"(?:\s(?:arrondissement|arrdt|arr)\b\.?)?"
)
_DISTRICT_OF = re.compile(
    rf"\b{_NUMBER}(?:e|er|eme|ieme) (?:arrondissement |arr\.? )?(?:de |d')(?P<town>paris|lyon|marseille)\b"
)
_DISTRICTS = {"paris": 20, "lyon": 9, "marseille": 16}
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_LONGEST_NAME = 45
_CONTRACTED = {"au": "le", "du": "le", "aux": "les", "des": "les"}
_LARGE = 300  # the most populated communes are recognised without capital nor introduction
_BEHIND_POSTCODE, _KNOWN, _UNKNOWN = 0.85, 0.8, 0.55


def find_communes(reading: Reading) -> list[Found]:
    """Return communes: behind a postcode, or known by name where the words or a capital show a place.

    The value is the official name when it is known (`st etienne` is `Saint-Étienne`, `Paris 15e` is `Paris`), else the
    words as typed.
    """
    found: list[Found] = []
    for match in re.finditer(r"(?<![\d.,])\d{2} ?\d{3}(?!\d)", reading.text):
        town = town_at(reading, match.end()) if is_postcode(match.group().replace(" ", "")) else None
        if town is not None and (" " not in match.group() or communes_named(reading.text[slice(*town)])):
            found.append(_commune(reading, *town, _BEHIND_POSTCODE))
    return found + _districts(reading) + _named(reading) + _unknown(reading)


def _commune(reading: Reading, start: int, end: int, confidence: float, name: str | None = None) -> Found:
    first, last = reading.span(start, end)
    named = communes_named(name or reading.text[start:end])
    return Found("commune", named[0].name if named else reading.source[first:last], first, last, confidence)


def _districts(reading: Reading) -> list[Found]:
    """« Paris 15e », « Lyon 3 », « le 8e arrondissement de Marseille »."""
    found = []
    for match in (*_DISTRICT.finditer(reading.text), *_DISTRICT_OF.finditer(reading.text)):
        counted = behind("unites", "mesures", "argent", "comptees").match(reading.text, match.end())
        if not counted and (not match["n"] or int(match["n"]) <= _DISTRICTS[match["town"]]):
            found.append(_commune(reading, *match.span(), _BEHIND_POSTCODE, match["town"]))
    return found


def _named(reading: Reading) -> list[Found]:
    """Look each group of words up in the list of communes, the longest groups first."""
    tokens = list(re.finditer(r"[a-z]+", reading.text))
    found: list[Found] = []
    index = 0
    while index < len(tokens):
        size = _name_at(reading, tokens, index)
        if size:
            found.append(_commune(reading, tokens[index].start(), tokens[index + size - 1].end(), _KNOWN))
        elif one := _contracted(reading, tokens, index) or _typo(reading, tokens[index]):
            found.append(one)
            size = 1
        index += max(size, 1)
    return found


def _name_at(reading: Reading, tokens: list[re.Match[str]], index: int) -> int:
    """Return how many words the commune that begins at a token has, 0 when none does."""
    most = name_sizes().get(tokens[index].group(), 0)
    for size in range(min(most, len(tokens) - index), 0, -1):
        start, end = tokens[index].start(), tokens[index + size - 1].end()
        name = reading.text[start:end]
        if not re.search(r"[^a-z'/ -]", name) and communes_named(name) and _is_place(reading, start, end, size):
            return size
    return 0


def _contracted(reading: Reading, tokens: list[re.Match[str]], index: int) -> Found | None:
    """« Au Havre », « du Mans », « aux Ulis »: the article is in the preposition."""
    article = _CONTRACTED.get(tokens[index - 1].group()) if index else None
    if article is None or reading.text[tokens[index - 1].end() : tokens[index].start()] != " ":
        return None
    for size in (3, 2, 1):
        if index + size > len(tokens):
            continue
        start, end = tokens[index].start(), tokens[index + size - 1].end()
        name = f"{article} {reading.text[start:end]}"
        if not communes_named(name) or name in _ordinary():
            continue
        capital = reading.source[reading.span(start, end)[0]].isupper()
        large = (population_rank(name) or _LARGE + 1) <= _LARGE
        if (capital or large) and not _STREET_NAME.search(reading.text[:start]):
            return _commune(reading, start, end, _KNOWN, name)
    return None


def _typo(reading: Reading, token: re.Match[str]) -> Found | None:
    """A large commune with one wrong letter, behind what introduces one."""
    if not _before().search(reading.text[: token.start()]) or not token.start():
        return None
    name = misspelled(token.group())
    return _commune(reading, *token.span(), _UNKNOWN, name) if name else None


def _unknown(reading: Reading) -> list[Found]:
    """Words with a capital behind « j'habite à » or « commune de »: a commune too small for the list."""
    found = []
    for match in _surely_before().finditer(reading.text):
        following = _WORD.finditer(reading.text, match.end(), match.end() + _LONGEST_NAME)
        ends = [word.end() for word in following]
        span = capitalised(reading, match.end(), ends)
        name = reading.text[slice(*span)] if span else ""
        if span and not reading.source[reading.span(*span)[0]].isupper():
            continue  # « j'habite le Cantal »
        if span and not communes_named(name) and name.split()[0] not in _outside() and not reading.source.isupper():
            found.append(_commune(reading, *span, _UNKNOWN))
    return found


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    """Return what introduces a commune, the beginning of the message included."""
    return re.compile(rf"(?:^|\d{{5}}|,|\b(?:{alternatives(words('lieux')['devant_commune'])}))[\s']*$")


@lru_cache(maxsize=1)
def _surely_before() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(words('lieux')['devant_commune_sur'])})(?:\s|(?<='))(?=[a-z])")


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    return frozenset(fold(name) for name in words("lieux")["communes_mots_courants"])


@lru_cache(maxsize=1)
def _outside() -> frozenset[str]:
    return frozenset(words("lieux")["hors_commune"])


def _is_place(reading: Reading, start: int, end: int, size: int) -> bool:
    """Tell a commune from the same words in another sense (« tours », « sens », a person, a street)."""
    before, name = reading.text[:start], reading.text[start:end]
    if _STREET_NAME.search(before) or (re.findall(r"[a-z]+", before) or [""])[-1] in _outside():
        return False
    shouted = reading.source.isupper()
    upper = reading.source[reading.span(start, end)[0]].isupper() and not shouted
    capital = upper and not _STARTS.search(before)
    introduced = _before().search(before) is not None or re.match(r"\W{0,3}\d{5}\b", reading.text[end:]) is not None
    rank = population_rank(name) or _LARGE + 1
    common = word_list("mots_courants.txt")
    if name in _ordinary() or (not upper and all(word in common for word in re.findall(r"[a-z]+", name))):
        return capital and introduced
    if size == 1 and rank > _LARGE and (name in lists().given or name in lists().surnames):
        return capital and introduced
    return introduced or capital or size > 2 or rank <= _LARGE
