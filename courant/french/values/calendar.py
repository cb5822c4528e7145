"""Days and periods, as people write them, relative to a given today."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from courant.french.values import calendar_rules as rules
from courant.french.values.calendar_rules import Clue, Rule
from courant.french.values.calendar_words import CalendarWords, calendar_words
from courant.french.values.found import Found
from courant.french.values.reading import Reading

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:\s(?:de\s)?(?:l'annee\s)?(?P<y>20\d\d|(?<=\s)2\d(?!\d|[\s]?(?:h|€|euros?|kwh|%|/))))?"
_NOT_A_DAY = (
    r"(?!\s?(?:€|euros?\b|e\b|eur\b|kwh|kw\b|kva|m3|h\b|heures?|%|eme|rue|avenue|av\b|bd\b|boulevard|place|chemin|impasse|allee|"
    r"chiffres?|fois|x\b|points?|mois\b|ans?\b|jours?\b|semaines?\b|et\s?quart|bis|ter|[/.,:-]?\d))"
)


def _sources(known: CalendarWords) -> list[tuple[str, Rule, float]]:
    months, full = known.any_of(known.months), known.any_of(known.full_months)
    units, days = known.any_of(known.units), known.any_of(known.weekdays)
    parts, feasts = known.any_of(dict(known.parts)), known.any_of(dict(known.feasts))
    said = rf"(?:\s(?:(?P<last>{known.last})|(?P<next>{known.next})))?\b"
    number = rf"(?:1er|premier|{_DAY}(?:e|eme)?)"
    return [
        (r"(?<!\d)(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)", rules.iso, 0.97),
        (rf"(?<![\d/.-])(?P<d>{_DAY})(?P<sep>[/.-])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<y>20\d\d|\d\d)(?![\d/])", rules.numeric, 0.96),
        (rf"(?<![\d/.-])(?P<d>0[1-9]|[12]\d|3[01]) (?P<m>0[1-9]|1[0-2]) (?P<y>20\d\d)(?!\d| ?\d)", rules.numeric, 0.8),
        (rf"(?<![\d/,.])(?P<d>{_DAY})/(?P<m>0?[1-9]|1[0-2])(?![\d/])(?P<y>)", rules.numeric, 0.8),
        (rf"\b(?:du|entre le|entre|de) (?P<d1>{number})(?: (?P<first_month>{months}))? (?:au|et le|et|a) (?P<d2>{number}) (?P<month>{months})\b{_YEAR}{said}", rules.day_range, 0.96),
        (rf"\b(?:(?:{days})\s)?(?:le\s)?(?P<d>{number})\s?(?:du mois de )?(?P<month>{months})\b\.?{_YEAR}{said}", rules.day_of_month, 0.95),
        (rf"\b(?P<part>{parts})[\s-](?:du mois de |de |d')?(?P<month>{months})\b{_YEAR}{said}", rules.part, 0.94),
        (rf"\b(?P<part>{parts})[\s-](?:du |de ce |de )mois{said}", rules.part_here, 0.9),
        (rf"\b(?:de|entre|d') ?(?P<first_month>{full})(?: (?P<y1>20\d\d))? (?:a|et|jusqu'a|jusqu'en) (?P<month>{full})\b{_YEAR}{said}", rules.month_range, 0.93),
        (rf"\b(?P<month>{months})\b{_YEAR}{said}", rules.named_month, 0.88),
        (r"(?<![\d/])(?P<m>0?[1-9]|1[0-2])/(?P<y>20\d\d)(?!\d|/)", rules.numeric_month, 0.9),
        (rf"(?<![\w-])(?P<word>{known.any_of(known.relative)})(?![\w-])", rules.relative, 0.9),
        (rf"\b(?:(?P<this>cette|ce|cet)|la|le|l'|les)\s?(?P<unit>{units})(?:[\s-](?:(?P<last>{known.last})|(?P<next>{known.next})|{known.current}))?\b", rules.unit, 0.88),
        (rf"\b(?P<how>il y a|ya|y a|dans|d'ici|voila)\s(?:environ |a peu pres |moins de |plus de )?(?P<n>\d{{1,3}}) ?(?P<unit>{units})\b", rules.distance, 0.9),
        (rf"\b(?:les |ces |mes |sur |des )?(?P<n>\d{{1,2}})\s(?:(?:(?:{known.last})|(?P<next>{known.next}))\s(?P<unit>{units}))\b", rules.last_units, 0.92),
        (rf"\b(?P<weekday>{days})\b(?:\s(?:(?P<last>{known.last})|(?P<next>{known.next})|(?P<eight>en (?:huit|8))))?", rules.weekday, 0.85),
        (r"\b(?:en|annee|de l'annee|depuis|pour|d'|de|fin|debut)\s?(?P<y>20[12]\d)\b(?![-/\d])", rules.whole_year, 0.8),
        (r"\b(?P<n>1er|premier|2e|2eme|deuxieme|second|3e|3eme|troisieme|4e|4eme|quatrieme|dernier|t ?[1-4])(?:\s?trimestre)?(?:\sde)?(?:\s(?P<y>20\d\d))?\b", _checked_quarter, 0.9),
        (rf"\b(?P<feast>{feasts})\b", rules.feast, 0.8),
        (rf"\b(?:le|du|au|avant le|pour le)\s(?P<d>{number}){_NOT_A_DAY}(?![\d])\b(?:\sdu mois)?", rules.bare_day, 0.6),
    ]  # fmt: skip


_QUARTERS = {"premier": "1", "deuxieme": "2", "second": "2", "troisieme": "3", "quatrieme": "4", "dernier": "4"}


def _checked_quarter(match: re.Match[str], clue: Clue) -> rules.Period | None:
    """`premier trimestre`, `T1 2026`: the word or the year must be there."""
    said = match.group()
    if "trimestre" not in said and not (said.startswith("t") and match["y"]):
        return None
    spelled = _QUARTERS.get(match["n"])
    if spelled is None:
        return rules.trimester(match, clue)
    again = re.match(r"(?P<n>\d)(?: (?P<y>\d+))?", f"{spelled} {match['y']}" if match["y"] else spelled)
    return rules.trimester(again, clue) if again else None


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], Rule, float], ...]:
    return tuple((re.compile(source), rule, sure) for source, rule, sure in _sources(calendar_words()))


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
