"""Answers that choose among what was offered, and free text."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from courant.french.folding import fold
from courant.french.lexicon import words
from courant.french.parsers.bare import is_question, only_answer
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.parsers.named import has_forms, named_option
from courant.french.values import read, resolve
from courant.french.values.calendar import find_dates

_CLOSE = 88  # rapidfuzz score from which a label counts as named
_MARGIN = 8
_SHORTEST_TEXT = 2
_LONGEST_TEXT = 2000
_POSITION = re.compile(r"(?:(?:la|le|celle|celui)\s)?(?:(?:n°|numero|choix|option|ligne|reponse)\s*)?(\d{1,2})\b")


def parse_choice(text: str, context: ParseContext) -> Parsed | None:
    """Read a choice: `value` is the value of the option meant.

    By its label or a part of it, by one of the wordings that a pack gives it (`|` between them), by its place (« le
    premier », « 2 », « la dernière »), or by a date that only one label carries (« celle de mars »). When the options
    are not known, a place alone is accepted and `value` is its number.
    """
    folded = fold(text).strip(" .!")
    named = named_option(text, context.choices) if any(has_forms(label) for _, label in context.choices) else None
    if named is not None:
        return Parsed(named, "choix")
    if not folded or is_question(folded):
        return None
    by_label = _by_label(folded, context)
    if by_label is not None:
        return by_label
    place = _place(folded)
    if place is not None:
        return _at(place, context)
    return _by_date(text, context)


def _at(place: int, context: ParseContext) -> Parsed | None:
    if not context.choices:
        return Parsed(str(place), "choix", {"place": place})
    index = place - 1 if place > 0 else len(context.choices) + place
    if not 0 <= index < len(context.choices):
        return None
    return Parsed(context.choices[index][0], "choix", {"place": index + 1})


def _place(folded: str) -> int | None:
    """Return the place that is named, 1 for the first, -1 for the last."""
    for word, place in words("reponses")["ordinaux"].items():
        match = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded)
        if match is not None:
            rest = folded[: match.start()] + " " + folded[match.end() :]
            return int(place) if only_answer(read(rest), [], "date") else None
    match = _POSITION.fullmatch(read(folded).text.strip(" ."))
    return int(match[1]) if match and int(match[1]) > 0 else None


def _by_label(folded: str, context: ParseContext) -> Parsed | None:
    scored = sorted(
        (
            (_score(folded, fold(label), fold(value)), value)
            for value, label in context.choices
            if not has_forms(label)  # its wordings are all that names it
        ),
        reverse=True,
    )
    if not scored or scored[0][0] < _CLOSE:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < _MARGIN:
        return None
    return Parsed(scored[0][1], "choix")


def _score(said: str, label: str, value: str) -> float:
    """Return how well an answer names an option, 0 to 100."""
    if said in (label, value):
        return 200.0
    core = _core(said)
    if not core:
        return 0.0
    if re.search(rf"(?<!\w){re.escape(core)}(?!\w)", label) and len(core) > 2:
        return 100.0
    if len(said.split()) > 2 * len(label.split()) + 3:
        return 0.0
    return float(max(fuzz.token_set_ratio(core, label) if len(core) > 3 else 0, fuzz.ratio(core, label)))


def _core(said: str) -> str:
    """Return an answer without the words that introduce it (« je prends », « plutôt »)."""
    courtesy = set(words("reponses")["politesse"])
    kept = [word for word in re.findall(r"[\w@.*€/-]+", said.replace("'", " ")) if word not in courtesy]
    return " ".join(kept)


def _by_date(text: str, context: ParseContext) -> Parsed | None:
    """Match « celle de mars » with the only label that carries a date of that period."""
    reading = read(text)
    said = resolve(find_dates(reading, context.today))
    if len(said) != 1 or not context.choices or not only_answer(reading, said, "date"):
        return None
    yearless = re.search(r"20\d\d", text) is None
    for years in (0, -1, 1) if yearless else (0,):
        fitting = _labels_of(_bounds(said[0].value, years), context)
        if fitting:
            return Parsed(fitting[0], "choix") if len(fitting) == 1 else None
    return None


def _labels_of(wanted: tuple[str, str], context: ParseContext) -> list[str]:
    """Return the values of the options whose label carries a date within the bounds."""
    fitting: list[str] = []
    for value, label in context.choices:
        carried = [_bounds(one.value, 0) for one in resolve(find_dates(read(label), context.today))]
        if any(start < wanted[1] and wanted[0] < end for start, end in carried):
            fitting.append(value)
    return fitting


def _bounds(value: str | dict[str, str], years: int) -> tuple[str, str]:
    """Return the borders of a day or period, some years away, as texts that sort like dates."""
    start, end = (value, value + "~") if isinstance(value, str) else (value["start"], value["end"])
    return str(int(start[:4]) + years) + start[4:], str(int(end[:4]) + years) + end[4:]


def parse_text(text: str, context: ParseContext) -> Parsed | None:
    """Take a free text: `value` is the text without surplus white space; a mere question is not one."""
    cleaned = re.sub(r"[ \t]+", " ", text).strip()
    if not _SHORTEST_TEXT <= len(cleaned) <= _LONGEST_TEXT or not any(char.isalnum() for char in cleaned):
        return None
    return Parsed(cleaned, "texte")
