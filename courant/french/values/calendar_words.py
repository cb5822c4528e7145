"""The calendar's words as regular expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from courant.french.folding import fold
from courant.french.lexicon import words


def _alternatives(forms: list[str]) -> str:
    return "|".join(re.escape(fold(form)) for form in sorted(set(forms), key=len, reverse=True))


@dataclass(frozen=True)
class CalendarWords:
    """Look-up tables and alternatives built from `lexique.yml`."""

    months: dict[str, int]
    full_months: dict[str, int]
    weekdays: dict[str, int]
    units: dict[str, str]
    relative: dict[str, int]
    feasts: dict[str, tuple[int, int]]
    parts: dict[str, tuple[int, int]]
    past: frozenset[str]
    future: frozenset[str]
    bill: re.Pattern[str]
    before_month: re.Pattern[str]
    safe_months: frozenset[int]
    last: str
    next: str
    current: str

    @staticmethod
    def any_of(table: Mapping[str, object]) -> str:
        """Return an alternative of the keys of a table."""
        return _alternatives(list(table))


@lru_cache(maxsize=1)
def calendar_words() -> CalendarWords:
    """Return the calendar's words, read once."""
    section = words("calendrier")
    months = {fold(form): int(n) for n, forms in words("mois").items() for form in forms}
    weekdays = {fold(form): int(n) for n, forms in words("jours").items() for form in forms}
    return CalendarWords(
        months=months,
        full_months={fold(forms[0]): int(n) for n, forms in words("mois").items()},
        weekdays={form: n for form, n in weekdays.items() if len(form) > 3},
        units=dict(section["unites"]),
        relative={fold(form): int(n) for form, n in section["jours_relatifs"].items()},
        feasts={fold(name): (day, month) for name, (day, month) in section["fetes"].items()},
        parts={name: (first, last) for name, (first, last) in section["parties"].items()},
        past=frozenset(section["passe"]),
        future=frozenset(section["futur"]),
        bill=re.compile(rf"\b(?:{_alternatives(section['avant_passe'])})(?:\s\w+)?\s(?:de|du|d'|des|en)\b.{{0,14}}$"),
        before_month=re.compile(rf"(?:^|\b(?:{_alternatives(section['devant_mois'])})['\s])\s*$"),
        safe_months=frozenset(section["mois_sans_risque"]),
        last=_alternatives(section["dernier"]),
        next=_alternatives(section["prochain"]),
        current=_alternatives(section["ci"]),
    )
