"""Hours of the day: `14h30`, `vers midi`, `deux heures et demie de l'après-midi`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from courant.french.lexicon import words
from courant.french.values.durations import lasts
from courant.french.values.found import Found
from courant.french.values.reading import Reading
from courant.french.values.word_patterns import alternatives

_MINUTES = r"(?:[0-5]\d(?!\d)|et (?:quart|demie?)|moins (?:le quart|quart|\d{1,2})|3 quarts)"
_HOUR = (
    r"(?<![\d.,/:])(?:(?<!\d-)|(?<=h\d\d-))(?P<h>[01]?\d|2[0-4])\s?(?:(?:heures?|hrs?|h)(?:\s?(?P<m>MINUTES)(?:\s?min)?)?|:(?P<colon>[0-5]\d))"
    r"(?![\d:]|[a-z])(?!/(?:24|7)|\ssur\s24)(?!\s?(?:creuses?|pleines?))(?:\s(?:(?P<pm>EVENING)|(?P<am>MORNING)))?\b"
)
_FIRST = r"(?<![\d.,/:])(?<!\d-)\b(?P<h>[01]?\d|2[0-3])\s?(?P<link>\ba\b|\bet\b|\bou\b|-|/)\s?$"
_QUARTERS = {"et quart": 15, "et demi": 30, "et demie": 30, "moins le quart": -15, "moins quart": -15, "3 quarts": 45}
_NOON = 12
_SOUTH = re.compile(r"\bdans le\s$")  # « dans le Midi »


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, str]]:
    section = words("heures")
    source = _HOUR.replace("MINUTES", _MINUTES).replace("MORNING", alternatives(section["matin"]))
    source = source.replace("EVENING", alternatives(section["apres_midi"]))
    names = dict(section["noms"])
    named = rf"(?<![\w-])(?<!apres )(?P<name>{alternatives(names)})\b(?!-)(?:\s?(?P<m>{_MINUTES}))?"
    evening = rf"\b(?:{alternatives(section['soir_devant'])})\s(?:(?:a|vers|entre|des|avant|apres|de|a partir de)\s)?$"
    return re.compile(source), re.compile(named), re.compile(evening), names


def _minutes(written: str | None) -> int:
    if not written:
        return 0
    if written in _QUARTERS:
        return _QUARTERS[written]
    return -int(written[6:]) if written.startswith("moins") else int(written)


def _clock(hour: int, minutes: int) -> str | None:
    total = hour * 60 + minutes
    return f"{total // 60 % 24:02d}:{total % 60:02d}" if 0 <= total <= 24 * 60 else None


def find_hours(reading: Reading) -> list[Found]:
    """Return hours of the day as `"14:30"`; « depuis 2 heures » is a duration, not an hour."""
    pattern, named, evening, names = _patterns()
    found: list[Found] = []
    for match in pattern.finditer(reading.text):
        hour = int(match["h"])
        if not (match["pm"] or match["am"]) and lasts(reading, match.start(), match.end(), hour):
            continue
        late = match["pm"] or evening.search(reading.before(match.start()))
        value = _clock(hour + _NOON if late and hour < _NOON else hour, _minutes(match["m"] or match["colon"]))
        if value is not None:
            found.append(Found("heure", value, *reading.span(match.start(), match.end()), 0.85))
            found += _first_of_two(reading, match)
    for match in named.finditer(reading.text):
        if _SOUTH.search(reading.text[: match.start()]):
            continue
        hour, minute = map(int, names[match["name"]].split(":"))
        value = _clock(hour or (24 if _minutes(match["m"]) < 0 else 0), minute + _minutes(match["m"]))
        found.append(Found("heure", value, *reading.span(*match.span()), 0.8))
        found += _first_of_two(reading, match)
    return found


def _first_of_two(reading: Reading, second: re.Match[str]) -> Iterator[Found]:
    """« Entre 8 et 10h », « de 14 à 16h »: the first number is an hour too."""
    before = reading.text[max(0, second.start() - 12) : second.start()]
    match = re.search(_FIRST, before)
    last = second.groupdict().get("h") or _NOON
    if match is None or int(match["h"]) >= int(last):
        return
    offset = second.start() - len(before)
    lead = reading.text[: offset + match.start()]
    if match["link"] in "-/" or re.search(r"\b(?:entre|de|vers|des|d'|a)\s?$", lead):
        later = _NOON if second.groupdict().get("pm") and int(last) < _NOON else 0
        span = reading.span(offset + match.start("h"), offset + match.end("h"))
        yield Found("heure", _clock(int(match["h"]) + later, 0), *span, 0.84)
