"""The held-out sentences of `tests/nlu`, read for measuring only: no figure may be tuned on them.

They were written in parts, each by another author: `intentions.yml`, then `intentions_2.yml` and so on. Every part is
read, in the order of the names of the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

OUT_OF_SCOPE = "aucun"


@dataclass(frozen=True)
class Sentence:
    """A sentence whose intent is known.

    Attributes:
        text: the sentence.
        intent: its intent.
        others: intents that are right too, where a person would hesitate.
        register: how it is written.
        near: out of scope, but near to the subject.
        part: file that it comes from.
        topics: intents of the requests, in their order, when there are several.
    """

    text: str
    intent: str
    others: frozenset[str]
    register: str
    near: bool
    part: str
    topics: tuple[str, ...] = ()

    def accepts(self, intent: str) -> bool:
        """Whether an answer counts as right."""
        return intent == self.intent or intent in self.others


@dataclass(frozen=True)
class Danger:
    """A sentence that is a danger (`kinds` not empty), or that only looks like one; `part` is its file."""

    text: str
    kinds: frozenset[str]
    part: str


@dataclass(frozen=True)
class Values:
    """A sentence and the values that must be found in it.

    Attributes:
        text: the sentence.
        expected: (entity, comparable value) pairs.
        kinds: entities that its author annotated: others may stand in it without being a mistake.
        part: file that it comes from.
    """

    text: str
    expected: tuple[tuple[str, str], ...]
    kinds: frozenset[str]
    part: str


class Corpora:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def intents(self) -> tuple[Sentence, ...]:
        """Sentences within scope."""
        return self._sentences("intentions")

    @cached_property
    def out_of_scope(self) -> tuple[Sentence, ...]:
        """Sentences out of scope."""
        return self._sentences("hors_sujet")

    @cached_property
    def dangers(self) -> tuple[Danger, ...]:
        """Dangers, then look-alikes."""
        parts = list(self._parts("dangers"))
        real = [_danger(row, part) for part, content in parts for row in content["dangers"]]
        return (*real, *(Danger(row["texte"], frozenset(), part) for part, all_ in parts for row in all_["sosies"]))

    @cached_property
    def values(self) -> tuple[Values, ...]:
        """Sentences with their values."""
        found: list[Values] = []
        for part, content in self._parts("entites"):
            rows = content["entites"]
            kinds = frozenset(one["entite"] for row in rows for one in row["entites"])
            found += (Values(row["texte"], _expected(row), kinds, part) for row in rows)
        return tuple(found)

    @property
    def everything(self) -> tuple[Sentence | Danger | Values, ...]:
        """All sentences of all parts."""
        return (*self.intents, *self.out_of_scope, *self.dangers, *self.values)

    def _sentences(self, stem: str) -> tuple[Sentence, ...]:
        return tuple(
            _sentence(block["intent"], example, part)
            for part, content in self._parts(stem)
            for block in content["nlu"]
            for example in block["examples"]
        )

    def _parts(self, stem: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the files of a kind, `stem.yml` then `stem_2.yml` and so on, with their content."""
        for file in sorted(self._folder.glob(f"{stem}*.yml"), key=lambda file: file.stem):
            yield file.name, yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)


def _sentence(intent: str, example: dict[str, Any], part: str) -> Sentence:
    about = example.get("metadata", {})
    others, topics = frozenset(about.get("autres", [])), tuple(about.get("sujets", []))
    register, near = str(about.get("registre", "courant")), bool(about.get("proche"))
    return Sentence(example["text"].strip(), intent, others, register, near, part, topics)


def _danger(row: dict[str, Any], part: str) -> Danger:
    return Danger(row["texte"], frozenset({row["genre"], *row.get("autres", [])}), part)


def _expected(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((one["entite"], comparable(one["valeur"], one.get("role"))) for one in row["entites"])


def comparable(value: Any, role: str | None = None) -> str:
    """A value as one text, with its role: alike for the annotations and for what was found.

    The last day of a period is counted in annotations and not in values; capitals do not count in an address.
    """
    if isinstance(value, dict) and "voie" in value:
        return ", ".join(f"{part} {text}" for part, text in sorted(value.items())).casefold()
    if isinstance(value, dict) and "debut" in value:
        return f"{value['debut']}..{value['fin']}"
    if isinstance(value, dict) and "start" in value:
        first, end = str(value["start"])[:10], date.fromisoformat(str(value["end"])[:10])
        last = end - timedelta(days=1)
        return first if date.fromisoformat(first) == last else f"{first}..{last}"
    return f"{value} ({role})" if role else str(value)
