"""Charges of a bill: `la CTA`, `frais de mise en service`, « l'abonnement »."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from courant.french.folding import fold
from courant.french.lexicon import reference
from courant.french.values.found import Found
from courant.french.values.reading import Reading

_NEAR = 40  # characters on both sides in which a word such as « frais » makes a charge of a service


class Names(NamedTuple):
    """The names of charges.

    Attributes:
        pattern: any of them.
        codes: the charge that each means.
        priced: names that need a price nearby.
        accompanied: names that need another charge in the message.
        price: what speaks of a price.
        dear: what speaks of the price of a subscription.
        others: what begins like a charge and is none (« remise des clés »).
    """

    pattern: re.Pattern[str]
    codes: dict[str, str]
    priced: frozenset[str]
    accompanied: frozenset[str]
    price: re.Pattern[str]
    dear: re.Pattern[str]
    others: re.Pattern[str]


@lru_cache(maxsize=1)
def _names() -> Names:
    rows = reference("frais.yml")["frais"].items()
    keys = ("mots", "si_prix", "avec_autre")
    tables = [{fold(form): code for code, one in rows for form in one.get(key, ())} for key in keys]
    codes = {**tables[2], **tables[1], **tables[0]}
    lists = reference("frais.yml")
    price, dear, others = (
        re.compile(rf"(?<!\w)(?:{_any_of(lists[key])})(?!\w)") for key in ("contexte", "contexte_abonnement", "sauf")
    )
    pattern = re.compile(rf"(?<![\w-])(?:{_any_of(codes)})(?![\w-])")
    return Names(pattern, codes, frozenset(tables[1]), frozenset(tables[2]), price, dear, others)


def _any_of(forms: Iterable[str]) -> str:
    return "|".join(re.escape(fold(form)) for form in sorted(forms, key=len, reverse=True))


@lru_cache(maxsize=1)
def _contract() -> re.Pattern[str]:
    """Return what before « abonnement » makes it the contract itself."""
    verbs = _any_of(reference("frais.yml")["abonnement_contrat"])
    return re.compile(rf"\b(?:{verbs})\s(?:(?:\w{{1,6}}\s)?\w{{1,6}}'?\s?)?$")


def find_charges(reading: Reading) -> list[Found]:
    """Return the charges of a bill that are named (`cta`, `accise`, `frais_mise_en_service`…).

    Words that are also services (« mise en service », « option ») count where a price or another charge is spoken of;
    « souscrire un abonnement » is no charge.
    """
    names = _names()
    matches = list(names.pattern.finditer(reading.text))
    sure = any(match.group() not in names.priced | names.accompanied for match in matches)
    return [
        Found("type_frais", names.codes[match.group()], *reading.span(*match.span()), 0.88)
        for match in matches
        if _is_charge(match, reading.text, names, sure)
    ]


def _is_charge(match: re.Match[str], text: str, names: Names, sure: bool) -> bool:
    name = match.group()
    if name in names.accompanied:
        return sure
    if name in names.priced:
        around = text[max(0, match.start() - _NEAR) : match.start()] + "\n" + text[match.end() : match.end() + _NEAR]
        return sure or names.price.search(around) is not None
    if names.codes[name] == "abonnement":
        return _contract().search(text[: match.start()]) is None or names.dear.search(text) is not None
    return names.others.match(text, match.start()) is None
