"""E-mail addresses, typed or dictated: `camille point durand arobase exemple point fr`."""

from __future__ import annotations

import re
from functools import lru_cache

from courant.french.lexicon import words
from courant.french.values.found import Found
from courant.french.values.reading import Reading
from courant.french.values.word_patterns import alternatives

# A comma for the last dot is a common slip.
_EMAIL = re.compile(r"(?<![\w.+-])[a-z0-9][\w.+-]*(?:@|\s@\s)[\w-]+(?:\s?\.\s?[\w-]+)*[.,][a-z]{2,}(?![\w@])")
_SIGNS = {"arobase": "@", "souligne": "_", "tiret": "-", "point": "."}


@lru_cache(maxsize=1)
def _spelling() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...], re.Pattern[str]]:
    """Return the pattern of a dictated address, the signs that its words stand for, and the words to leave out."""
    section = words("epellation")
    any_of = {name: alternatives(section[name]) for name in (*_SIGNS, "remarques", "hebergeurs")}
    glue = rf"\s?(?:\.|-|_|\b(?:{any_of['souligne']}|{any_of['tiret']}|{any_of['point']})\b)\s?"
    name, at = r"[a-z0-9]+(?:\s\d+)?", rf"(?:@|\s@\s|\s?[\[(<]?\b(?:{any_of['arobase']})\b[\])>]?\s?)"
    remark = rf"(?:[\s,]+(?:{any_of['remarques']}))?"
    local = rf"(?:{name}(?:{glue}{name})*|{name}(?:\s[a-z0-9]+){{1,2}}(?=[\s,]+(?:{any_of['remarques']}))){remark}"
    domain = rf"(?:{name}(?:{glue}{name})*{glue}[a-z]{{2,6}}|(?:{any_of['hebergeurs']})\s(?:com|fr|net))"
    rules = tuple((re.compile(rf"\s?[\[(<]?\b(?:{any_of[n]})\b[\])>]?\s?"), sign) for n, sign in _SIGNS.items())
    remarks = re.compile(rf"[\s,]+(?:{any_of['remarques']})\b")
    return re.compile(rf"(?<![\w.@]){local}{at}{domain}(?![\w@])"), rules, remarks


def spelled_email(text: str) -> str:
    """Return a dictated address with its signs: `camille point durand arobase exemple point fr`."""
    _, rules, remarks = _spelling()
    text = remarks.sub("", text)
    for pattern, sign in rules:
        text = pattern.sub(sign, text)
    host = re.search(r"@\s?\w+\s(?:com|fr|net)$", text)
    if host is not None:
        text = re.sub(r"\s(?=(?:com|fr|net)$)", ".", text)
    return re.sub(r"\s", "", text)


def find_emails(reading: Reading) -> list[Found]:
    """Return e-mail addresses in lower case, typed or dictated (« arobase », « point »)."""
    found: list[Found] = []
    if "@" in reading.text:
        for match in _EMAIL.finditer(reading.text):
            value = re.sub(r",(?=[a-z]+$)", ".", re.sub(r"\s", "", match.group()))
            found.append(Found("email", value, *reading.span(*match.span()), 0.98))
    for match in _spelling()[0].finditer(reading.text) if _may_spell(reading.text) else ():
        value = spelled_email(match.group())
        if value != match.group():
            found.append(Found("email", value, *reading.span(*match.span()), 0.99))
    return found


@lru_cache(maxsize=1)
def _ats() -> re.Pattern[str]:
    return re.compile(rf"@|\b(?:{alternatives(words('epellation')['arobase'])})\b")


def _may_spell(text: str) -> bool:
    return _ats().search(text) is not None
