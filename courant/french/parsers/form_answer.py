"""What a message answers, when a form has asked one question and knows the answers to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from courant.french.folding import fold
from courant.french.parsers.bare import only_answer
from courant.french.parsers.context import ParseContext, Parsed
from courant.french.parsers.corrections import (
    goes_back,
    kept_part,
    may_go_back,
    names_kind,
    names_one_of,
    says_nothing_else,
)
from courant.french.parsers.instalments import find_counts
from courant.french.parsers.kinds import PARSERS
from courant.french.parsers.yes_no import parse_yes_no
from courant.french.values import Found, find_all, read

FREE_TEXT = "texte"
# Answers that only make sense under their own question.
_OWN_QUESTION_ONLY = ("texte", "oui_non", "photo", "code_6", "note_1_5", "second_fait")
# Kinds of fields that a value found in a message may fill.
_FILLS: Mapping[str, tuple[str, ...]] = {
    "montant": ("montant",),
    "date": ("date", "jour_du_mois", "delai"),
    "fois": ("fois",),
    "heure": ("heure",),
    "duree": ("duree", "delai"),
    "telephone": ("telephone", "contact"),
    "email": ("email", "contact"),
    "code_postal": ("code_postal",),
    "pdl": ("pdl",),
    "pce": ("pce",),
    "iban": ("iban",),
    "numero_client": ("numero_client", "reference_client"),
}
_LONGEST_CORRECTION_OF_TEXT = 10


@dataclass(frozen=True)
class FormField:
    """A field of a form, as the reader of an answer needs it.

    Attributes:
        name: name of the field.
        kind: kind of value, which names its parser.
        answered: whether it has a value.
        words: what customers call it, besides what its kind is called.
        choices: (value, label) pairs among which a `choix` chooses.
    """

    name: str
    kind: str
    answered: bool = False
    words: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a message says to a form.

    Attributes:
        values: new values, by field.
        corrects: an earlier answer changes.
        reopened: the earlier answer that is wrong, when its new value is not said.
    """

    values: Mapping[str, Parsed] = field(default_factory=dict)
    corrects: bool = False
    reopened: str | None = None


def read_answer(text: str, asked: str, fields: Sequence[FormField], today: date) -> Answer | None:
    """Read a message that a form has asked for; None when it is no answer and no correction.

    In this order: the bare answer; a correction by value (« non, le 12 ») or by name (« je me suis trompé
    d'adresse »); several answers at once (« 300 euros le 12 »); at a yes or no, an earlier answer said again.

    Args:
        text: the message.
        asked: name of the field whose question is open.
        fields: the form's fields, in their order.
        today: the day that relative dates refer to.
    """
    reader = _Reader(text, next(one for one in fields if one.name == asked), tuple(fields), today)
    return reader.free_text() if reader.target.kind == FREE_TEXT else reader.typed()


@dataclass(frozen=True)
class _Reader:
    text: str
    target: FormField
    fields: tuple[FormField, ...]
    today: date

    @property
    def earlier(self) -> tuple[FormField, ...]:
        """Fields that have an answer, the latest first."""
        return tuple(one for one in reversed(self.fields) if one.answered and one.name != self.target.name)

    def typed(self) -> Answer | None:
        bare = self._parse(self.text, self.target)
        if bare is not None and not self._rather_corrects():
            return Answer({self.target.name: bare})
        if may_go_back(self.text):
            found = self._correction()
            if found is not None:
                return found
        return Answer({self.target.name: bare}) if bare is not None else self._several() or self._said_again()

    def free_text(self) -> Answer | None:
        """Anything is a free text; a short message that goes back on a named or typed answer is not."""
        if goes_back(self.text) and len(self.text.split()) <= _LONGEST_CORRECTION_OF_TEXT:
            found = self._correction()
            if found is not None and found.corrects:
                return found
        bare = self._parse(self.text, self.target)
        return None if bare is None else Answer({self.target.name: bare})

    def _rather_corrects(self) -> bool:
        """« Non, le 12 » at the second date of a form is about the first one."""
        same = any(one.kind == self.target.kind for one in self.earlier)
        return same and self.target.kind not in _OWN_QUESTION_ONLY and goes_back(self.text)

    def _correction(self) -> Answer | None:
        kept = kept_part(self.text)
        for one in self._candidates():
            # « mauvaise rue »: its name is no value, though a commune may bear it.
            only_named = fold(kept).strip(" .,!:") in map(fold, (*one.words, *names_kind(one.kind)))
            parsed = None if only_named else self._parse(kept, one)
            if parsed is not None:
                return Answer({one.name: parsed}, corrects=one.answered)
        named = self._named()
        if named is not None:
            return Answer(reopened=named.name, corrects=True)
        only_marks = says_nothing_else(self.text) and parse_yes_no(self.text, ParseContext(self.today)) is None
        return Answer(corrects=True) if only_marks and self.earlier else None

    def _candidates(self) -> Iterator[FormField]:
        """Fields that a corrected value may belong to, the likeliest first."""
        named = self._named()
        if named is not None:
            yield named
        same = [one for one in self.earlier if one.kind == self.target.kind]
        others = [one for one in self.earlier if one.kind != self.target.kind]
        for one in (*same, self.target, *others):
            if one.kind not in _OWN_QUESTION_ONLY and one != named:
                yield one

    def _named(self) -> FormField | None:
        """The earlier answer that the message calls by its name."""
        lengths = [(names_one_of(self.text, (*one.words, *names_kind(one.kind))), one) for one in self.earlier]
        best = max(lengths, key=lambda row: row[0], default=(0, None))
        return best[1] if best[0] else None

    def _several(self) -> Answer | None:
        """Values that fill the question and others that are still open, and nothing else around them."""
        counts = find_counts(read(self.text)) if any(one.kind == "fois" for one in self.fields) else []
        plain = [one for one in find_all(self.text, self.today) if one.kind in _FILLS and _is_plain(one)]
        found = [*counts, *(one for one in plain if not any(one.overlaps(count) for count in counts))]
        kinds = tuple(kind for one in found for kind in (one.kind, *_FILLS[one.kind]))
        if not found or not only_answer(read(self.text), found, *kinds, "numero_client", "contact"):
            return None
        values: dict[str, Parsed] = {}
        for one in found:
            place = self._place_of(one, values)
            if place is None:
                return None
            values[place] = Parsed(one.value, one.kind, dict(one.extra))
        return Answer(values) if self.target.name in values else None

    def _place_of(self, found: Found, taken: Mapping[str, Parsed]) -> str | None:
        open_ones = (self.target, *(one for one in self.fields if not one.answered and one != self.target))
        fitting = (one.name for one in open_ones if one.kind in _FILLS[found.kind] and one.name not in taken)
        return next(fitting, None)

    def _said_again(self) -> Answer | None:
        """At the read-back « le 12 » alone changes the day."""
        if self.target.kind != "oui_non":
            return None
        for one in self.earlier:
            parsed = None if one.kind in (*_OWN_QUESTION_ONLY, "choix") else self._parse(self.text, one)
            # A word alone may be the name of a commune by chance.
            if parsed is not None and (one.kind != "lieu" or any(char.isdigit() for char in self.text)):
                return Answer({one.name: parsed}, corrects=True)
        return None

    def _parse(self, text: str, one: FormField) -> Parsed | None:
        return PARSERS[one.kind](text, ParseContext(today=self.today, choices=one.choices))


def _is_plain(found: Found) -> bool:
    """A period fills no day."""
    return isinstance(found.value, str)
