"""What each way of naming a day or a period looks like, in folded text with numbers in digits."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from courant.french.values import calendar_relative as relative
from courant.french.values import calendar_rules as rules
from courant.french.values.calendar_clue import Rule
from courant.french.values.calendar_words import CalendarWords, calendar_words
from courant.french.values.mentions import DAY, DAY_MONTH, FULL, MONTH, WEEKDAY
from courant.french.values.word_patterns import listed

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_NUMBER = rf"(?:1er|premier|{_DAY}(?:e|eme)?)"
_ALONE = rf"(?:1er|premier|{_DAY})"
_SHORT_YEAR = r"(?<=\s)2\d(?!\d|[\s]?(?:h|€|euros?|kwh|%|/|ans|jours?|mois|fois|points?|x\b|rue))"
_QUARTER = r"1er|premier|2e|2eme|deuxieme|second|3e|3eme|troisieme|4e|4eme|quatrieme|dernier|t ?[1-4]"


class Pattern(NamedTuple):
    """A compiled pattern, the rule that reads it, how sure it is, and which parts of a date it names."""

    regex: re.Pattern[str]
    rule: Rule
    sure: float
    named: str


@lru_cache(maxsize=1)
def patterns() -> tuple[Pattern, ...]:
    """Return all patterns, compiled once."""
    known = calendar_words()
    rows = [*_numeric(), *_written(known), *_parts(known), *_spoken(known), *_relative(known)]
    return tuple(Pattern(re.compile(source), rule, sure, named) for source, rule, sure, named in rows)


_Row = tuple[str, Rule, float, str]


def _numeric() -> list[_Row]:
    """Days in digits alone."""
    sliced = rf"(?P<d>{_DAY})(?P<sep>[/.-])(?P<m>{_MONTH})(?P=sep)(?P<y>20\d\d|\d\d)"
    spaced = r"(?P<d>0[1-9]|[12]\d|3[01]) (?P<m>0[1-9]|1[0-2]) (?P<y>20\d\d)"
    fraction = r"(?!\s?(?:d'heure|sur\b|etoiles?|de la\b|des\b))"
    return [
        (r"(?<!\d)(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)", rules.iso, 0.97, FULL),
        (rf"(?<![\d/.-]){sliced}(?![\d/]|[.-]\d)", rules.numeric, 0.96, FULL),
        (rf"(?<![\d/.-]){spaced}(?!\d| ?\d)", rules.numeric, 0.8, FULL),
        (rf"(?<![\d/,.])(?P<d>{_DAY})/(?P<m>{_MONTH})(?![\d/]){fraction}(?P<y>)", rules.numeric, 0.8, DAY_MONTH),
        (rf"\b(?:le|du|au)\s(?P<d>{_DAY})[.-](?P<m>{_MONTH})(?![\d/.-])(?P<y>)", rules.numeric, 0.8, DAY_MONTH),
        (rf"(?<![\d/])(?P<m>{_MONTH})/(?P<y>20\d\d)(?!\d|/)", rules.numeric_month, 0.9, FULL),
    ]


def _year_and_side(known: CalendarWords) -> str:
    """Return what may follow a month: its year, « l'an dernier », « prochain »."""
    year = rf"(?:\s(?:de\s)?(?:l'annee\s)?(?P<y>20\d\d|{_SHORT_YEAR}))?"
    whose = rf"(?:\s(?:de\s)?(?:l'an(?:nee)?\s(?:(?P<ly>{known.last})|(?P<ny>{known.next}))|(?P<ty>cette annee)))?"
    return rf"{year}{whose}(?:\s(?:(?P<last>{known.last})|(?P<next>{known.next})))?\b"


def _not_a_day() -> str:
    """Return what must not follow a number that is a day."""
    things = listed("unites", "mesures", "argent", "comptees", "pas_jour")
    return rf"(?!\s?(?:(?:{things})(?!\w)|au \d+ ?kva|[/.,:-]?\d)|[\s,]*(?:{listed('voies')})\b)"


def _written(known: CalendarWords) -> list[_Row]:
    """Days and months by name."""
    not_a_day = _not_a_day()
    months, days, after = known.any_of(known.months), known.any_of(known.weekdays), _year_and_side(known)
    named = rf"(?P<d>{_NUMBER})\s?(?:du mois de |de )?(?P<month>{months})"
    which = rf"(?:(?P<last>{known.last})|(?P<next>{known.next}))"
    of_month = rf"\s(?:du|de ce|de chaque) mois(?:\s{which})?"
    return [
        (rf"\b(?:(?:{days})\s)?(?:le\s)?{named}\b\.?{after}", rules.day_of_month, 0.95, DAY_MONTH),
        (rf"\b(?P<month>{months})\b\.?{after}", rules.named_month, 0.88, MONTH),
        (rf"\b(?P<weekday>{days})\s(?:le\s)?(?P<d>{_ALONE}){not_a_day}\b", rules.weekday_number, 0.9, DAY),
        (rf"\b(?:le|du|au|les)\s(?P<d>{_ALONE}){not_a_day}(?!\d)\b(?P<last>)(?P<next>)", rules.bare_day, 0.6, DAY),
        (rf"\b(?:le|du|au)\s(?P<d>{_ALONE})\b{of_month}", rules.bare_day, 0.9, DAY),
        (r"(?<![\d./-])\b(?P<y>20[12]\d)\b(?![-/\d]|\s?(?:€|euros|kwh|points|m3))", rules.whole_year, 0.8, FULL),
    ]


def _parts(known: CalendarWords) -> list[_Row]:
    """Parts of months, weeks and years."""
    months, full, after = known.any_of(known.months), known.any_of(known.full_months), _year_and_side(known)
    parts, which = known.any_of(known.parts), rf"(?:\s(?:(?P<last>{known.last})|(?P<next>{known.next})))?\b"
    year = r"(?:d'annee|de l'annee|d'an|l'annee|(?:de\s)?(?P<y>20[12]\d))"
    of_month = rf"(?:du mois de |de |d'|du mois d')?(?P<month>{months})"
    return [
        (rf"\b(?P<part>{parts})[\s-]{of_month}\b{after}", rules.part, 0.94, MONTH),
        (rf"\b(?P<part>{parts})[\s-](?:du |de ce |de |d'un )mois{which}", rules.part_here, 0.9, MONTH),
        (rf"\b(?P<part>{known.any_of(known.year_parts)})[\s-]{year}{which}", rules.part_of_year, 0.92, MONTH),
        (
            rf"\b(?P<part>{known.any_of(known.week_parts)})\s(?:de\s)?(?:la\s|cette\s)?semaine{which}",
            rules.part_of_week,
            0.92,
            FULL,
        ),
        (rf"\b(?:mois|bimestre)\s(?:de|d')\s?(?P<month>{full})\b{after}", rules.named_month, 0.9, MONTH),
    ]


def _spoken(known: CalendarWords) -> list[_Row]:
    """Quarters, feasts and seasons."""
    quarter = rf"\b(?P<n>{_QUARTER})(?:\s?(?P<unit>trimestre|semestre))?(?:\sde)?(?:\s(?P<y>20\d\d))?\b"
    seasons = known.any_of(known.seasons)
    said = rf"(?:(?P<last>{known.last})|(?P<next>{known.next})|(?P<y>20\d\d))"
    return [
        (quarter, rules.named_quarter, 0.9, FULL),
        (rf"\b(?P<feast>{known.any_of(known.feasts)})\b", rules.feast, 0.8, DAY_MONTH),
        (rf"\b(?P<this>cet|cette|ce)\s(?P<season>{seasons})\b(?P<last>)(?P<next>)(?P<y>)", rules.season, 0.85, FULL),
        (rf"\b(?:l'|le\s|d'|au\s|en\s)(?P<season>{seasons})\s{said}\b", rules.season, 0.85, FULL),
        (rf"\b(?P<season>{seasons})\s(?P<y>20\d\d)\b(?P<last>)(?P<next>)", rules.season, 0.85, FULL),
    ]


def _relative(known: CalendarWords) -> list[_Row]:
    """What is counted from today."""
    units, days = known.any_of(known.units), known.any_of(known.weekdays)
    which = rf"(?:(?P<last>{known.last})|(?P<next>{known.next}))"
    about = rf"(?:(?:{listed('environ')})\s)*"
    ago = rf"(?P<how>il y a|il ya|y'a|ya|y a|dans|d'ici)\s{about}"
    score = rf"une? (?P<score>{known.any_of(known.scores)})"
    count = rf"(?:(?P<n>\d{{1,3}}) ?(?P<unit>{units})\b(?P<half>\set demie?)?|{score}"
    eight = r"(?:\sen (?P<eight>huit|8|quinze|15))"
    here = rf"(?:(?P<this>cette|ce|cet)\s|la\s|le\s|l'|les\s|)(?P<unit>{units})(?:[\s-](?:{which}|{known.current}))?"
    side = rf"(?:(?P<wlast>{known.last})|(?P<wnext>{known.next}))"
    of_week = rf"(?:de\s|d')?(?:la\s)?(?:cette\s)?semaine(?:\s{side})?"
    several = "les |ces |mes |sur |des "
    weekday = rf"(?:(?P<this>ce)\s|(?P<the>le)\s)?(?P<weekday>{days})"
    return [
        (rf"(?<![\w-])(?P<word>{known.any_of(known.relative)})(?![\w-]){eight}?", relative.relative, 0.9, FULL),
        (rf"\b{here}\b", relative.unit, 0.88, FULL),
        (rf"\b(?:la|le) (?P<side>derni|procha)\w+ (?P<unit>{units})\b", relative.unit_after, 0.88, FULL),
        (rf"\b{ago}{count}(?:\sde (?P<units>{units}))?)(?!\w)", relative.distance, 0.9, FULL),
        (rf"\b(?:{several})?(?P<n>\d{{1,2}})\s{which}\s(?P<unit>{units})\b", relative.last_units, 0.92, FULL),
        (rf"\b{weekday}\s{of_week}\b", relative.weekday_of_week, 0.93, FULL),
        (rf"\b{weekday}\b(?:\s{which}\b|{eight}\b)?", relative.weekday, 0.85, WEEKDAY),
    ]
