"""The rules of `dangers.yml`, compiled once a process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

from courant.danger.pattern import Index, Pattern, compile_pattern
from courant.danger.reading import Speller
from courant.french.folding import fold
from courant.french.lexicon import reference

FILE = "dangers.yml"
_LITERAL = re.compile(r"[a-z]+(?![a-z]*\*)")


@dataclass(frozen=True)
class Rule:
    """What reveals one nature of danger, or one reason for priority.

    Attributes:
        name: the nature (`gaz`, `incendie`…) or the reason (`coupure`, `colere`…).
        signs: patterns that reveal it.
        lookalikes: phrases that cancel a sign they overlap.
        silencers: phrases that cancel every sign of their sentence.
        always: signs that nothing cancels.
        may_be_told: the story of a past event is no danger.
        may_be_calmed: what is supposed, asked out of prudence or told of a film is none either.
    """

    name: str
    signs: tuple[Pattern, ...]
    lookalikes: tuple[Pattern, ...]
    silencers: tuple[Pattern, ...]
    always: tuple[Pattern, ...]
    may_be_told: bool
    may_be_calmed: bool

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """All of them."""
        return (*self.signs, *self.lookalikes, *self.silencers, *self.always)


@dataclass(frozen=True)
class Rules:
    """Everything that `assess` needs.

    Attributes:
        critical: rules of dangers, the gravest first.
        high: rules of priority.
        calming: phrases that cancel every sign of their sentence.
        stories: phrases that make a sentence the story of a past event.
        sayings: figures of speech, whose words are not read.
        lasting: phrases that tell that it is not over.
        speller: corrects the words that matter.
        compounds: words written in one.
    """

    critical: tuple[Rule, ...]
    high: tuple[Rule, ...]
    calming: tuple[Pattern, ...]
    stories: tuple[Pattern, ...]
    sayings: tuple[Pattern, ...]
    lasting: tuple[Pattern, ...]
    speller: Speller
    compounds: dict[str, str]

    @cached_property
    def index(self) -> Index:
        """All patterns but figures of speech, by their words."""
        groups = [rule.patterns for rule in (*self.critical, *self.high)]
        return Index(chain(*groups, self.calming, self.stories, self.lasting))

    @cached_property
    def figures(self) -> Index:
        """Figures of speech, by their words."""
        return Index(self.sayings)


def _folded(node: Any) -> Any:
    """Fold every text of the file: its authors may write accents."""
    if isinstance(node, dict):
        return {str(key): _folded(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_folded(value) for value in node]
    return fold(node) if isinstance(node, str) else str(node)


def _joined(entries: list[str], compounds: dict[str, str]) -> list[str]:
    """Write compound words in one in the lists too, as the line of words does."""
    joined = [f" {entry} " for entry in entries]
    for apart, whole in compounds.items():
        joined = [entry.replace(f" {apart} ", f" {whole} ") for entry in joined]
    return [entry.strip() for entry in joined]


def _rule(
    name: str, section: dict[str, list[str]], lists: dict[str, list[str]], told: bool = False, calmed: bool = False
) -> Rule:
    def compiled(key: str) -> tuple[Pattern, ...]:
        return _compiled(section.get(key, []), lists)

    return Rule(name, compiled("motifs"), compiled("sauf"), compiled("sauf_phrase"), compiled("toujours"), told, calmed)


def _compiled(sources: list[str], lists: dict[str, list[str]]) -> tuple[Pattern, ...]:
    return tuple(compile_pattern(source, lists) for source in sources)


def _vocabulary(content: dict[str, Any]) -> frozenset[str]:
    """Return each word written in a list or a pattern: such a word is never taken for a misspelling."""
    found: set[str] = set()
    for entries in content["lexiques"].values():
        for entry in entries:
            found.update(_LITERAL.findall(entry))
    for group in (*content["natures"].values(), *content["haute"].values()):
        for sources in group.values():
            for source in sources:
                found.update(_LITERAL.findall(re.sub(r"<\w+>", " ", source)))
    return frozenset(found)


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Return the compiled rules.

    Raises:
        PatternError: a pattern of the file cannot be read.
    """
    content = _folded(reference(FILE))
    compounds = content["composes"]
    lists = {name: _joined(entries, compounds) for name, entries in content["lexiques"].items()}
    natures, story = content["natures"], content["recit"]
    known = _vocabulary(content) | frozenset(content["mots_connus"])
    return Rules(
        critical=tuple(_rule(name, natures[name], lists, name in story["natures"], True) for name in content["ordre"]),
        high=tuple(_rule(name, section, lists) for name, section in content["haute"].items()),
        calming=_compiled(content["apaisement"], lists),
        stories=_compiled(story["motifs"], lists),
        sayings=_compiled(content["expressions"], lists),
        lasting=_compiled(story["toujours"], lists),
        speller=Speller(frozenset(content["orthographe"]), known),
        compounds=compounds,
    )
