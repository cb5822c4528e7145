"""The words of a text as names see them: given names, ordinary words, what announces a person."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from courant.french.folding import fold
from courant.french.lexicon import REFERENCE, reference, word_list
from courant.french.values.reading import Reading, read

FILES = ("noms.yml", "prenoms.tsv", "mots_courants.txt")
_TOKEN = re.compile(r"(?:[cdjlmnsto]|qu|jusqu)'|[a-z]+(?:-[a-z]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?;:\n»\"(]\s*|\s-\s)\s*$")
_ACRONYM, _SHOUTED = 4, 0.6
Phrases = dict[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Word:
    """A word of a text.

    Attributes:
        text: folded.
        start: where it begins in the folded text.
        end: where it ends in the folded text.
        capital: whether it was typed with a capital, in a text that is not all in capitals.
        first: whether it begins a sentence, where a capital says nothing.
        acronym: whether it was typed in capitals alone and is short (`RCS`).
    """

    text: str
    start: int
    end: int
    capital: bool
    first: bool
    acronym: bool = False

    @property
    def given(self) -> bool:
        """Whether it is a given name, also one that is an ordinary word (`rose`)."""
        return all(part in lists().given for part in self.text.split("-"))

    @property
    def surely_given(self) -> bool:
        """Whether it is a given name and no ordinary word."""
        return self.given and not all(part in lists().doubtful for part in self.text.split("-"))

    @property
    def never(self) -> bool:
        """Whether it is never part of a name: « mon », « enedis », « l'appartement »."""
        return self.text in lists().never or (self.text.endswith("'") and not self.capital)

    @property
    def small_particle(self) -> bool:
        """Whether it may stand inside a name typed in lower case, where « de » rather begins something else."""
        return self.particle and self.text.strip("'") in lists().small_particles

    @property
    def particle(self) -> bool:
        """Whether it may stand inside a name: « de la Tour », « Ben Salah », « D'Angelo »."""
        return self.text.strip("'") in lists().particles

    @property
    def ordinary(self) -> bool:
        """Whether it is a common word, which in lower case is no name."""
        parts = self.text.split("-")
        return self.never or all(part in word_list("mots_courants.txt") or part in lists().never for part in parts)


@dataclass(frozen=True)
class PersonLists:
    """The lists of `noms.yml` and `prenoms.tsv`; phrases are kept by their first word, the longest first."""

    given: frozenset[str]
    doubtful: frozenset[str]
    surnames: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    small_particles: frozenset[str]
    never: frozenset[str]
    places: frozenset[str]
    announcing: Phrases
    headings: Phrases
    bare_headings: Phrases
    relating: Phrases
    naming: Phrases
    hinting: Phrases
    adverbs: frozenset[str]
    subjects: frozenset[str]
    closings: Phrases


@lru_cache(maxsize=1)
def lists() -> PersonLists:
    """Return the lists, read once."""
    section = reference("noms.yml")
    with (REFERENCE / "prenoms.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t"))
    return PersonLists(
        given=frozenset(row["prenom"] for row in rows),
        doubtful=frozenset(row["prenom"] for row in rows if row["regle"] == "mot"),
        surnames=frozenset(section["patronymes"]),
        titles=frozenset(section["civilites"]),
        particles=frozenset([*section["particules"], *section["particules_minuscules"]]),
        small_particles=frozenset(section["particules_minuscules"]),
        never=frozenset([*section["jamais"], *section["sigles"]]),
        places=frozenset(section["lieux"]),
        announcing=_phrases(section["annonces"]),
        headings=_phrases(section["intitules"]),
        bare_headings=_phrases(section["intitules_nus"]),
        relating=_phrases(section["personnes"]),
        naming=_phrases(section["annonces_capitale"]),
        adverbs=frozenset(section["adverbes"]),
        subjects=frozenset(section["sujets"]),
        hinting=_phrases([*section["annonces_faibles"], *section["personnes"]]),
        closings=_phrases(section["formules"]),
    )


def _phrases(forms: list[str]) -> Phrases:
    table: dict[str, list[tuple[str, ...]]] = {}
    for form in forms:
        split = tuple(_TOKEN.findall(fold(form)))
        table.setdefault(split[-1], []).append(split)
    return {last: tuple(sorted(rows, key=len, reverse=True)) for last, rows in table.items()}


@lru_cache(maxsize=64)
def words_of(source: str) -> tuple[Word, ...]:
    """Return the words of a text."""
    reading = read(source)
    shouted = is_shouted(source)
    found = []
    for match in _TOKEN.finditer(reading.text):
        typed = source[slice(*reading.span(*match.span()))]
        first = _SENTENCE_START.search(reading.text[max(0, match.start() - 4) : match.start()]) is not None
        acronym = typed.isupper() and 1 < len(typed) <= _ACRONYM
        found.append(Word(match.group(), *match.span(), typed[:1].isupper() and not shouted, first, acronym))
    return tuple(found)


def is_shouted(source: str) -> bool:
    """Tell a text typed in capitals, in which they say nothing."""
    letters = [char for char in source if char.isalpha()]
    return len(letters) > _ACRONYM and sum(map(str.isupper, letters)) > _SHOUTED * len(letters)


def announced(
    words: tuple[Word, ...], index: int, phrases: Phrases, reading: Reading, between: re.Pattern[str]
) -> bool:
    """Tell whether one of some phrases ends right before a word, with only `between` in the gap.

    Behind what announces a name for sure, an adverb may stand there too (« je m'appelle désormais »).
    """
    if index == 0 or between.fullmatch(reading.text[words[index - 1].end : words[index].start]) is None:
        return False
    skips = phrases is lists().announcing and words[index - 1].text in lists().adverbs
    if skips and announced(words, index - 1, phrases, reading, between):
        return True
    for phrase in phrases.get(words[index - 1].text, ()):
        before = words[max(0, index - len(phrase)) : index]
        if tuple(word.text for word in before) == phrase:
            return True
    return False
