"""What amounts look like, in folded text with numbers in digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from courant.french.lexicon import words
from courant.french.values.calendar_words import calendar_words
from courant.french.values.word_patterns import alternatives, listed

_NUMBER = r"(?P<whole>\d{1,3}(?:[ .']\d{3})+(?!\d)|\d+)(?:[.,](?P<cents>\d{1,2})(?!\d))?"
_KILO = r"(?P<kilo>k(?=\s?(?:€|eu)))?"  # « 2k€ », but « 47,90 ke » is « que »


@dataclass(frozen=True)
class Patterns:
    """Compiled patterns.

    Attributes:
        unit: a number and its unit, cents behind.
        second: the same, wherever it begins.
        before: the unit before the number.
        cents: a number of cents.
        counted: « une centaine d'euros ».
        bare: any number.
        pair: a number and the link to a second one.
        announced: ends the text before a number without unit that is an amount.
        hinted: the same for words that announce an amount only where money is spoken of.
        money_talk: what speaks of money.
        follows: begins the text behind one.
        resumed: ends the text before a further amount without unit.
        ends: begins the text behind a further amount.
        ordinal: ends the text before an ordinal such as « 15e ».
        ranked: begins the text behind one.
        not_money: begins the text behind a number that is something else.
        then_not_money: begins the text behind the first of two such numbers (« de 6 à 9 kVA »).
        beside: what stands between two amounts that share their announcement.
        scores: how many a « centaine » is.
    """

    unit: re.Pattern[str]
    second: re.Pattern[str]
    before: re.Pattern[str]
    cents: re.Pattern[str]
    counted: re.Pattern[str]
    bare: re.Pattern[str]
    pair: re.Pattern[str]
    announced: re.Pattern[str]
    hinted: re.Pattern[str]
    money_talk: re.Pattern[str]
    follows: re.Pattern[str]
    resumed: re.Pattern[str]
    ends: re.Pattern[str]
    ordinal: re.Pattern[str]
    ranked: re.Pattern[str]
    not_money: re.Pattern[str]
    then_not_money: re.Pattern[str]
    beside: re.Pattern[str]
    scores: dict[str, int]


def _with_unit() -> str:
    """Return a number, its unit, and the cents behind it (« 45 euros 50 », « 12 euros et 5 centimes »)."""
    money = words("argent")
    cents = alternatives(money["centimes"])
    unit = rf"(?:\s?€|\s?(?:{alternatives(money['euros'])})(?![a-z]))"
    not_cents = rf"(?!\d|\s?(?:(?:{listed('pas_centimes')}|{_months()})(?!\w)|[/.,]\d))"
    tail = rf"(?:\s?(?:et\s(?=\d+\s?(?:{cents})))?(?P<tail>\d{{1,2}}){not_cents}(?:\s?(?:{cents})\b)?)?"
    return rf"{_NUMBER}\s?{_KILO}{unit}{tail}"


def _months() -> str:
    return alternatives(form for form in calendar_words().months if len(form) > 2)


def _not_money() -> str:
    things = rf"{listed('unites', 'mesures', 'comptees', 'voies')}|{_months()}"
    return rf"\s*(?:(?:{things})(?!\w)|conseill|relev|/|-\d|:\d|°)"


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Return the patterns, compiled once."""
    money = words("argent")
    linked = rf"(?:\s(?:{alternatives(money['liaisons'])})|\s?:|\s?=)*\s?$"
    several = rf"(?:(?P<times>\d{{1,2}})\s|une?\s|la\s)?(?P<score>{alternatives(money['multiples'])})"
    ordinals = alternatives([*money["devant_ordinal"], "paris", "lyon", "marseille"])
    return Patterns(
        unit=re.compile(rf"(?<![\w.,/-])(?P<sign>[-+]\s?)?{_with_unit()}"),
        second=re.compile(_with_unit()),
        before=re.compile(rf"(?:€|\beur)\s?{_NUMBER}(?!\d)"),
        cents=re.compile(rf"(?<![\d.,/])(?P<cents>\d{{1,2}})\s?(?:{alternatives(money['centimes'])})\b"),
        counted=re.compile(rf"\b{several}\sd(?:'|e\s)(?:{alternatives(money['euros'])})\b"),
        bare=re.compile(rf"(?<![\d.,/\w-]){_NUMBER}(?![\d\w])(?!,\d)"),
        pair=re.compile(rf"(?<![\d.,/\w-]){_NUMBER}\s?(?P<link>\ba\b|\bou\b|\bet\b|-|/)\s?(?=\d)"),
        announced=re.compile(rf"\b(?:{alternatives(money['annonce'])})\b{linked}"),
        hinted=re.compile(rf"\b(?:{alternatives(money['annonce_faible'])})\b{linked}"),
        money_talk=re.compile(rf"€|\b(?:{alternatives(money['sujets'])})\b"),
        follows=re.compile(rf"^\s?(?:{alternatives(money['suites'])})(?!\w)"),
        resumed=re.compile(rf"\b(?:{alternatives(money['reprises'])})\s$"),
        ends=re.compile(rf"^\s?(?:$|[.,;!?)]|(?:{listed('fin_montant')})\b)"),
        ordinal=re.compile(rf"\b(?:{ordinals})\s$"),
        ranked=re.compile(rf"^\s?(?:{listed('ranges')})"),
        not_money=re.compile(f"^{_not_money()}"),
        then_not_money=re.compile(rf"^\s?(?:a|ou|et|-|/)\s?\d[\d.,]*{_not_money()}"),
        beside=re.compile(rf"\s?(?:{alternatives(money['entre_deux'])}|->)\s?"),
        scores=dict(money["multiples"]),
    )
