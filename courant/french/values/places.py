"""Addresses and communes, as far as their form or a list tells them."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.communes import communes_named, name_sizes
from courant.french.folding import fold
from courant.french.lexicon import words
from courant.french.values.contacts import is_postcode
from courant.french.values.found import Found
from courant.french.values.reading import Reading

_NAME = r"[a-z][a-z'-]*"
_TOWN = re.compile(rf"^[\s,(]*({_NAME}(?:[ -]{_NAME}){{0,4}})")
_LINKS = frozenset(
    [
        "sur",
        "sous",
        "en",
        "les",
        "lez",
        "le",
        "la",
        "l",
        "de",
        "du",
        "des",
        "d",
        "et",
        "aux",
        "saint",
        "sainte",
        "st",
        "ste",
        "mont",
        "bois",
        "val",
    ]
)
_MOST_STREET_WORDS = 7
# A person or a street may bear the name of a commune.
_STREET_NAME = re.compile(
    r"\b(?:rue|avenue|boulevard|place|cours|quai|route|chemin|m|mr|mme|madame|monsieur|nom)\.?\s(?:(?:de|du|des)\s|d')?(?:la\s|le\s|l')?$"
)
_STARTS = re.compile(r"(?:^|[.!?\n])\s*$")


@lru_cache(maxsize=1)
def _street() -> re.Pattern[str]:
    section = words("lieux")
    kinds = "|".join(re.escape(fold(kind)) for kind in sorted(section["voies"], key=len, reverse=True))
    again = "|".join(section["repetitions"])
    return re.compile(
        rf"(?<![\w/-])(?P<number>\d{{1,4}})?\s?(?P<again>(?:{again})\b)?[\s,]*"
        rf"(?P<street>\b(?:{kinds})\b\.?(?:\s(?!\d{{5}}\b)[a-z0-9'.-]+)+)"
    )


@lru_cache(maxsize=1)
def _stops() -> tuple[frozenset[str], frozenset[str]]:
    section = words("lieux")
    return frozenset(fold(w) for w in section["fin_adresse"]), frozenset(section["complements"])


def _street_end(street: str) -> int:
    """Return where the name of the street ends: before a word that begins something else."""
    stops, complements = _stops()
    end, previous = 0, ""
    for count, match in enumerate(re.finditer(r"[a-z0-9'.-]+", street)):
        word = match.group().strip(".")
        joining = previous in {"de", "du", "des", "la", "le", "l", "d"}
        if count and (word in complements or (word in stops and not joining and count > 1)):
            break
        if count > _MOST_STREET_WORDS:
            break
        end, previous = match.end(), word
        if match.group().endswith(".") and len(word) > 3:
            break
    kept = re.sub(r"(?:\s(?:de|du|des|la|le|les|l'|d'|et))+$", "", street[:end])
    return len(kept.rstrip(" .,'-"))


def _postcode_after(reading: Reading, end: int) -> tuple[str, str, int] | None:
    """Return the postcode, the commune behind it and where they end, when they follow an address."""
    match = re.match(r"[\s,.-]*(?:a\s)?(\d{5})(?!\d)", reading.text[end:])
    if match is None or not is_postcode(match[1]):
        return None
    stop = end + match.end()
    town = _town_at(reading, stop)
    return match[1], reading.source[slice(*reading.span(*town))] if town else "", town[1] if town else stop


def _town_at(reading: Reading, start: int) -> tuple[int, int] | None:
    """Return the span of the name of a commune right behind a postcode.

    A known commune, whatever its spelling; else words with capitals, for small communes are not listed.
    """
    match = _TOWN.match(reading.text[start : start + 60])
    if match is None:
        return None
    begin = start + match.start(1)
    ends = [begin + word.end() for word in re.finditer(r"[a-z]+(?:'[a-z]+)?", match[1])]
    for end in reversed(ends):
        if communes_named(reading.text[begin:end]):
            return begin, end
    kept = begin
    for end in ends:
        word = reading.source[slice(*reading.span(kept, end))].strip(" -'")
        if not (word[:1].isupper() or fold(word) in _LINKS) or fold(word) in _sigles():
            break
        kept = end
    name = re.sub(r"(?:(?:^|[ -])(?:sur|sous|en|les|le|la|l|de|du|des|d|et|aux|a))+$", "", reading.text[begin:kept])
    return (begin, begin + len(name)) if len(name) > 1 else None


def _sigles() -> frozenset[str]:
    return frozenset(words("personnes")["sigles"])


def find_addresses(reading: Reading) -> list[Found]:
    """Return postal addresses as parts: `{"numero", "voie", "code_postal", "commune"}`, those that are said.

    A street without a number counts only when a postcode follows.
    """
    found: list[Found] = []
    for match in _street().finditer(reading.text):
        end = match.start("street") + _street_end(match["street"])
        after = _postcode_after(reading, end)
        if end <= match.start("street") + 5 or not (match["number"] or after):
            continue
        parts = {}
        if match["number"]:
            parts["numero"] = " ".join(filter(None, (match["number"], match["again"])))
        start = match.start("number") if match["number"] else match.start("street")
        parts["voie"] = reading.source[slice(*reading.span(match.start("street"), end))]
        if after:
            parts["code_postal"] = after[0]
            if after[1]:
                parts["commune"] = after[1]
            end = after[2]
        found.append(Found("adresse", parts, *reading.span(start, end), 0.85 if match["number"] else 0.8))
    return found


def find_streets(reading: Reading) -> list[Found]:
    """Return the spans of numbers and names of streets, in which nothing else is to be found."""
    streets = []
    for one in find_addresses(reading):
        end = reading.source.find(one.value["voie"], one.start) + len(one.value["voie"])
        streets.append(Found("adresse", None, one.start, end))
    return streets


@lru_cache(maxsize=1)
def _introductions() -> tuple[re.Pattern[str], frozenset[str]]:
    """Return what introduces a commune, and the names that are also ordinary words."""
    section = words("lieux")
    before = "|".join(re.escape(fold(form)) for form in sorted(section["devant_commune"], key=len, reverse=True))
    return re.compile(rf"(?:^|\d{{5}}|,|\b(?:{before}))[\s']*$"), frozenset(section["communes_mots_courants"])


def find_communes(reading: Reading) -> list[Found]:
    """Return communes: behind a postcode, or known by name where the words or a capital show a place.

    The value is the official name when it is known (`st etienne` is `Saint-Étienne`), else the words as typed.
    """
    found: list[Found] = []
    for match in re.finditer(r"(?<![\d.,])\d{5}(?!\d)", reading.text):
        town = _town_at(reading, match.end()) if is_postcode(match.group()) else None
        if town is not None:
            found.append(_commune(reading, *town, 0.85))
    return found + _known_communes(reading)


def _commune(reading: Reading, start: int, end: int, confidence: float) -> Found:
    first, last = reading.span(start, end)
    named = communes_named(reading.text[start:end])
    return Found("commune", named[0].name if named else reading.source[first:last], first, last, confidence)


def _known_communes(reading: Reading) -> list[Found]:
    """Look each group of words up in the list of communes, the longest groups first."""
    tokens = list(re.finditer(r"[a-z]+", reading.text))
    found: list[Found] = []
    index = 0
    while index < len(tokens):
        size = _name_at(reading, tokens, index)
        if size:
            found.append(_commune(reading, tokens[index].start(), tokens[index + size - 1].end(), 0.8))
        index += max(size, 1)
    return found


def _name_at(reading: Reading, tokens: list[re.Match[str]], index: int) -> int:
    """Return how many words the commune that begins at a token has, 0 when none does."""
    most = name_sizes().get(tokens[index].group(), 0)
    for size in range(min(most, len(tokens) - index), 0, -1):
        start, end = tokens[index].start(), tokens[index + size - 1].end()
        name = reading.text[start:end]
        if not re.search(r"[^a-z' -]", name) and communes_named(name) and _is_place(reading, start, end, size):
            return size
    return 0


def _is_place(reading: Reading, start: int, end: int, size: int) -> bool:
    """Tell a commune from the same words in another sense (« tours », « sens », the name of a street)."""
    before = reading.text[:start]
    if _STREET_NAME.search(before):
        return False
    introduction, ordinary = _introductions()
    capital = reading.source[reading.span(start, end)[0]].isupper() and not _STARTS.search(before)
    introduced = introduction.search(before) is not None
    if reading.text[start:end] in ordinary:
        return capital and introduced
    return introduced or capital or size > 2
