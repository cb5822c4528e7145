"""How long something lasts: `trois semaines`, `2h30 d'attente`, `une demi-heure`, `un an et demi`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from courant.french.lexicon import words
from courant.french.values.calendar_words import calendar_words
from courant.french.values.found import Found
from courant.french.values.reading import Reading
from courant.french.values.word_patterns import alternatives, behind, listed, right_before

_HOURS, _DAYS, _YEARS = "PT{}H", "P{}D", "P{}Y"
_MONTHS = "P{}M"
_OF_THE_DAY = re.compile(r"\s(?:du (?:matin|mat|soir)|de l'apres-midi|de l'aprem)\b")
_LONGER_THAN_A_DAY = 24  # hours: beyond, it is no hour of the day
_PARTS = {"quart": 15, "demi": 30, "demie": 30, ".5": 30, ",5": 30}  # minutes
_OLD = 60  # years: customers say their age, contracts do not last as long
_LEAST_AGE = 15
_ONWARDS = re.compile(r"\s?(?:a|-|jusqu'a|jusqua|et)\s?(?:\d{1,2}\s?(?:h|heures?)\b|midi|minuit)")  # « de 14h à 16h »


def find_durations(reading: Reading) -> list[Found]:
    """Return durations in ISO 8601: `"P3M"`, `"PT2H30M"`; « à 9 heures » is an hour, « j'ai 82 ans » an age."""
    return [*_counted(reading), *_ready_made(reading)]


def lasts(reading: Reading, start: int, end: int, hours: int) -> bool:
    """Tell whether a number of hours is a duration rather than an hour of the day.

    Args:
        reading: the text.
        start: where the number begins in the folded text.
        end: where it ends, unit included.
        hours: the number.
    """
    before, after = _around()
    typed = reading.text[start:end]
    if hours > _LONGER_THAN_A_DAY or (hours == _LONGER_THAN_A_DAY and not re.search(r"[:h]\s?00", typed)):
        return True
    if _ONWARDS.match(reading.after(end)):
        return False
    return before.search(reading.before(start)) is not None or after.match(reading.after(end)) is not None


@lru_cache(maxsize=1)
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    section = words("durees")
    before = re.compile(rf"\b(?:{alternatives(section['devant'])})\s(?:(?:{listed('environ')})\s)*$")
    return before, re.compile(rf"\s?(?:{alternatives(section['derriere'])})\b")


@lru_cache(maxsize=1)
def _units() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str]]:
    section = words("durees")
    models = {form: model for model, entries in section["unites"].items() for form in entries}
    about = rf"une?\s(?P<score>{alternatives(calendar_words().scores)})\s(?:de\s|d')"
    count = rf"(?<![\d.,/])(?P<n>\d{{1,3}})(?P<decimal>[.,]5)?\s?|{about}"
    rest = r"(?:\s?(?P<minutes>[0-5]\d)(?!\d)(?:\s?(?:min|mn|minutes?)\b)?|\set\s(?P<half>demie?|quart)\b)?"
    end = r"(?!\s?(?:creuses?|pleines?)|\d|/\d|\ssur\s\d)"
    source = rf"(?:{count})(?P<unit>{alternatives(models)})(?![a-z']){rest}{end}"
    age = re.compile(rf"\b(?:{alternatives(words('durees')['age'])})\s(?:deja\s|bientot\s|presque\s)?$")
    return re.compile(source), models, age


def _counted(reading: Reading) -> Iterator[Found]:
    pattern, models, age = _units()
    for match in pattern.finditer(reading.text):
        model = models[match["unit"]]
        number = int(match["n"]) if match["n"] else calendar_words().scores[match["score"]]
        timed = model == _HOURS
        if timed and (_OF_THE_DAY.match(reading.text, match.end()) or not lasts(reading, *match.span(), number)):
            continue
        if model == _DAYS and number == 1 and not _is_long(reading, match):
            continue
        if model in (_YEARS, _MONTHS) and _is_age(reading, match, number if model == _YEARS else 0, age):
            continue
        end = match.end() if timed or not match["minutes"] else match.start("minutes")
        said = _around()[0].search(reading.before(match.start())) is not None
        start, stop = reading.span(match.start(), match.start() + len(reading.text[match.start() : end].rstrip()))
        yield Found("duree", _iso(model, number, match), start, stop, 0.86 if said or timed else 0.7)


def _is_long(reading: Reading, match: re.Match[str]) -> bool:
    """Tell « depuis un jour », « un jour de retard » from « un jour férié », « donnez-moi un jour »."""
    said = _around()[0].search(reading.before(match.start())) is not None
    return said or behind("un_jour").match(reading.text, match.end()) is not None


def _iso(model: str, number: int, match: re.Match[str]) -> str:
    """Return ISO 8601 of a counted unit, with its minutes or its half."""
    whole = model.format(number)
    if model == _HOURS:
        minutes = int(match["minutes"] or _PARTS.get(match["half"] or match["decimal"] or "", 0))
        return f"{whole}{minutes}M" if minutes else whole
    halves: dict[str, str] = words("durees")["demies"]
    return whole + halves[model] if (match["half"] or "").startswith("demi") or match["decimal"] else whole


def _is_age(reading: Reading, match: re.Match[str], number: int, age: re.Pattern[str]) -> bool:
    """Tell « j'ai 82 ans » from « j'ai 2 ans de retard »."""
    before, after = reading.before(match.start()), reading.after(match.end())
    if _around()[0].search(before):
        return False
    if before.endswith(" de ") and right_before("enfants").search(before[: -len("de ")]):
        return True
    if re.match(r"\s(?:de|d'|que|qu')", after) and number < _OLD:
        return False
    return number >= _OLD or (number >= _LEAST_AGE and age.search(before) is not None)


@lru_cache(maxsize=1)
def _fixed() -> tuple[re.Pattern[str], dict[str, str]]:
    table = dict(words("durees")["toutes_faites"])
    return re.compile(rf"(?<![\w/])(?:une?\s)?(?P<form>{alternatives(table)})(?!\w)"), table


def _ready_made(reading: Reading) -> Iterator[Found]:
    pattern, table = _fixed()
    for match in pattern.finditer(reading.text):
        yield Found("duree", table[match["form"]], *reading.span(*match.span()), 0.87)
