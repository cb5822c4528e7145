"""Amounts of money: `45,50 €`, `67e80`, `quarante-cinq euros cinquante`, `payer 300`, `une centaine d'euros`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from courant.french.folding import fold
from courant.french.lexicon import words
from courant.french.values.found import Found, resolve
from courant.french.values.money_patterns import Patterns, patterns
from courant.french.values.reading import Reading
from courant.french.values.word_patterns import alternatives

_YEAR = re.compile(r"^(?:19|20)\d\d$")
_LONGEST_BARE = 5  # digits of an amount without unit: beyond, it is a reference
_LEAST_BARE = 10  # « payer en 4 », « à deux »: a small number without unit is no amount
_DAY_BEFORE = re.compile(r"\b(?:le|du|au)\s$")
_LEAST_IN_A_PAIR = 10  # « 2 ou 3 fois », « 2 contrats et 45 € »: a small first number is no amount
_LIKE_A_DAY = 31
_BEFORE_PAIR = re.compile(r"\b(?:entre|de|des|d')\s?$")


def find_amounts(reading: Reading) -> list[Found]:
    """Return the amounts of a text, as euros with two decimals (`"45.50"`).

    A number without unit counts only where the words around make an amount of it (« payer 300 », « 80 par mois »,
    « 200 maintenant et 150 le 10 »), and never when it looks like a year or a reference.
    """
    known = patterns()
    found = [*_with_unit(known, reading), *_counted(known, reading)]
    found += _bare(known, reading)
    found += _pairs(known, reading)
    return found + _further(known, reading, resolve(found))


def _found(reading: Reading, span: tuple[int, int], euros: Decimal, confidence: float) -> Found:
    return Found("montant", f"{euros:.2f}", *reading.span(*span), confidence)


def _euros(match: re.Match[str]) -> Decimal:
    groups = match.groupdict()
    whole = Decimal(re.sub(r"[ .']", "", groups.get("whole") or "0"))
    written = groups.get("cents")
    if not written and groups.get("tail"):
        # « 45 euros 5 » is five cents, « 45,5 » fifty.
        return whole + Decimal(groups["tail"]) / 100
    value = whole + (Decimal(f"0.{written}") if written else 0)
    return value * 1000 if groups.get("kilo") else value


def _with_unit(known: Patterns, reading: Reading) -> Iterator[Found]:
    """Numbers beside « € », « euros », « balles », « centimes »."""
    for match in known.unit.finditer(reading.text):
        if not _ordinal(known, match, reading) and not _is_accented_e(match, reading):
            yield _found(reading, match.span(), _euros(match), 0.95)
    for match in known.before.finditer(reading.text):
        yield _found(reading, match.span(), _euros(match), 0.95)
    for match in known.cents.finditer(reading.text):
        yield _found(reading, match.span(), Decimal(match["cents"]) / 100, 0.9)


def _ordinal(known: Patterns, match: re.Match[str], reading: Reading) -> bool:
    """Tell `3e` and « Paris 15e » (third, fifteenth) from `45e` (45 euros)."""
    if not re.search(r"\de$", match.group()) or match["cents"]:
        return False
    before, after = reading.before(match.start()), reading.after(match.end())
    return len(match["whole"]) < 2 or known.ordinal.search(before) is not None or known.ranked.match(after) is not None


def _is_accented_e(match: re.Match[str], reading: Reading) -> bool:
    """Tell « 8 et 12 é personne », an « et » in texting, from `12 e`."""
    return reading.source[slice(*reading.span(match.end() - 1, match.end()))] in ("é", "è", "É", "È")


def _counted(known: Patterns, reading: Reading) -> Iterator[Found]:
    """« Une centaine d'euros », « deux milliers d'euros »."""
    for match in known.counted.finditer(reading.text):
        times = int(match["times"]) if match["times"] else 1
        yield _found(reading, match.span(), Decimal(times * known.scores[match["score"]]), 0.9)


def _bare(known: Patterns, reading: Reading) -> Iterator[Found]:
    """Numbers without unit that the words before or behind announce, and those with two decimals."""
    for match in known.bare.finditer(reading.text):
        after = reading.after(match.end())
        if known.not_money.match(after) or known.then_not_money.match(after) or not _may_be_amount(match):
            continue
        before = reading.before(match.start())
        if known.announced.search(before) or (known.hinted.search(before) and known.money_talk.search(reading.text)):
            yield _found(reading, match.span(), _euros(match), 0.7)
        elif (known.follows.match(after) or _opposed(known, after, reading)) and not _DAY_BEFORE.search(before):
            yield _found(reading, match.span(), _euros(match), 0.68)
        elif _decimal_alone(match):
            yield _found(reading, match.span(), _euros(match), 0.6)


def _opposed(known: Patterns, after: str, reading: Reading) -> bool:
    """« 112 au lieu de 89 », where money is spoken of."""
    opposed = re.match(rf"\s(?:{alternatives(words('argent')['opposes'])})\s\d{{2}}", after)
    return opposed is not None and known.money_talk.search(reading.text) is not None


def _may_be_amount(match: re.Match[str]) -> bool:
    whole = match["whole"]
    if match["cents"]:
        return True
    digits = re.sub(r"\D", "", whole)
    return int(digits) >= _LEAST_BARE and len(whole) <= _LONGEST_BARE and not _YEAR.match(whole) and whole[0] != "0"


def _decimal_alone(match: re.Match[str]) -> bool:
    """Tell an amount such as 184.20 or 12,50, which cannot be a date such as 12.03 nor an hour such as 12.30."""
    if not match["cents"] or len(match["cents"]) != 2:
        return False
    return int(re.sub(r"\D", "", match["whole"])) > _LIKE_A_DAY or "," in match.group()


def _pairs(known: Patterns, reading: Reading) -> Iterator[Found]:
    """Two numbers that share their unit: « de 80 à 120 € », « 50 ou 60 euros », « 200-250€ »."""
    for match in known.pair.finditer(reading.text):
        second = known.second.match(reading.text, match.end())
        if second is None or _YEAR.match(match["whole"]) or _small(match):
            continue
        if match["link"] == "et" and not _BEFORE_PAIR.search(reading.before(match.start())):
            continue
        end = match.start() + len(match.group()[: match.start("link") - match.start()].rstrip())
        yield _found(reading, (match.start(), end), _euros(match), 0.66)
        if match["link"] in "-/":
            yield _found(reading, second.span(), _euros(second), 0.95)


def _small(match: re.Match[str]) -> bool:
    return int(re.sub(r"\D", "", match["whole"])) < _LEAST_IN_A_PAIR


def _further(known: Patterns, reading: Reading, found: list[Found]) -> list[Found]:
    """Numbers without unit behind an amount of the same sentence: « 200 maintenant et 150 le 10 »."""
    if not found:
        return found
    done = list(found)
    for match in known.bare.finditer(reading.text):
        start, end = reading.span(*match.span())
        if end <= found[0].start or any(one.start < end and start < one.end for one in found):
            continue
        before, after = reading.before(match.start()), reading.after(match.end())
        if known.not_money.match(after) or not _may_be_amount(match):
            continue
        last = max(one.end for one in found if one.end <= start)
        beside = known.beside.fullmatch(fold(reading.source[last:start])) is not None
        if beside or (known.resumed.search(before) and known.ends.match(after)):
            done.append(_found(reading, match.span(), _euros(match), 0.55))
    return done
