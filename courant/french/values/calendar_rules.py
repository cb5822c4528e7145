"""How each way of naming a day or a period is turned into one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from courant.french.values import spans_of_time as spans
from courant.french.values.calendar_clue import (
    FUTURE,
    PAST,
    Clue,
    Match,
    closest,
    make_date,
    marked,
    month_of,
    nearest,
    number_in,
)
from courant.french.values.calendar_words import calendar_words
from courant.french.values.spans_of_time import Period


def iso(match: Match, clue: Clue) -> Period | None:
    """`2026-03-12`."""
    found = make_date(int(match["y"]), int(match["m"]), int(match["d"]))
    return spans.day(found) if found else None


def numeric(match: Match, clue: Clue) -> Period | None:
    """`12/03/2026`, `12/03`."""
    number, month = int(match["d"]), int(match["m"])
    if match["y"]:
        found = make_date(int(match["y"]), month, number)
        return spans.day(found) if found and 2000 <= found.year < 2100 else None
    years = range(clue.today.year - 1, clue.today.year + 2)
    found = nearest([make_date(year, month, number) for year in years], clue, closest(clue, month))
    return spans.day(found) if found else None


def day_of_month(match: Match, clue: Clue) -> Period | None:
    """`12 mars`, `vendredi 13 février 2026`."""
    number, month = number_in(match["d"]), calendar_words().months[match["month"]]
    if match["y"]:
        found = make_date(2000 + int(match["y"]) % 100, month, number)
    elif said := marked(match):
        years = (clue.today.year, clue.today.year - 1 if said == PAST else clue.today.year + 1)
        days = [day for year in years if (day := make_date(year, month, number))]
        fitting = [day for day in days if (day < clue.today) == (said == PAST)]
        found = fitting[0] if fitting else None
    else:
        years_around = range(clue.today.year - 1, clue.today.year + 2)
        found = nearest([make_date(year, month, number) for year in years_around], clue, closest(clue, month))
    return spans.day(found) if found else None


def named_month(match: Match, clue: Clue) -> Period | None:
    """`mars`, `mars 2026`, `mars dernier`."""
    name, known = match["month"], calendar_words()
    qualified = bool(match["y"] or marked(match))
    if name not in known.full_months and not qualified:
        return None
    before, after = clue.reading.text[: match.start()], clue.reading.text[match.end() :]
    introduced = known.before_month.search(before) if before.strip() else not after.strip(" .,!?")
    if re.search(r"\d\s?$", before):
        return None  # « 30 février »: a day that does not exist is no month
    if not (qualified or introduced or known.full_months[name] in known.safe_months):
        return None
    return month_of(match, clue, PAST)


def part(match: Match, clue: Clue) -> Period | None:
    """`début janvier`, `mi-mars`, `fin mars dernier`."""
    known = calendar_words()
    if match["month"] not in known.full_months:
        return None
    whole = month_of(match, clue, closest(clue, known.months[match["month"]]))
    return spans.part_of_month(whole, *known.parts[match["part"]])


def part_here(match: Match, clue: Clue) -> Period | None:
    """`fin du mois`, `début du mois prochain`."""
    offset = -1 if match["last"] else 1 if match["next"] else 0
    whole = spans.around(clue.today, "month", offset)
    return spans.part_of_month(whole, *calendar_words().parts[match["part"]])


def day_range(match: Match, clue: Clue) -> Period | None:
    """`du 1er au 15 mars 2026`, `entre le 28 février et le 3 mars`."""
    last_month = month_of(match, clue, closest(clue, calendar_words().months[match["month"]]))
    first_month = last_month.start
    if match["first_month"]:
        number = calendar_words().months[match["first_month"]]
        first_month = date(last_month.start.year - (number > last_month.start.month), number, 1)
    start = make_date(first_month.year, first_month.month, number_in(match["d1"]))
    end = make_date(last_month.start.year, last_month.start.month, number_in(match["d2"]))
    return Period(start, end + timedelta(days=1), "day") if start and end and start < end else None


def month_range(match: Match, clue: Clue) -> Period | None:
    """`de janvier à mars 2026`."""
    last = month_of(match, clue, PAST)
    number = calendar_words().months.get(match["first_month"])
    if number is None:
        return None
    first_year = 2000 + int(match["y1"]) % 100 if match["y1"] else last.start.year - (number > last.start.month)
    return Period(date(first_year, number, 1), last.end, "month")


def numeric_month(match: Match, clue: Clue) -> Period | None:
    """`03/2026`."""
    return spans.month(int(match["y"]), int(match["m"])) if 1 <= int(match["m"]) <= 12 else None


def relative(match: Match, clue: Clue) -> Period | None:
    """`hier`, `après-demain`, `ce soir`."""
    return spans.day(clue.today + timedelta(days=calendar_words().relative[match["word"]]))


def unit(match: Match, clue: Clue) -> Period | None:
    """`la semaine dernière`, `le mois prochain`, `cette année`."""
    grain = calendar_words().units[match["unit"]]
    offset = -1 if match["last"] else 1 if match["next"] else 0
    if grain == "day" or not (match["last"] or match["next"] or match["this"]):
        return None
    return spans.around(clue.today, grain, offset)


def distance(match: Match, clue: Clue) -> Period | None:
    """`il y a 3 jours`, `dans 2 semaines`."""
    sign = 1 if match["how"].startswith(("dans", "d'ici")) else -1
    target = spans.shifted(clue.today, calendar_words().units[match["unit"]], sign * int(match["n"]))
    return spans.day(target)


def last_units(match: Match, clue: Clue) -> Period | None:
    """`les 3 derniers mois`: whole units before the current one; days up to today."""
    grain, count = calendar_words().units[match["unit"]], int(match["n"])
    end = clue.today + timedelta(days=1) if grain == "day" else spans.around(clue.today, grain, 0).start
    sign = 1 if match["next"] else -1
    if sign < 0:
        return Period(spans.shifted(end, grain, -count), end, grain)
    start = spans.around(clue.today, grain, 1).start
    return Period(start, spans.shifted(start, grain, count), grain)


def weekday(match: Match, clue: Clue) -> Period | None:
    """`lundi`, `mardi dernier`, `jeudi en huit`."""
    number = calendar_words().weekdays[match["weekday"]]
    ahead = (number - clue.today.weekday()) % 7 or 7
    wanted = marked(match) or clue.direction or FUTURE
    offset = ahead - 7 if wanted == PAST and ahead < 7 else -7 if wanted == PAST else ahead
    return spans.day(clue.today + timedelta(days=offset + (7 if match["eight"] else 0)))


def whole_year(match: Match, clue: Clue) -> Period | None:
    """`en 2025`, `l'année 2025`."""
    return spans.year(int(match["y"]))


_QUARTERS = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "dernier": 4}


def named_quarter(match: Match, clue: Clue) -> Period | None:
    """`premier trimestre 2026`, `T1 2026`: the word or the year must be there."""
    said = match.group()
    if "trimestre" not in said and not (said.startswith("t") and match["y"]):
        return None
    number = _QUARTERS.get(match["n"]) or number_in(match["n"])
    if not 1 <= number <= 4:
        return None
    if match["y"]:
        return spans.quarter(int(match["y"]), number)
    this = (clue.today.month + 2) // 3
    return spans.quarter(clue.today.year - (number > this), number)


def feast(match: Match, clue: Clue) -> Period | None:
    """`Noël`, `la Toussaint`."""
    number, month = calendar_words().feasts[match["feast"]]
    years = range(clue.today.year - 1, clue.today.year + 2)
    found = nearest([make_date(year, month, number) for year in years], clue, FUTURE)
    return spans.day(found) if found else None


def bare_day(match: Match, clue: Clue) -> Period | None:
    """`le 12`: of this month or of a neighbouring one."""
    number = number_in(match["d"])
    first = clue.today.replace(day=1)
    months = [spans.add_months(first, offset) for offset in (-2, -1, 0, 1, 2)]
    found = nearest([make_date(m.year, m.month, number) for m in months], clue, FUTURE)
    return spans.day(found) if found else None
