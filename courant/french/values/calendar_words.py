"""The calendar's words as regular expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from courant.french.folding import fold
from courant.french.lexicon import words
from courant.french.values.word_patterns import alternatives

_LONGEST_ABBREVIATION = 4


@dataclass(frozen=True)
class CalendarWords:
    """Look-up tables and alternatives built from `lexique.yml`.

    Attributes:
        months: number of each month by its forms.
        full_months: the same without abbreviations, which need a number or a word beside them.
        weekdays: number of each day, Monday is 0.
        units: grain of each unit.
        relative: days from today.
        scores: how many an approximate number is (`quinzaine`).
        feasts: day and month of each feast.
        seasons: first day and month of each season.
        parts: first and last day (excluded, 0 for the end) of the parts of a month.
        year_parts: likewise months of a year.
        week_parts: likewise days of a week.
        recurring: what stands before a day that comes every week.
        opening_hours: what speaks of opening hours.
        before_month: what stands before a month named alone.
        before_short: what stands before an abbreviated one.
        before_year: what stands before a year alone.
        safe_months: months that are no other word.
        last: what says that a name is in the past.
        next: what says that it is to come.
        current: what says that it is the present one.
    """

    months: dict[str, int]
    full_months: dict[str, int]
    weekdays: dict[str, int]
    units: dict[str, str]
    relative: dict[str, int]
    scores: dict[str, int]
    feasts: dict[str, tuple[int, int]]
    seasons: dict[str, tuple[int, int]]
    parts: dict[str, tuple[int, int]]
    year_parts: dict[str, tuple[int, int]]
    week_parts: dict[str, tuple[int, int]]
    recurring: re.Pattern[str]
    opening_hours: re.Pattern[str]
    before_month: re.Pattern[str]
    before_short: re.Pattern[str]
    before_year: str
    safe_months: frozenset[int]
    last: str
    next: str
    current: str

    @staticmethod
    def any_of(table: Mapping[str, object]) -> str:
        """Return an alternative of the keys of a table."""
        return alternatives(table)


def _pairs(table: Mapping[str, list[int]]) -> dict[str, tuple[int, int]]:
    return {fold(name): (first, second) for name, (first, second) in table.items()}


@lru_cache(maxsize=1)
def calendar_words() -> CalendarWords:
    """Return the calendar's words, read once."""
    section = words("calendrier")
    months = {fold(form): int(n) for n, forms in words("mois").items() for form in forms}
    names = {fold(forms[0]) for forms in words("mois").values()}
    weekdays = {fold(form): int(n) for n, forms in words("jours").items() for form in forms}
    return CalendarWords(
        months=months,
        full_months={form: n for form, n in months.items() if form in names or len(form) > _LONGEST_ABBREVIATION},
        weekdays={form: n for form, n in weekdays.items() if len(form) > 3},
        units=dict(section["unites"]),
        relative={fold(form): int(n) for form, n in section["jours_relatifs"].items()},
        scores=dict(section["douzaines"]),
        feasts=_pairs(section["fetes"]),
        seasons=_pairs(section["saisons"]),
        parts=_pairs(section["parties"]),
        year_parts=_pairs(section["parties_annee"]),
        week_parts=_pairs(section["parties_semaine"]),
        recurring=re.compile(rf"\b(?:{alternatives(section['chaque'])})\s$"),
        opening_hours=re.compile(rf"\b(?:{alternatives(section['ouverture'])})\b"),
        before_month=re.compile(rf"(?:^|\b(?:{alternatives(section['devant_mois'])})['\s]|d')\s*$"),
        before_short=re.compile(rf"\b(?:{alternatives(section['devant_abrege'])})\s?$"),
        before_year=alternatives(section["devant_annee"]),
        safe_months=frozenset(section["mois_sans_risque"]),
        last=alternatives(section["dernier"]),
        next=alternatives(section["prochain"]),
        current=alternatives(section["ci"]),
    )
