"""Postal addresses, by the form of their street."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.communes import population_rank
from courant.french.folding import fold
from courant.french.lexicon import words
from courant.french.values.calendar_words import calendar_words
from courant.french.values.found import Found
from courant.french.values.postcodes import is_postcode
from courant.french.values.reading import Reading, read
from courant.french.values.town_names import town_at
from courant.french.values.word_patterns import alternatives

_MOST_STREET_WORDS = 7
_LARGE = 1000  # communes by population: their names end a street when nothing else does
_PARTICLES = frozenset({"de", "du", "des", "la", "le", "les", "l", "d"})


@lru_cache(maxsize=1)
def _street() -> re.Pattern[str]:
    section = words("lieux")
    again = "|".join(section["repetitions"])
    return re.compile(
        rf"(?<![\w/-])(?P<number>\d{{1,4}})?\s?(?P<again>(?:{again})\b)?[\s,]*"
        rf"(?P<street>\b(?P<kind>{alternatives(section['voies'])})\b\.?(?:\s(?!\d{{5}}\b)[a-z0-9'.-]+)+)"
    )


@lru_cache(maxsize=1)
def _sections() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    section = words("lieux")
    keys = ("fin_adresse", "complements", "voies_ambigues", "voies_avec_de")
    ends, complements, doubtful, with_of = (frozenset(fold(form) for form in section[key]) for key in keys)
    return ends, complements, doubtful, with_of


def _street_end(street: str) -> int:
    """Return where the name of the street ends: before a word that begins something else, or a large commune."""
    stops, complements, _, _ = _sections()
    found = list(re.finditer(r"[a-z0-9'.-]+", street))
    end, previous = 0, ""
    for count, match in enumerate(found):
        word = match.group().strip(".")
        joining = previous in _PARTICLES
        ends = word in stops or word.split("'")[0] in stops
        if count and (word in complements or (ends and not joining and count > 1)):
            break
        if word[0].isdigit() and count > 1 and previous in ("du", "le", "au") and not _is_day(found, count):
            break
        if count > _MOST_STREET_WORDS or (count > 1 and not joining and _is_large(street[match.start() :])):
            break
        end, previous = match.end(), word.split("'")[0] if word.endswith("'") else word
        if match.group().endswith(".") and len(word) > 3:
            break
    kept = re.sub(r"(?:\s(?:au|a|en|de|du|des|la|le|les|l'|d'|et))+$", "", street[:end])
    return len(kept.rstrip(" .,'-"))


def _is_day(words_found: list[re.Match[str]], count: int) -> bool:
    """Tell « rue du 8 mai » from « rue Hoche du 3 au 7 »."""
    following = words_found[count + 1].group() if count + 1 < len(words_found) else ""
    return following in calendar_words().months


def _is_large(text: str) -> bool:
    """Tell whether a text is the name of a large commune, up to its end."""
    name = text.strip(" .,!")
    return 0 < (population_rank(name) or 0) <= _LARGE


def _postcode_after(reading: Reading, end: int) -> tuple[str, str, int] | None:
    """Return the postcode, the commune behind it and where they end, when they follow an address."""
    match = re.match(r"[\s,.-]*(?:a\s)?(\d{5})(?!\d)", reading.text[end:])
    if match is None or not is_postcode(match[1]):
        return None
    stop = end + match.end()
    town = town_at(reading, stop)
    return match[1], reading.source[slice(*reading.span(*town))] if town else "", town[1] if town else stop


def _is_street(match: re.Match[str], reading: Reading) -> bool:
    """Tell « 12 cours Lafayette » from « 12 cours de natation », « panne en cours Rouen » and « 54, mail julie »."""
    _, _, doubtful, with_of = _sections()
    kind = match["kind"]
    if kind == "cours" and reading.text[: match.start("street")].endswith("en "):
        return False
    if (kind not in doubtful and kind not in with_of) or not match["street"][len(kind) :].strip(" ."):
        return True
    rest = match["street"][len(kind) :].lstrip(". ")
    if re.match(r"(?:de|du|des|d')\b", rest):
        return kind not in ("cours", "passage", "villa", "route", "voie", "residence")
    begin = match.start("street") + len(match["street"]) - len(rest)
    return kind not in with_of and reading.source[reading.span(begin, begin + 1)[0]].isupper()


def find_addresses(reading: Reading) -> list[Found]:
    """Return postal addresses as parts: `{"numero", "voie", "code_postal", "commune"}`, those that are said.

    A street without a number counts only when a postcode follows.
    """
    return list(_addresses(reading.source))


@lru_cache(maxsize=64)
def _addresses(source: str) -> tuple[Found, ...]:
    reading = read(source)
    found: list[Found] = []
    for match in _street().finditer(reading.text):
        end = match.start("street") + _street_end(match["street"])
        after = _postcode_after(reading, end)
        if end <= match.start("street") + 5 or not (match["number"] or after):
            continue
        if not (after and match["number"]) and not _is_street(match, reading):
            continue
        start = match.start("number") if match["number"] else match.start("street")
        parts = {}
        if match["number"]:
            parts["numero"] = " ".join(filter(None, (match["number"], match["again"])))
        parts["voie"] = reading.source[slice(*reading.span(match.start("street"), end))]
        if after:
            parts |= {"code_postal": after[0]} | ({"commune": after[1]} if after[1] else {})
            end = after[2]
        found.append(Found("adresse", parts, *reading.span(start, end), 0.85 if match["number"] else 0.8))
    return tuple(found)


def find_streets(reading: Reading) -> list[Found]:
    """Return the spans of numbers and names of streets, in which nothing else is to be found."""
    streets = []
    for one in _addresses(reading.source):
        end = reading.source.find(one.value["voie"], one.start) + len(one.value["voie"])
        streets.append(Found("adresse", None, one.start, end))
    return streets
