"""Days and periods, as people write them, relative to a given today."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from courant.french.values import calendar_rules as rules
from courant.french.values.calendar_clue import Clue, Rule
from courant.french.values.calendar_words import CalendarWords, calendar_words
from courant.french.values.found import Found
from courant.french.values.reading import Reading

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:\s(?:de\s)?(?:l'annee\s)?(?P<y>20\d\d|(?<=\s)2\d(?!\d|[\s]?(?:h|€|euros?|kwh|%|/))))?"
_NUMBER = rf"(?:1er|premier|{_DAY}(?:e|eme)?)"
_NOT_A_DAY = (
    r"(?!\s?(?:€|euros?\b|e\b|eur\b|kwh|kw\b|kva|m3|h\b|heures?|%|eme|rue|avenue|av\b|bd\b|boulevard|place|chemin|"
    r"impasse|allee|chiffres?|fois|x\b|points?|mois\b|ans?\b|jours?\b|semaines?\b|et\s?quart|bis|ter|[/.,:-]?\d))"
)
_QUARTER = r"1er|premier|2e|2eme|deuxieme|second|3e|3eme|troisieme|4e|4eme|quatrieme|dernier|t ?[1-4]"
_Source = tuple[str, Rule, float]


def _written(known: CalendarWords) -> list[_Source]:
    """Days and months with their number or name."""
    months, days = known.any_of(known.months), known.any_of(known.weekdays)
    said = rf"(?:\s(?:(?P<last>{known.last})|(?P<next>{known.next})))?\b"
    between = (
        rf"(?P<d1>{_NUMBER})(?: (?P<first_month>{months}))? (?:au|et le|et|a) (?P<d2>{_NUMBER}) (?P<month>{months})"
    )
    sliced = rf"(?P<d>{_DAY})(?P<sep>[/.-])(?P<m>{_MONTH})(?P=sep)(?P<y>20\d\d|\d\d)"
    named = rf"(?P<d>{_NUMBER})\s?(?:du mois de )?(?P<month>{months})"
    return [
        (r"(?<!\d)(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)", rules.iso, 0.97),
        (rf"(?<![\d/.-]){sliced}(?![\d/]|[.-]\d)", rules.numeric, 0.96),
        (r"(?<![\d/.-])(?P<d>0[1-9]|[12]\d|3[01]) (?P<m>0[1-9]|1[0-2]) (?P<y>20\d\d)(?!\d| ?\d)", rules.numeric, 0.8),
        (rf"(?<![\d/,.])(?P<d>{_DAY})/(?P<m>{_MONTH})(?![\d/])(?P<y>)", rules.numeric, 0.8),
        (rf"\b(?:du|entre le|entre|de) {between}\b{_YEAR}{said}", rules.day_range, 0.96),
        (rf"\b(?:(?:{days})\s)?(?:le\s)?{named}\b\.?{_YEAR}{said}", rules.day_of_month, 0.95),
        (rf"(?<![\d/])(?P<m>{_MONTH})/(?P<y>20\d\d)(?!\d|/)", rules.numeric_month, 0.9),
        (rf"\b(?P<month>{months})\b{_YEAR}{said}", rules.named_month, 0.88),
    ]


def _spoken(known: CalendarWords) -> list[_Source]:
    """Parts of months, ranges of months, years, quarters, feasts, lone days."""
    months, full = known.any_of(known.months), known.any_of(known.full_months)
    parts, feasts = known.any_of(known.parts), known.any_of(known.feasts)
    said = rf"(?:\s(?:(?P<last>{known.last})|(?P<next>{known.next})))?\b"
    between = rf"(?P<first_month>{full})(?: (?P<y1>20\d\d))? (?:a|et|jusqu'a|jusqu'en) (?P<month>{full})"
    year = r"\b(?:en|annee|de l'annee|depuis|pour|d'|de|fin|debut)\s?(?P<y>20[12]\d)\b(?![-/\d])"
    quarter = rf"\b(?P<n>{_QUARTER})(?:\s?trimestre)?(?:\sde)?(?:\s(?P<y>20\d\d))?\b"
    lone = rf"\b(?:le|du|au|avant le|pour le)\s(?P<d>{_NUMBER}){_NOT_A_DAY}(?![\d])\b(?:\sdu mois)?"
    return [
        (rf"\b(?P<part>{parts})[\s-](?:du mois de |de |d')?(?P<month>{months})\b{_YEAR}{said}", rules.part, 0.94),
        (rf"\b(?P<part>{parts})[\s-](?:du |de ce |de )mois{said}", rules.part_here, 0.9),
        (rf"\b(?:de|entre|d') ?{between}\b{_YEAR}{said}", rules.month_range, 0.93),
        (year, rules.whole_year, 0.8),
        (quarter, rules.named_quarter, 0.9),
        (rf"\b(?P<feast>{feasts})\b", rules.feast, 0.8),
        (lone, rules.bare_day, 0.6),
    ]


def _relative(known: CalendarWords) -> list[_Source]:
    """What is counted from today."""
    units, days = known.any_of(known.units), known.any_of(known.weekdays)
    which = rf"(?P<last>{known.last})|(?P<next>{known.next})"
    ago = r"(?P<how>il y a|ya|y a|dans|d'ici|voila)\s(?:environ |a peu pres |moins de |plus de )?"
    here = rf"(?:(?P<this>cette|ce|cet)|la|le|l'|les)\s?(?P<unit>{units})(?:[\s-](?:{which}|{known.current}))?"
    last_units = rf"(?P<n>\d{{1,2}})\s(?:{which})\s(?P<unit>{units})"
    return [
        (rf"(?<![\w-])(?P<word>{known.any_of(known.relative)})(?![\w-])", rules.relative, 0.9),
        (rf"\b{here}\b", rules.unit, 0.88),
        (rf"\b{ago}(?P<n>\d{{1,3}}) ?(?P<unit>{units})\b", rules.distance, 0.9),
        (rf"\b(?:les |ces |mes |sur |des )?{last_units}\b", rules.last_units, 0.92),
        (rf"\b(?P<weekday>{days})\b(?:\s(?:{which}|(?P<eight>en (?:huit|8))))?", rules.weekday, 0.85),
    ]


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], Rule, float], ...]:
    known = calendar_words()
    sources = [*_written(known), *_spoken(known), *_relative(known)]
    return tuple((re.compile(source), rule, sure) for source, rule, sure in sources)


def find_dates(reading: Reading, today: date) -> list[Found]:
    """Return the days and periods of a text.

    Args:
        reading: the text.
        today: the day that « hier » and « mars » are relative to.

    Returns:
        Values `"2026-03-12"` for a day, `{"start", "end", "grain"}` (end excluded) for a period; several may
        overlap. A month named alone is the last one when the text speaks of bills, the coming one when it
        speaks of plans.
    """
    found: list[Found] = []
    for pattern, rule, sure in _compiled():
        for match in pattern.finditer(reading.text):
            period = rule(match, Clue(today, reading, match.start()))
            if period is not None:
                lead = len(match.group()) - len(match.group().lstrip())
                start, end = reading.span(match.start() + lead, match.end())
                found.append(Found("date", period.as_value(), start, end, sure, extra={"grain": period.grain}))
    return found
