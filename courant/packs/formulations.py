"""How customers say it: `data/packs/exemples/<intent>.txt`, one utterance a line, `#` for comments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from courant.data_errors import DataError
from courant.french.folding import fold

FOLDER = "exemples"
WORD = re.compile(r"\w+")
SHORTEST_COMPARED = 3
MOST_SHARED = 0.7


@dataclass(frozen=True)
class Formulation:
    """One utterance, as a customer would type it, and where it stands."""

    text: str
    file: str
    line: int

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words; a text without any word (an emoji, a question mark) is its own single word."""
        return tuple(WORD.findall(fold(self.text))) or (self.text.strip(),)


def shown_name(path: Path) -> str:
    """Return how a file of the packs is named in messages: from the project's root."""
    parts = path.resolve().parts
    start = len(parts) - 1 - parts[::-1].index("packs") - 1 if "packs" in parts else len(parts) - 1
    return Path(*parts[start:]).as_posix()


def read_formulations(root: Path, intent: str, errors: list[DataError]) -> tuple[Formulation, ...]:
    """Read the utterances of one intent; none when the file does not exist."""
    path = root / FOLDER / f"{intent}.txt"
    shown_as = shown_name(path)
    if not path.is_file():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        errors.append(DataError(shown_as, 1, intent, "fichier qui n'est pas en UTF-8", "réenregistrez-le en UTF-8"))
        return ()
    numbered = ((number, line.strip()) for number, line in enumerate(lines, 1))
    return tuple(Formulation(text, shown_as, number) for number, text in numbered if text and text[0] != "#")


def too_close(first: Formulation, second: Formulation) -> bool:
    """Tell whether two utterances share more than 70 % of their word bigrams (of the shorter one).

    Texts of fewer than three bigrams are compared whole.
    """
    return _too_close(first.words, bigrams(first.words), second.words, bigrams(second.words))


def close_pairs(formulations: Iterable[Formulation]) -> list[tuple[Formulation, Formulation]]:
    """Return the pairs of different utterances that are too close, the earlier one first."""
    prepared = [(one, one.words, bigrams(one.words)) for one in formulations]
    return [
        (first, second)
        for index, (first, words, pairs) in enumerate(prepared)
        for second, other_words, other_pairs in prepared[index + 1 :]
        if words != other_words and _too_close(words, pairs, other_words, other_pairs)
    ]


def bigrams(words: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """Return the pairs of neighbouring words."""
    return frozenset(pairwise(words))


def _too_close(
    words: tuple[str, ...],
    pairs: frozenset[tuple[str, str]],
    other_words: tuple[str, ...],
    other_pairs: frozenset[tuple[str, str]],
) -> bool:
    shorter = min(len(pairs), len(other_pairs))
    if shorter < SHORTEST_COMPARED:
        return words == other_words
    return len(pairs & other_pairs) > MOST_SHARED * shorter
