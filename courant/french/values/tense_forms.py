"""Forms of verbs that tell the past or the future: « j'ai payé », « était », « je paierai », « vais partir »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from courant.french.folding import fold
from courant.french.lexicon import reference
from courant.french.values.reading import Reading

FILE = "temps.yml"
PAST, FUTURE = "past", "future"
# Weights, from what tells most: a plan that is over (« devait »), a verb, a participle alone, a noun.
PLAN, VERB, PARTICIPLE, NOUN = 0, 10, 12, 25
_WEAK = 60
_ANY, _MARKED, _ACCENTED, _PLAIN = "any", "marked", "accented", "plain"


@dataclass(frozen=True)
class Form:
    """A form in a text; `weight` is added to its distance."""

    start: int
    end: int
    direction: str
    weight: int


@dataclass(frozen=True)
class Kind:
    """A kind of form.

    Attributes:
        pattern: what it looks like, folded.
        direction: what it tells.
        weight: how weak it is, as so many characters of distance.
        accent: whether its last word must be no other word without its accent (`marked`), must have it (`accented`),
            must not (`plain`), or may be either (`any`).
    """

    pattern: re.Pattern[str]
    direction: str
    weight: int
    accent: str = _ANY


def any_of(*sections: str) -> str:
    """Return an alternative of the forms of some sections of `temps.yml`."""
    rows = {fold(form) for name in sections for form in reference(FILE)[name]}
    return "|".join(re.escape(form) for form in sorted(rows, key=len, reverse=True))


@lru_cache(maxsize=1)
def forms() -> tuple[Kind, ...]:
    """Return the kinds of forms, the surest first."""
    return (*_past(), *_coming())


def _past() -> tuple[Kind, ...]:
    known, neutral = any_of("participes", "participes_etre"), any_of("participes_neutres")
    ending = r"(?:e|ee|es|ees|i|ie|is|ies|u|ue|us|ues|it|ite|ert|erte|er)"
    shape = rf"(?:(?!(?:{any_of('pas_participes')})\b)\w{{2,}}{ending}|[pevls]u|du(?=\s\w+(?:er|ir|re)\b))"
    imperfect = rf"(?!(?:{any_of('pas_imparfait', 'polis')})\b)(?!\w+r(?:ais|ait|aient)\b)\w{{3,}}(?:ais|ait|aient)"
    adverbs = rf"(?:(?:{any_of('adverbes')})\s)*"
    passive = r"(?:a|ont|avait|avais|avez|ai|avons)\s(?:\w+\s)?ete"
    pronoun = r"(?:(?:me|m|l|le|la|les|y|nous|vous|se|s)(?:\s|'))?"
    planned = rf"(?:{any_of('imparfait')}|{imperfect})\s{adverbs}{pronoun}\w{{2,}}(?:er|ir|re)"
    rows = [
        (planned, PLAN, _ANY),
        (rf"(?:[a-z]+'|[a-z]+\s)?(?:avais|avait|avions|aviez|avaient)\s{adverbs}{shape}", PLAN, _ANY),
        (rf"(?:{any_of('avoir_sur')})\s{adverbs}(?!(?:{neutral})\b){shape}", 2, _ANY),
        (rf"(?:{any_of('avoir')})\s{adverbs}(?!(?:{neutral})\b)(?:{known})", 2, _MARKED),
        (rf"{passive}\s(?!(?:{neutral})\b)\w+", 2, _ANY),
        (rf"(?:{any_of('etre')})\s{adverbs}(?:{any_of('participes_etre')})", 2, _ANY),
        (rf"(?:{any_of('imparfait')})", PLAN, _ANY),
        (imperfect, PLAN, _ANY),
        (rf"(?:aurai[st]|auriez|auraient)\s{adverbs}{shape}(?:\s{pronoun}\w{{2,}}(?:er|ir|re)\b)?", PLAN, _ANY),
        (rf"(?:{known})", PARTICIPLE, _MARKED),
        (rf"(?!(?:{neutral}|{any_of('noms_en_e')})\b)\w{{3,}}(?<!t)(?:e|ee|es|ees)", 14, _ACCENTED),
        (rf"(?:{any_of('passe_mots')})", _WEAK, _ANY),
        (rf"(?:{any_of('noms_passes')})", NOUN, _ANY),
        (rf"{_wish()}(?:{any_of('infinitifs_passes')})", 14, _ANY),
    ]
    return tuple(Kind(re.compile(rf"\b{source}\b"), PAST, weight, accent) for source, weight, accent in rows)


def _coming() -> tuple[Kind, ...]:
    adverbs = rf"(?:(?:{any_of('adverbes')})\s)*"
    future = rf"(?!(?:{any_of('pas_futur')})\b)\w+(?:rai|ra|ront|rez|rons)"
    rows = [
        (rf"{_wish()}(?!(?:{any_of('pas_infinitifs')})\b)\w{{2,}}(?:er|ir|re)", 2, _ANY),
        (rf"(?:{any_of('avoir_sur', 'etre')})\s{adverbs}(?:{any_of('participes_prevus')})", 8, _ANY),
        (future, 2, _ANY),
        (rf"(?!(?:{any_of('pas_imperatifs')})\b)\w{{3,}}(?<!i)ez", VERB, _ANY),
        (r"\w+(?:rais|rait|raient)", 8, _ANY),
        (rf"(?:{any_of('futur')})", 8, _PLAIN),
        (rf"(?:{any_of('infinitifs')})", 6, _ANY),
        (rf"(?:{any_of('noms_futurs')})", NOUN, _ANY),
    ]
    return tuple(Kind(re.compile(rf"\b{source}\b"), FUTURE, weight, accent) for source, weight, accent in rows)


def _wish() -> str:
    return rf"(?:{any_of('aller')})\s(?:(?:pas|me|m|vous|le|la|les|l'|en|y|bien|deja)\s?){{0,2}}"


@lru_cache(maxsize=4)
def _set(section: str) -> frozenset[str]:
    return frozenset(fold(form) for form in reference(FILE)[section])


def is_evidence(kind: Kind, match: re.Match[str], reading: Reading) -> bool:
    """Tell a participle from the noun or the present tense that is spelled like it without its accent."""
    if kind.accent == _ANY:
        return True
    word = re.split(r"[\s']", match.group())[-1]
    typed = reading.source[slice(*reading.span(match.end() - len(word), match.end()))].lower()
    accented = typed.rstrip("s").endswith("é") or typed.rstrip("s").endswith("ée")
    before = re.findall(r"[a-z]+'?", reading.text[: match.start()])[-2:]
    if kind.accent == _PLAIN:
        return not accented
    if kind.accent == _ACCENTED:
        return accented and not set(before) & _set("etre")  # « vous êtes fermés » is no past
    if accented or not re.search(r"[^e]es?$", word):
        return True
    return word in _set("sans_accent") and word == match.group() and not set(before[-1:]) & _set("pronoms")
