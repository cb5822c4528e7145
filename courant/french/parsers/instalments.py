"""Answers about paying over time: in how many times, on which day of the month, how much later."""

from __future__ import annotations

import re
from datetime import date

from courant.french.parsers.bare import only_answer
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.parsers.moments import parse_date
from courant.french.values import Found, Reading, read, resolve
from courant.french.values.durations import find_durations

_TIMES = re.compile(
    r"(?<![\d.,/])(?P<n>[2-9]|[1-9]\d)\s?(?:x|fois|mensualites?|versements?|echeances?|tranches?)(?![\w/])"
    r"|\b(?:en|sur|pendant|durant)\s(?P<months>[2-9]|[1-9]\d)\s?mois\b"
    r"|\b(?:en|sur|pendant|durant)\s(?P<year>1)\s?an(?:nee)?\b"
)
_MONTHS = "janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec"
_DAY = r"(?P<d>[12]\d|3[01]|[1-9])(?!\d)(?:er)?"
# « le 5 », « tous les 5 du mois », not « le 5 decembre », « le 5 fois », « le 12/03 ».
_MONTH_DAY = re.compile(
    rf"\b(?:le|au|vers le|chaque|tous les)\s{_DAY}(?![\w/.,-]*\d)(?!\s?(?:x|fois|mois|euros?|eur|€|h|heures?|jours?|%|"
    rf"(?:{_MONTHS})\w*|/|kwh|kva|mensualites?|versements?))(?!\w)"
)
_EVERY = re.compile(rf"(?:tous les|chaque|le)\s{_DAY}(?:\s(?:de\s)?(?:chaque|du|au)\smois)?")
_ORDINALS = {"premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3}
_LAST = ("dernier", "derniere")


def find_counts(reading: Reading) -> list[Found]:
    """Return in how many times somebody wants to pay: « en 3 fois », « 6x », « douze mensualités », « sur un an »."""
    found = []
    for match in _TIMES.finditer(reading.text):
        count = 12 if match["year"] else int(match["n"] or match["months"])
        found.append(Found("fois", count, *reading.span(*match.span())))
    return resolve(found)


def find_month_day(text: str) -> int | None:
    """Return the day of the month that a text names alone (« le 5 », « tous les 10 du mois »), None without one."""
    match = _MONTH_DAY.search(read(text).text)
    return int(match["d"]) if match else None


def parse_count(text: str, context: ParseContext) -> Parsed | None:
    """Read in how many times: `value` is a number. « La deuxième » has its place in `extra`, and 0 as its value."""
    reading = read(text)
    found = find_counts(reading) or _bare_number(reading)
    if len(found) == 1 and only_answer(reading, found, "duree", "fois"):
        return Parsed(found[0].value, "fois")
    return None if found else _place(reading)


def parse_month_day(text: str, context: ParseContext) -> Parsed | None:
    """Read a day of the month: `value` is its number, 1 to 31; of a whole date the day is kept."""
    day = parse_date(text, context)
    if day is not None:
        return Parsed(date.fromisoformat(str(day.value)).day, "jour_du_mois")
    reading = read(text)
    match = _EVERY.search(reading.text)
    if match is None:
        return None
    found = [Found("jour_du_mois", int(match["d"]), *reading.span(*match.span()))]
    return Parsed(int(match["d"]), "jour_du_mois") if only_answer(reading, found, "date", "fois") else None


def parse_delay(text: str, context: ParseContext) -> Parsed | None:
    """Read until when: `value` is a day (`"2026-12-05"`) or how much longer (`"P10D"`)."""
    day = parse_date(text, context)
    if day is not None:
        return Parsed(day.value, "delai")
    reading = read(text)
    found = resolve(one for one in find_durations(reading) if not str(one.value).startswith("PT"))
    if len(found) != 1 or not only_answer(reading, found, "duree", "delai"):
        return None
    return Parsed(found[0].value, "delai")


def _bare_number(reading: Reading) -> list[Found]:
    match = re.search(r"(?<![\d.,/])(?<!\ble )(\d{1,2})(?![\d.,/])", reading.text)
    return [Found("fois", int(match[1]), *reading.span(*match.span()))] if match else []


def _place(reading: Reading) -> Parsed | None:
    for word, place in (*_ORDINALS.items(), *((word, -1) for word in _LAST)):
        match = re.search(rf"\b{word}\b", reading.text)
        if match is not None:
            found = [Found("fois", place, *reading.span(*match.span()))]
            return Parsed(0, "fois", {"place": place}) if only_answer(reading, found, "duree", "fois") else None
    return None
