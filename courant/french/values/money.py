"""Amounts of money: `45,50 €`, `45€50`, `quarante-cinq euros cinquante`, `payer 300`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from courant.french.lexicon import words
from courant.french.values.found import Found
from courant.french.values.reading import Reading

_NUMBER = r"(?P<whole>\d{1,3}(?:[ .]\d{3})+|\d+)(?:[.,](?P<cents>\d{1,2})(?!\d))?"
_NOT_MONEY = re.compile(
    r"^\s*(?:kwh|kva|kw\b|mwh|wh\b|%|m3|m²|m2|h\b|heures?|mois|jours?|ans?\b|fois|x\b|points?|eme|er\b|/|-\d|:\d|°)"
)
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_LONGEST_BARE = 5  # digits of an amount without unit: beyond, it is a reference


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    money = words("argent")
    euros = "|".join(sorted(money["euros"], key=len, reverse=True))
    cents = "|".join(sorted(money["centimes"], key=len, reverse=True))
    announced = "|".join(re.escape(word) for word in sorted(money["annonce"], key=len, reverse=True))
    unit = rf"(?:\s?€|\s?(?:{euros})\b)"
    tail = rf"(?:\s?(?:et\s)?(?P<tail>\d{{1,2}})(?!\d|\s?(?:%|kwh|fois|mois))(?:\s?(?:{cents})\b)?)?"
    return (
        re.compile(rf"(?<![\d.,/-])(?P<sign>[-+]\s?)?{_NUMBER}\s?(?P<kilo>k)?{unit}{tail}"),
        re.compile(rf"(?:€|\beur)\s?{_NUMBER}(?!\d)"),
        re.compile(rf"(?<![\d.,/])(?P<cents>\d{{1,2}})\s?(?:{cents})\b"),
        re.compile(rf"(?<![\d.,/\w-]){_NUMBER}(?![\d\w])"),
        re.compile(
            rf"\b(?:{announced})\b(?:\s(?:de|d'|les|la|mes|des|a|est|c'est|:|encore|environ|que|me|moi|pour))*\s*:?\s?$"
        ),
    )


def _euros(match: re.Match[str]) -> Decimal:
    groups = match.groupdict()
    whole = Decimal(re.sub(r"[ .]", "", groups.get("whole") or "0"))
    written = groups.get("cents")
    if not written and groups.get("tail"):
        # « 45 euros 5 » is five cents, « 45,5 » fifty.
        return whole + Decimal(groups["tail"]) / 100
    value = whole + (Decimal(f"0.{written}") if written else 0)
    return value * 1000 if groups.get("kilo") else value


def _found(reading: Reading, match: re.Match[str], euros: Decimal, confidence: float) -> Found:
    start, end = reading.span(*match.span())
    return Found("montant", f"{euros:.2f}", start, end, confidence)


def _ordinal(match: re.Match[str]) -> bool:
    """Tell `3e` (third) from `45e` (45 euros)."""
    text = match.group()
    return bool(re.search(r"\de$", text)) and not match["cents"] and len(match["whole"]) < 2


def _decimal_alone(match: re.Match[str]) -> bool:
    """Tell an amount such as 184.20, which cannot be a date such as 12.03 or 12.30."""
    return bool(match["cents"]) and len(match["cents"]) == 2 and int(re.sub(r"\D", "", match["whole"])) > 31


def find_amounts(reading: Reading) -> list[Found]:
    """Return the amounts of a text, as euros with two decimals (`"45.50"`).

    A number without unit counts only behind a word that announces an amount (« payer 300 »), and never when it
    looks like a year or a reference.
    """
    unit, before, cents, bare, announced = _patterns()
    found = [_found(reading, m, _euros(m), 0.95) for m in unit.finditer(reading.text) if not _ordinal(m)]
    found += [_found(reading, m, _euros(m), 0.95) for m in before.finditer(reading.text)]
    for match in cents.finditer(reading.text):
        found.append(_found(reading, match, Decimal(match["cents"]) / 100, 0.9))
    for match in bare.finditer(reading.text):
        if _NOT_MONEY.match(reading.after(match.end())):
            continue
        whole = match["whole"]
        plausible = match["cents"] or (len(whole) <= _LONGEST_BARE and not _YEAR.match(whole))
        if plausible and announced.search(reading.before(match.start())):
            found.append(_found(reading, match, _euros(match), 0.7))
        elif _decimal_alone(match):
            found.append(_found(reading, match, _euros(match), 0.6))
    return found
