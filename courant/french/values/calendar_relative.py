"""How a day or a period that is counted from today is found: « hier », « mardi en huit », « il y a 15 jours »."""

from __future__ import annotations

from datetime import date, timedelta

from courant.french.values import spans_of_time as spans
from courant.french.values.calendar_clue import Clue, Match, marked
from courant.french.values.calendar_words import calendar_words
from courant.french.values.spans_of_time import Period
from courant.french.values.tense_forms import FUTURE, PAST

_EIGHT = {"huit": 7, "8": 7, "quinze": 14, "15": 14}


def relative(match: Match, clue: Clue) -> Period | None:
    """`hier`, `après-demain`, `ce soir`, `demain en huit`."""
    days = calendar_words().relative[match["word"]] + _EIGHT.get(match["eight"] or "", 0)
    return spans.day(clue.today + timedelta(days=days))


def unit(match: Match, clue: Clue) -> Period | None:
    """`la semaine dernière`, `le mois prochain`, `cette année`, `ce week-end`."""
    grain = calendar_words().units[match["unit"]]
    offset = -1 if match["last"] else 1 if match["next"] else 0
    if grain == "day" or not (match["last"] or match["next"] or match["this"]):
        return None
    return spans.around(clue.today, grain, offset)


def unit_after(match: Match, clue: Clue) -> Period | None:
    """`le prochain mois`, `la dernière semaine`."""
    grain = calendar_words().units[match["unit"]]
    offset = -1 if match["side"].startswith("dern") else 1
    return None if grain == "day" else spans.around(clue.today, grain, offset)


def distance(match: Match, clue: Clue) -> Period | None:
    """`il y a 3 jours`, `dans 2 semaines`, `il y a une dizaine de jours`, `il y a un mois et demi`."""
    known = calendar_words()
    sign = 1 if match["how"].startswith(("dans", "d'ici")) else -1
    number = int(match["n"]) if match["n"] else known.scores[match["score"]]
    name = match["unit"] or match["units"] or "jours"
    if name == "j" and not match["n"]:
        return None
    there = spans.shifted(clue.today, known.units[name], sign * number)
    return spans.day(there + _half(match, known.units[name], sign))


def _half(match: Match, grain: str, sign: int) -> timedelta:
    """Return « et demi » in days."""
    if not match["half"]:
        return timedelta()
    return sign * timedelta(days={"week": 3, "month": 15, "quarter": 45, "year": 182}.get(grain, 0))


def last_units(match: Match, clue: Clue) -> Period | None:
    """`les 3 derniers mois`: whole units before the current one; days up to today."""
    grain, count = calendar_words().units[match["unit"]], int(match["n"])
    if grain == "weekend":
        return None
    end = clue.today + timedelta(days=1) if grain == "day" else spans.around(clue.today, grain, 0).start
    if match["last"]:
        return Period(spans.shifted(end, grain, -count), end, grain)
    start = spans.around(clue.today, grain, 1).start
    return Period(start, spans.shifted(start, grain, count), grain)


def weekday_of_week(match: Match, clue: Clue) -> Period | None:
    """`mardi de la semaine prochaine`, `jeudi de cette semaine`."""
    offset = -1 if match["wlast"] else 1 if match["wnext"] else 0
    monday = spans.around(clue.today, "week", offset).start
    return spans.day(monday + timedelta(days=calendar_words().weekdays[match["weekday"]]))


def weekday(match: Match, clue: Clue) -> Period | None:
    """`lundi`, `mardi dernier`, `jeudi en huit`; « le lundi » may recur."""
    number = calendar_words().weekdays[match["weekday"]]
    said = marked(match)
    if not (said or match["eight"]) and _recurs(match, clue):
        return None
    if match["this"] and number == clue.today.weekday():
        return spans.day(clue.today)
    found = _nearest_weekday(clue.today, number, said or clue.direction or FUTURE)
    return spans.day(found + timedelta(days=_EIGHT.get(match["eight"] or "", 0)))


def _nearest_weekday(today: date, number: int, wanted: str) -> date:
    """Return the last or the coming such weekday, today left out."""
    ahead = (number - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead - 7 if wanted == PAST and ahead < 7 else -7 if wanted == PAST else ahead)


def _recurs(match: Match, clue: Clue) -> bool:
    """Tell « êtes-vous ouverts le lundi », « tous les mardis » from a day."""
    known = calendar_words()
    if known.recurring.search(clue.before) and clue.direction != PAST:
        return True
    if match["the"] is None:
        return False
    return clue.direction is None or known.opening_hours.search(clue.reading.text) is not None
