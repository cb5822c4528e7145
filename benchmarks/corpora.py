"""The held-out sentences of `tests/nlu`, read for measuring only: no figure may be tuned on them."""

from __future__ import annotations

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
    """

    text: str
    intent: str
    others: frozenset[str]
    register: str
    near: bool = False

    def accepts(self, intent: str) -> bool:
        """Whether an answer counts as right."""
        return intent == self.intent or intent in self.others


@dataclass(frozen=True)
class Danger:
    """A sentence that is a danger (`kinds` not empty), or that only looks like one."""

    text: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class Values:
    """A sentence and the values that must be found in it, as (entity, comparable value)."""

    text: str
    expected: tuple[tuple[str, str], ...]


class Corpora:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def intents(self) -> tuple[Sentence, ...]:
        """Sentences within scope."""
        return self._sentences("intentions.yml")

    @cached_property
    def out_of_scope(self) -> tuple[Sentence, ...]:
        """Sentences out of scope."""
        return self._sentences("hors_sujet.yml")

    @cached_property
    def dangers(self) -> tuple[Danger, ...]:
        """Dangers, then look-alikes."""
        content = self._read("dangers.yml")
        real = [Danger(row["texte"], frozenset({row["genre"], *row.get("autres", [])})) for row in content["dangers"]]
        return (*real, *(Danger(row["texte"], frozenset()) for row in content["sosies"]))

    @cached_property
    def values(self) -> tuple[Values, ...]:
        """Sentences with their values."""
        rows = self._read("entites.yml")["entites"]
        return tuple(
            Values(row["texte"], tuple((one["entite"], comparable(one["valeur"])) for one in row["entites"]))
            for row in rows
        )

    def _sentences(self, name: str) -> tuple[Sentence, ...]:
        found = []
        for block in self._read(name)["nlu"]:
            for example in block["examples"]:
                about = example.get("metadata", {})
                others = frozenset(about.get("autres", []))
                register, near = str(about.get("registre", "courant")), bool(about.get("proche"))
                found.append(Sentence(example["text"].strip(), block["intent"], others, register, near))
        return tuple(found)

    def _read(self, name: str) -> dict[str, Any]:
        content: dict[str, Any] = yaml.load((self._folder / name).read_text(encoding="utf-8"), yaml.CSafeLoader)
        return content


def comparable(value: Any) -> str:
    """A value as one text: periods are written alike whether their last day is counted (annotations) or not."""
    if isinstance(value, dict) and "debut" in value:
        return f"{value['debut']}..{value['fin']}"
    if isinstance(value, dict) and "start" in value:
        first, end = str(value["start"])[:10], date.fromisoformat(str(value["end"])[:10])
        last = end - timedelta(days=1)
        return first if date.fromisoformat(first) == last else f"{first}..{last}"
    return str(value)
