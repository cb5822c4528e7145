"""Two dates beside each other: a period (« du 3 au 17 mars »), or days that share their month (« les 3 et 4 mars »)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from courant.french.values import spans_of_time as spans
from courant.french.values.calendar_clue import make_date
from courant.french.values.mentions import DAY, DAY_MONTH, FULL, MONTH, WEEKDAY, Mention
from courant.french.values.reading import Reading
from courant.french.values.spans_of_time import Period
from courant.french.values.tense import direction_at
from courant.french.values.tense_forms import PAST, any_of

_OPENING = re.compile(r"(?:\b(?:du|de|des|depuis|periode|entre)\s|\bd')(?:le\s|la\s)?$")
_BETWEEN = re.compile(r"\bentre\s(?:le\s|la\s)?$")
_LINK = re.compile(r"\s?(?:au|a|jusqu'au|jusqu'a|jusqu'en|jusque|->|-|–)\s?(?:le\s)?")
_AND = re.compile(r"\s(?:et)\s(?:le\s)?")
_SHARED = re.compile(r"\s?(?:,|et|ou|puis|ou bien|et/ou)\s?(?:le\s)?")
_WEEK_OF = re.compile(r"\bsemaine\s(?:du\s)?$")
_JOINED = 0.96


def joined(mentions: list[Mention], reading: Reading, today: date) -> list[Mention]:
    """Join neighbours that make one period, and give a bare day the month of its neighbour, a month its year."""
    rest, done = list(mentions), list[Mention]()
    while rest:
        last = rest.pop()
        if rest and (period := _range(rest[-1], last, reading, today)):
            first = rest.pop()
            if period.start < period.end:
                done.append(Mention(period, first.start, last.end, _JOINED, FULL))
            continue
        if rest and _shares(rest[-1], last, reading):
            rest[-1] = replace(rest[-1], period=_before(rest[-1], last.period), named=last.named, sure=last.sure)
        done.append(_week(last, reading))
    return done[::-1]


def _shares(first: Mention, last: Mention, reading: Reading) -> bool:
    """« Les 3 et 4 mars », « mars et avril 2026 »: the second one says what the first leaves out."""
    gap = reading.text[first.end : last.start]
    day = first.named == DAY and last.named in (DAY_MONTH, FULL) and _is_day(last)
    dated = first.named in (MONTH, DAY_MONTH) and last.named == FULL and first.period.grain == last.period.grain
    return (day or dated) and _SHARED.fullmatch(gap) is not None


def _week(one: Mention, reading: Reading) -> Mention:
    """« La semaine du 3 mars » is the whole week."""
    said = _WEEK_OF.search(reading.text[: one.start])
    if said is None or not _is_day(one):
        return one
    return replace(one, period=spans.week(one.period.start), start=said.start(), named=FULL)


def _is_day(one: Mention) -> bool:
    return one.period.is_day


def _range(first: Mention, last: Mention, reading: Reading, today: date) -> Period | None:
    """Return the period that two dates make, `None` when they are two; an empty one is neither."""
    before, gap = reading.text[: first.start], reading.text[first.end : last.start]
    opened = _OPENING.search(before) is not None
    if _BETWEEN.search(before):
        linked = _AND.fullmatch(gap) is not None
    else:
        linked = _LINK.fullmatch(gap) is not None and (opened or (first.named not in (DAY, WEEKDAY)))
    if not linked or _moves().search(before[-40:]):
        return None
    if first.named == last.named == WEEKDAY:
        return _weekdays(first, last, reading)
    grain = "day" if _is_day(first) and _is_day(last) else "month"
    last = _towards(last, direction_at(reading, first.start, last.end), today)
    if _is_later(first, last, reading):
        end = _after(last, first.period)
        return Period(first.period.start, end.end, grain)
    start = _before(first, last.period)
    return Period(start.start, last.period.end, grain) if start.start < last.period.end else None


def _towards(one: Mention, direction: str | None, today: date) -> Mention:
    """Return a date named without its year in the direction of the whole period."""
    if one.named not in (DAY_MONTH, MONTH) or direction is None:
        return one
    years = [_in_year(one.period, today.year + offset) for offset in (-1, 0, 1)]
    past = [there for there in years if there.start <= today]
    coming = [there for there in years if there.end > today]
    return replace(one, period=past[-1] if direction == PAST else coming[0])


def _weekdays(first: Mention, last: Mention, reading: Reading) -> Period | None:
    """« Du lundi au vendredi » recurs, unless the text looks back."""
    if direction_at(reading, first.start, last.end) != PAST:
        return Period(date.min, date.min, "day")
    start = last.period.start - timedelta(days=(last.period.start - first.period.start).days % 7)
    return Period(start, last.period.end, "day")


def _is_later(first: Mention, last: Mention, reading: Reading) -> bool:
    """Tell whether the second date is to be counted from the first: it says less, or both are to come."""
    if first.named == FULL:
        return last.named != FULL
    return first.named == last.named == DAY and direction_at(reading, first.start, last.end) != PAST


def _before(one: Mention, other: Period) -> Period:
    """Return a date in what another one says of it: the latest that is not after it."""
    start = one.period.start
    if one.named == DAY:
        months = (spans.add_months(other.start.replace(day=1), offset) for offset in (0, -1))
        days = [day for there in months if (day := make_date(there.year, there.month, start.day))]
        return spans.day(next((day for day in days if day <= other.start), start))
    if one.named in (DAY_MONTH, MONTH):
        here = _in_year(one.period, other.start.year)
        return here if here.start < other.end else _in_year(one.period, other.start.year - 1)
    return one.period


def _after(one: Mention, other: Period) -> Period:
    """Return a date in what an earlier one says of it: the first that is not before it."""
    end = one.period.start
    if one.named == DAY:
        months = (spans.add_months(other.start.replace(day=1), offset) for offset in (0, 1))
        days = [day for there in months if (day := make_date(there.year, there.month, end.day))]
        return spans.day(next((day for day in days if day >= other.start), end))
    if one.named in (DAY_MONTH, MONTH):
        here = _in_year(one.period, other.start.year)
        return here if here.start >= other.start else _in_year(one.period, other.start.year + 1)
    return one.period


def _in_year(period: Period, year: int) -> Period:
    months = 12 * (year - period.start.year)
    return Period(spans.add_months(period.start, months), spans.add_months(period.end, months), period.grain)


@lru_cache(maxsize=1)
def _moves() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of('deplacements')})\b")
