"""Answers that are a number of some sort: customer, code, amount, reading, mark."""

from __future__ import annotations

import re

from courant.french.communes import communes_named
from courant.french.folding import fold
from courant.french.lexicon import words
from courant.french.parsers.bare import is_question, only_answer
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.values import Found, Reading, money, read, resolve
from courant.french.values.labels import label
from courant.french.values.meters import find_indexes
from courant.french.values.postcodes import is_postcode

_DIGITS = re.compile(r"\d(?:[\s.,;/_-]{0,3}\d)*")
_AMOUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[ .]\d{3})+|\d+)(?:[.,](\d{1,2}))?(?![\d.,]?\d)")
_SPELLED_ZERO = re.compile(r"(?<=\d)[oO](?=\d|$)")
_HALF_SPELLED = re.compile(r"(?i)(?<![\d.,])(\d{1,3}) ?mille(?: (\d{1,3}))?(?![\d\w])")


def digits_only(text: str, size: int, *own: str) -> str | None:
    """Return the digits of an answer when there are exactly `size` of them, however they are grouped.

    Args:
        text: the answer, with digits or numbers in letters (`1 2 3 4 5 6`, `soixante-neuf mille trois`).
        size: how many digits are expected.
        own: sections of words that may introduce the answer.
    """
    reading = read(_SPELLED_ZERO.sub("0", text))
    groups = list(_DIGITS.finditer(reading.text))
    digits = "".join(re.sub(r"\D", "", group.group()) for group in groups)
    if len(digits) != size:
        return None
    start, end = reading.span(groups[0].start(), groups[-1].end())
    return digits if only_answer(reading, [Found("", digits, start, end)], *own) else None


def parse_customer(text: str, context: ParseContext) -> Parsed | None:
    """Read a customer number: `value` is its eight digits."""
    digits = digits_only(text, 8, "numero_client")
    return Parsed(digits, "numero_client") if digits else None


def parse_postcode(text: str, context: ParseContext) -> Parsed | None:
    """Read a French postcode: `value` is its five digits. The name of a commune may stand beside it."""
    digits = digits_only(text, 5, "code_postal")
    if digits is None:
        digits = _postcode_and_town(text)
    return Parsed(digits, "code_postal") if digits and is_postcode(digits) else None


def _postcode_and_town(text: str) -> str | None:
    match = re.fullmatch(r"(?:([^\d,(]{2,30})[ ,(]+)?(\d{5})\)?(?:[ ,(]+([^\d,(]{2,30})\)?)?", text.strip(" .!"))
    if match is None or is_question(fold(text)):
        return None
    names = [name.strip(" ()") for name in (match[1], match[3]) if name]
    return match[2] if all(_is_town(name) for name in names) else None


def _is_town(name: str) -> bool:
    """Tell a commune: a known one, or words that all begin with a capital (small communes are not listed)."""
    plain = re.sub(r"(?i)\s+cedex.*$", "", name)
    return bool(communes_named(plain)) or all(word[:1].isupper() for word in re.split(r"[\s-]+", plain))


def parse_code(text: str, context: ParseContext) -> Parsed | None:
    """Read a one-time code: `value` is its six digits."""
    digits = digits_only(text, 6, "code_6")
    return Parsed(digits, "code_6") if digits else None


def parse_amount(text: str, context: ParseContext) -> Parsed | None:
    """Read an amount: `value` is euros with two decimals, as text (`"45.50"`)."""
    reading = read(text)
    found = resolve(one for one in money.find_amounts(reading) if one.confidence > 0.65)
    if not found:
        found = _bare_amounts(reading)
    if len(found) != 1 or not only_answer(reading, found, "montant"):
        return None
    euros = float(found[0].value)
    outside = (context.lowest is not None and euros < context.lowest) or (
        context.highest is not None and euros > context.highest
    )
    return None if outside else Parsed(found[0].value, "montant")


def _bare_amounts(reading: Reading) -> list[Found]:
    """Return the numbers of an answer that is expected to be an amount."""
    found: list[Found] = []
    for match in _AMOUNT.finditer(reading.text):
        whole = re.sub(r"\D", "", match[1])
        if len(whole) <= 6:
            cents = (match[2] or "").ljust(2, "0")
            found.append(Found("montant", f"{int(whole)}.{cents}", *reading.span(*match.span())))
    return found


def parse_index(text: str, context: ParseContext) -> Parsed | None:
    """Read a meter reading: `value` is an integer.

    When two registers are given (`hp 12345 hc 6789`), `value` is the first and `extra["registres"]` has both; of a
    single number it holds the register that is named (`hc 6789`). Red decimals of a gas meter are dropped.
    """
    reading = read(_HALF_SPELLED.sub(_in_digits, text))
    labelled = find_indexes(reading)
    registers = {str(one.role): int(one.value) for one in labelled if one.role in ("hp", "hc")}
    if len(registers) < 2:  # a new meter has less than the three digits by which readings are found in any text
        labelled = _two_numbers(reading)
        registers = {str(one.role): int(one.value) for one in labelled}
    if len(registers) == 2 and only_answer(reading, labelled, "index"):
        return Parsed(next(iter(registers.values())), "index", {"registres": registers})
    match = re.search(r"\d(?:[ .]?\d)*(?:,\d{1,3})?", reading.text)
    if match is None:
        return None
    whole = _whole(match.group().split(",")[0], text)
    found = Found("index", whole, *reading.span(*match.span()))
    if len(whole) > 9 or not only_answer(reading, [found], "index"):
        return None
    value = int(whole)
    if (context.lowest is not None and value < context.lowest) or (
        context.highest is not None and value > context.highest
    ):
        return None
    named = [name for name in ("hp", "hc") if label(name).search(reading.text)]
    return Parsed(value, "index", {"registres": {named[0]: value}} if len(named) == 1 else {})


def _two_numbers(reading: Reading) -> list[Found]:
    """Return two numbers that each have their own register beside them, all before or all behind."""
    numbers = list(re.finditer(r"(?<![\d.,])\d(?:[ .]?\d)*(?![\d,])", reading.text))
    registers = {name: match.start() for name in ("hp", "hc") if (match := label(name).search(reading.text))}
    if len(numbers) != 2 or len(registers) != 2:
        return []
    # Taken in pairs: the first label that is named goes with the first number, whichever of them comes first.
    named = sorted(registers, key=lambda name: registers[name])
    return [
        Found("index", re.sub(r"\D", "", match.group()), *reading.span(*match.span()), role=name)
        for name, match in zip(named, numbers, strict=True)
    ]


def _whole(number: str, typed: str) -> str:
    """Return the digits of a number; « dix-huit mille 420 » reads as 18000 420, whose parts add up."""
    parts = re.fullmatch(r"(\d{1,3}000) (\d{1,3})", number)
    if parts is not None and "000" not in typed:
        return str(int(parts[1]) + int(parts[2]))
    return re.sub(r"\D", "", number)


def _in_digits(match: re.Match[str]) -> str:
    return f"{int(match[1]) * 1000 + int(match[2] or 0)}"


def parse_mark(text: str, context: ParseContext) -> Parsed | None:
    """Read a mark from 1 to 5: `value` is an integer (`4/5`, `quatre étoiles`, `⭐⭐⭐⭐`, `très bien`)."""
    stars = sum(text.count(star) for star in "\u2b50\u2605")
    if stars and not text.strip("\u2b50\u2605\ufe0f "):
        return Parsed(min(stars, 5), "note_1_5")
    reading = read(text)
    match = re.search(r"(?<![\d,.])([0-5])(?:\s?(?:/|sur)\s?5)?(?![\d,.])", reading.text)
    if match is not None:
        found = Found("note", match[1], *reading.span(*match.span()))
        valid = match[1] != "0" and only_answer(reading, [found], "note")
        return Parsed(int(match[1]), "note_1_5") if valid else None
    said = words("reponses")["notes"].get(fold(text).strip(" .!"))
    return Parsed(int(said), "note_1_5") if said else None
