"""Meter readings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courant.french.values.calendar_words import calendar_words
from courant.french.values.found import Found
from courant.french.values.labels import label, last_label
from courant.french.values.postcodes import beside_town
from courant.french.values.reading import Reading
from courant.french.values.word_patterns import alternatives, behind

_NUMBER = re.compile(
    r"(?<![\w.,/+°-])(?<!\b\d )(?<!\b\d\d )(?<!\b\d{3} )(\d{1,3}(?:[ .]\d{3})+(?! ?\d)|\d{4,8}|\d{3}(?! ?\d))"
    r"(?:,(\d{1,3}))?(?=\s?m3|(?!\w))(?!\d)(?![./-]\d)(?!')"
)
# « hp/hc 12345/6789 »
_PAIR = re.compile(r"(?<![\w.,/+-])(\d{4,8})\s?/\s?(\d{4,8})(?![\w/])")
_UNIT = re.compile(r"^\s?(kwh|wh|m3|metres? cubes?)\b")
_REGISTERS = ("hp", "hc", "base", "gaz_index", "energie_electricite")
_OTHERS = ("client", "pdl", "pce", "contrat", "autre_numero", "document", "telephone")
_ROLES = {"gaz_index": "gaz", "energie_electricite": "base"}
_SHORTEST_ALONE = 4  # digits; a shorter number must stand right behind its label
_RIGHT_BEFORE = re.compile(r"(?:\bindex|\bhp|\bhc|creuses?|pleines?)\W*$")
_CENTS = re.compile(r",\d\d$")


def find_indexes(reading: Reading) -> list[Found]:
    """Return meter readings: numbers that the words around announce, with their register as role.

    The value is the whole units as a string of digits; the red decimals of a gas meter are dropped. In a message that
    speaks of no meter, only a number beside « HP » or « heures creuses » counts.
    """
    text = reading.text
    speaks = _speaks_of_a_meter(text)
    found = list(_pairs(reading)) if speaks else []
    for match in _NUMBER.finditer(text):
        before, after = reading.before(match.start()), reading.after(match.end())
        if _CENTS.search(match.group()) and not re.match(r"\s?m3", after):
            continue  # an amount: the red digits of a gas meter are three
        if _is_reading(before, after, match[1]) and (speaks or _beside_register(before, after)):
            if beside_town(before, after) and len(match[1]) == 5:
                continue
            announced = any(label(name).search(before) for name in ("index", "hp", "hc"))
            value = re.sub(r"\D", "", match[1])
            role, sure = _register(before, after, text), 0.9 if announced else 0.72
            found.append(Found("index_compteur", value, *reading.span(*match.span()), sure, role=role))
    return found


def _speaks_of_a_meter(text: str) -> bool:
    plain = label("autre_releve").sub(" ", text)
    both = label("hp").search(text) is not None and label("hc").search(text) is not None
    return both or _day_and_night(text) or label("index").search(plain) is not None


def _day_and_night(text: str) -> bool:
    return label("jour").search(text) is not None and label("nuit").search(text) is not None


def _last_register(before: str, text: str) -> str | None:
    """Return the register named last; « jour » and « nuit » count where both are said."""
    names = (*_REGISTERS, "jour", "nuit") if _day_and_night(text) else _REGISTERS
    name = last_label(before, *names)
    return {"jour": "hp", "nuit": "hc"}.get(name or "", name)


def _pairs(reading: Reading) -> Iterator[Found]:
    """Two readings with a slash, in the order in which their registers are named."""
    for match in _PAIR.finditer(reading.text):
        hp, hc = label("hp").search(reading.text), label("hc").search(reading.text)
        if hp and hc:
            roles = ("hp", "hc") if hp.start() < hc.start() else ("hc", "hp")
            for place, role in enumerate(roles, 1):
                yield Found("index_compteur", match[place], *reading.span(*match.span(place)), 0.9, role=role)


def _labels_follow(text: str) -> bool:
    """Tell « 12345 en heures pleines » from « hp 12345 », by what comes first in the text."""
    first_number = _NUMBER.search(text)
    first_label = min((m.start() for name in ("hp", "hc") if (m := label(name).search(text))), default=None)
    return first_number is not None and first_label is not None and first_number.start() < first_label


def _behind(after: str) -> str | None:
    """Return the register named right behind a number."""
    rest = re.sub(r"^[\s,:(]*(?:kwh|en|pour|les|le|la|aux)?[\s:(]*(?:les |en |pour les |pour )?", "", after)
    return next((one for one in ("hp", "hc") if label(one).match(rest)), None)


def _register(before: str, after: str, text: str) -> str:
    """Return the role of a number: its label is just before it, or just behind, else the energy decides."""
    name = _last_register(before[-28:], text)
    if _labels_follow(text):
        name = _behind(after) or name
    if name is None and (_UNIT.match(after) is None or "m" in after[:2]) and label("gaz_index").search(text):
        name = "gaz_index"
    return _ROLES.get(name or "base", name or "base")


def _beside_register(before: str, after: str) -> bool:
    """Tell a number right beside « HP » or « heures creuses », in a message that does not say « compteur »."""
    near = re.split(r"[,;]", before[-24:])[-1]
    said = last_label(near, "hp", "hc") is not None and re.search(r"\b(?:plein|creux)\b", near) is None
    return said or _behind(after) is not None


def _months() -> list[str]:
    return [form for form in calendar_words().months if len(form) > 2]


def _measures_something_else(after: str) -> bool:
    """Tell the unit of something else, a month (« le 12 mars ») or a use of energy (« 450 kWh en mars »)."""
    if re.match(r"\s?heures? (?:creuses|pleines)", after):
        return False
    if behind("unites", "argent", "voies").match(after) or re.match(rf"\s?(?:{alternatives(_months())})\b", after):
        return True
    unit = _UNIT.match(after)
    return unit is not None and behind("par").match(after, unit.end()) is not None


def _is_reading(before: str, after: str, digits: str) -> bool:
    """Tell whether a number can be a reading, from the words on both sides."""
    if _measures_something_else(after):
        return False
    name = last_label(before, *_OTHERS, "index", "hp", "hc", "base", "serie", "consomme")
    if name == "serie" and not re.search(r"[:=]\s?$", before) and re.search(r"(?:n°|\w)\s?$", before[-6:]):
        return False
    if name in _OTHERS or (name == "consomme" and _UNIT.match(after)):
        return False
    if len(re.sub(r"\D", "", digits)) < _SHORTEST_ALONE and not _RIGHT_BEFORE.search(before):
        return False
    year_like = re.fullmatch(r"(?:19|20)\d\d", digits) and not _UNIT.match(after)
    return not year_like or re.search(r"(?:index|hp|hc)\W*$", before) is not None
