"""How a day or a period that is named by its number, month or year is turned into one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from courant.french.values import spans_of_time as spans
from courant.french.values.calendar_clue import (
    Clue,
    Match,
    closest,
    make_date,
    marked,
    month_of,
    nearest,
    number_in,
    year_said,
)
from courant.french.values.calendar_words import calendar_words
from courant.french.values.spans_of_time import Period
from courant.french.values.tense_forms import FUTURE, PAST

_POWER = re.compile(r"\b(?:kva|puissance|amperes?|amperage)\b")
_POWERS = frozenset({3, 6, 9, 12, 15, 18, 24, 30, 36})
_AFTER_A_WORD = re.compile(
    r"(?<!\bindex)(?<!\bcode)(?<!client)(?<!compteur)(?<!numero)(?<!\bhp)(?<!\bhc)(?<!payer)(?<=[a-z]{2})\s$"
)
_NOTHING_OR_MONTH = re.compile(r"[\s.,!?]*$|\s?(?:et|ou|puis|,|-|a|/)\s?[a-z]{3,}")
_SHARED_MONTH = re.compile(r"\s?(?:,|et|ou|-|a)\s?(?:le\s)?\d{1,2}\b")


def iso(match: Match, clue: Clue) -> Period | None:
    """`2026-03-12`."""
    return _day(make_date(int(match["y"]), int(match["m"]), int(match["d"])))


def _day(found: date | None) -> Period | None:
    return spans.day(found) if found else None


def _years_around(clue: Clue, month: int, number: int) -> list[date | None]:
    return [make_date(year, month, number) for year in range(clue.today.year - 1, clue.today.year + 2)]


def numeric(match: Match, clue: Clue) -> Period | None:
    """`12/03/2026`, `12/03`."""
    number, month = int(match["d"]), int(match["m"])
    if match["y"]:
        found = make_date(int(match["y"]), month, number)
        return spans.day(found) if found and 2000 <= found.year < 2100 else None
    if re.search(r"(?:note|notes|mets|donne|sur|etoiles?|score)\s$", clue.before):
        return None  # « je mets 4/5 »
    return None if (number, month) in ((7, 7), (24, 7)) else _day(nearest(_years_around(clue, month, number), clue))


def day_of_month(match: Match, clue: Clue) -> Period | None:
    """`12 mars`, `vendredi 13 février 2026`, `le 3 mars de l'an dernier`."""
    number, month = number_in(match["d"]), calendar_words().months[match["month"]]
    year = year_said(match, clue)
    if year is not None:
        return _day(make_date(year, month, number))
    days = _years_around(clue, month, number)
    if said := marked(match):
        fitting = [day for day in days if day and (day < clue.today) == (said == PAST)]
        return _day((fitting[-1] if said == PAST else fitting[0]) if fitting else None)
    return _day(nearest(days, clue))


def named_month(match: Match, clue: Clue) -> Period | None:
    """`mars`, `mars 2026`, `mars dernier`, `mars de l'an dernier`."""
    name, known = match["month"], calendar_words()
    said = bool(year_said(match, clue) or marked(match))
    before, after = clue.before, clue.reading.text[match.end() :]
    if re.search(r"\d\s?$", before):
        return None  # « 30 février »: a day that does not exist is no month
    if name not in known.full_months and not (said or known.before_short.search(before)):
        return None
    introduced = known.before_month.search(before) if before.strip() else _NOTHING_OR_MONTH.match(after)
    if not (said or introduced or known.months[name] in known.safe_months):
        return None
    return month_of(match, clue, PAST)


def part(match: Match, clue: Clue) -> Period | None:
    """`début janvier`, `mi-mars`, `fin mars dernier`."""
    known = calendar_words()
    if match["month"] not in known.full_months and match["part"] == "courant":
        return None
    whole = month_of(match, clue, closest(clue, known.months[match["month"]]))
    return spans.part_of_month(whole, *known.parts[match["part"]])


def part_here(match: Match, clue: Clue) -> Period | None:
    """`fin du mois`, `début du mois prochain`; the running month's, or the one that fits the text."""
    first, last = calendar_words().parts[match["part"]]
    offset = {PAST: -1, FUTURE: 1}.get(marked(match) or "", 0)
    here = spans.part_of_month(spans.around(clue.today, "month", offset), first, last)
    if not offset and clue.direction == FUTURE and here.end <= clue.today:
        return spans.part_of_month(spans.around(clue.today, "month", 1), first, last)
    if not offset and clue.direction == PAST and here.start > clue.today:
        return spans.part_of_month(spans.around(clue.today, "month", -1), first, last)
    return here


def part_of_year(match: Match, clue: Clue) -> Period | None:
    """`fin 2025`, `début d'année`, `fin d'année dernière`."""
    first, last = calendar_words().year_parts[match["part"]]
    year = int(match["y"]) if match["y"] else clue.today.year
    year += {PAST: -1, FUTURE: 1}.get(marked(match) or "", 0)
    if not match["y"] and not marked(match) and clue.direction == FUTURE and last < clue.today.month:
        year += 1
    start = date(year, first, 1)
    return Period(start, spans.add_months(start, last - first), "part_of_year")


def part_of_week(match: Match, clue: Clue) -> Period | None:
    """`début de semaine prochaine`, `fin de semaine`."""
    first, last = calendar_words().week_parts[match["part"]]
    offset = {PAST: -1, FUTURE: 1}.get(marked(match) or "", 0)
    monday = spans.around(clue.today, "week", offset).start
    return Period(monday + timedelta(days=first), monday + timedelta(days=last), "part_of_week")


def numeric_month(match: Match, clue: Clue) -> Period | None:
    """`03/2026`."""
    return spans.month(int(match["y"]), int(match["m"])) if 1 <= int(match["m"]) <= 12 else None


def whole_year(match: Match, clue: Clue) -> Period | None:
    """`en 2025`, `facture 2025`, `tarif heures creuses 2026`."""
    introduced = re.search(rf"(?:^|\b(?:{calendar_words().before_year}))['\s]\s?$|d'$", clue.before)
    behind = re.match(r"\s*(?:$|[.,;!?)])", clue.reading.text[match.end() :]) and _AFTER_A_WORD.search(clue.before)
    closing = behind and clue.before.split()[-1] not in calendar_words().months
    return spans.year(int(match["y"])) if introduced or closing else None


_QUARTERS = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "dernier": 4}


def named_quarter(match: Match, clue: Clue) -> Period | None:
    """`premier trimestre 2026`, `T2`, `deuxième semestre`."""
    if not match["unit"] and not (match["n"].startswith("t") and match["y"]):
        return None
    number = _QUARTERS.get(match["n"]) or number_in(match["n"])
    size = 6 if match["unit"] == "semestre" else 3
    if not 1 <= number <= 12 // size:
        return None
    this = (clue.today.month - 1) // size + 1
    year = int(match["y"]) if match["y"] else clue.today.year - (number > this)
    first = date(year, size * (number - 1) + 1, 1)
    return Period(first, spans.add_months(first, size), "quarter" if size == 3 else "semester")


def feast(match: Match, clue: Clue) -> Period | None:
    """`Noël`, `la Toussaint`."""
    number, month = calendar_words().feasts[match["feast"]]
    return _day(nearest(_years_around(clue, month, number), clue, FUTURE))


def season(match: Match, clue: Clue) -> Period | None:
    """`l'hiver dernier`, `cet été`, `l'été 2025`."""
    names = list(calendar_words().seasons)
    starts = [calendar_words().seasons[name] for name in names]
    index = names.index(match["season"])
    following = starts[(index + 1) % len(starts)]
    year = int(match["y"]) if match["y"] else clue.today.year
    periods = []
    for candidate in (year - 1, year, year + 1):
        start = date(candidate, starts[index][1], starts[index][0])
        periods.append(Period(start, date(candidate + (following[1] < start.month), *following[::-1]), "season"))
    if match["y"]:
        return periods[1]
    if marked(match) == PAST or (clue.direction == PAST and not marked(match)):
        return next((one for one in reversed(periods) if one.end <= clue.today), None)
    if marked(match) == FUTURE:
        return next(one for one in periods if one.start > clue.today)
    return min(periods, key=lambda one: abs((one.start - clue.today).days))


def weekday_number(match: Match, clue: Clue) -> Period | None:
    """`lundi 7`: the day of that number nearest to today that is such a weekday."""
    number, weekday = number_in(match["d"]), calendar_words().weekdays[match["weekday"]]
    months = [spans.add_months(clue.today.replace(day=1), offset) for offset in range(-6, 7)]
    days = (make_date(one.year, one.month, number) for one in months)
    return _day(nearest((day for day in days if day and day.weekday() == weekday), clue))


def bare_day(match: Match, clue: Clue) -> Period | None:
    """`le 12`, `le 5 du mois prochain`; « les 3 et 4 mars » leaves its month to the second day."""
    number, text = number_in(match["d"]), clue.reading.text
    if match.group().startswith("les") and not _SHARED_MONTH.match(text, match.end()):
        return None
    if match["d"] == "premier" and not _is_first_day(match, clue):
        return None
    if number in _POWERS and _POWER.search(text):
        return None  # « passer du 6 au 9 kVA »
    first = clue.today.replace(day=1)
    if said := marked(match):
        there = spans.add_months(first, -1 if said == PAST else 1)
        return _day(make_date(there.year, there.month, number))
    months = [spans.add_months(first, offset) for offset in (-2, -1, 0, 1, 2)]
    return _day(nearest((make_date(one.year, one.month, number) for one in months), clue, FUTURE))


def _ends_clause(text: str, end: int) -> bool:
    return re.match(r"\s*(?:$|[.,;!?]|au\s\d|et le\s\d)", text[end:]) is not None


def _is_first_day(match: Match, clue: Clue) -> bool:
    """Tell « je pars le premier » from « le premier prélèvement » and « un second comme le premier »."""
    if match.group().endswith("mois"):
        return True
    alone = not clue.before.strip()
    return _ends_clause(clue.reading.text, match.end()) and (alone or clue.said_by_verbs == FUTURE)
