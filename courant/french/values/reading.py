"""The text that finders read: folded, with numbers in letters turned into digits, and the way back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from text_to_num import alpha2digit

from courant.french.folding import Folded
from courant.french.lexicon import words

_WORD = re.compile(r"[^\W\d_]+|\d+")
_NAMES = ("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_DIGITS = {name: str(digit) for digit, name in enumerate(_NAMES)}
_LEAST_DICTATED = 3


@dataclass(frozen=True)
class Reading:
    """A customer's text made ready for finders.

    Attributes:
        source: the text as typed.
        folded: folded, numbers in digits.
    """

    source: str
    folded: Folded

    @property
    def text(self) -> str:
        """The folded text, which patterns are matched against."""
        return self.folded.text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the folded text stands in the source."""
        return self.folded.span(start, end)

    def before(self, start: int, width: int = 40) -> str:
        """Return the folded text just before an index, without crossing the border of a sentence."""
        piece = self.text[max(0, start - width) : start]
        return re.split(r"[.!?;\n](?=\s)", piece)[-1]

    def after(self, end: int, width: int = 40) -> str:
        """Return the folded text just after an index, without crossing the border of a sentence."""
        return re.split(r"[.!?;\n](?=\s|$)", self.text[end : end + width])[0]


@lru_cache(maxsize=1)
def _numbers() -> tuple[frozenset[str], frozenset[str]]:
    section = words("nombres")
    return frozenset(section["mots"]), frozenset(section["unites"])


def _runs(folded: str) -> list[tuple[int, int]]:
    """Return the spans of words that form numbers (`quarante-cinq`, `zero six douze`)."""
    number_words, _ = _numbers()
    runs: list[tuple[int, int]] = []
    current: tuple[int, int] | None = None
    for match in _WORD.finditer(folded):
        if match.group() in number_words:
            glued = current is not None and folded[current[1] : match.start()].strip(" -") in {"", "et"}
            current = (current[0], match.end()) if glued and current else match.span()
            if glued and runs:
                runs.pop()
            runs.append(current)
        elif match.group() != "et":
            current = None
    return runs


@lru_cache(maxsize=1)
def _bills() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words('nombres')['devant_sept'])})\s$")


def _ambiguous(folded: str, start: int, end: int) -> bool:
    """Tell whether a number word is rather an article (`un`), the month of `12 sept` or `facture sept`, or cents."""
    word = folded[start:end]
    following = _WORD.match(folded, end + 1)
    if word in {"un", "une"}:
        return following is None or following.group() not in _numbers()[1]
    if word == "sept" and _bills().search(folded[:start]):
        return True
    after_digits = folded[:start].rstrip()[-1:].isdigit()
    return after_digits and word in {"sept", "cent", "cents"}


def _as_digits(spelled: str) -> str:
    """Return spelled numbers in digits; digits that are dictated one by one make one number."""
    one_by_one = [_DIGITS.get(word) for word in _WORD.findall(spelled)]
    if len(one_by_one) >= _LEAST_DICTATED and None not in one_by_one:
        return "".join(filter(None, one_by_one))
    spelled = re.sub(r"\bune\b", "un", re.sub(r"\bzero\b", "z\u00e9ro", spelled))
    return str(alpha2digit(spelled, "fr", 0))


@lru_cache(maxsize=512)
def read(source: str) -> Reading:
    """Fold a text and turn its numbers in letters into digits; the last texts read are remembered."""
    folded = Folded.of(source)
    parts: list[tuple[int, int, str]] = []
    for start, end in _runs(folded.text):
        if not _ambiguous(folded.text, start, end):
            digits = _as_digits(folded.text[start:end])
            if digits[:1].isdigit():
                parts.append((start, end, digits))
    return Reading(source, folded.replace(parts) if parts else folded)
