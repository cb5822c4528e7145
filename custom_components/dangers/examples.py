"""The sentences from which dangers are learned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from courant.danger.rules import rules
from courant.french import fold
from courant.french.lexicon import REFERENCE

FILE = "dangers_exemples.tsv"
CALM = "calme"
Example = tuple[str, str]


class ExampleError(ValueError):
    """A line of the file cannot be read."""


def written_examples(file: Path = REFERENCE / FILE) -> list[Example]:
    """Return (sentence, nature of danger or `calme`) for each line of the file.

    Raises:
        ExampleError: a line has no sentence, or a nature that does not exist; the message says which.
    """
    kinds = {rule.name for rule in rules().critical} | {CALM}
    examples = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        kind, _, sentence = line.partition("\t")
        if kind not in kinds or not sentence.strip():
            raise ExampleError(
                f"{file.name}:{number}: {line!r}; expected one of {', '.join(sorted(kinds))}, a tab, text"
            )
        examples.append((sentence.strip(), kind))
    return examples


def pack_examples(formulations: Iterable[tuple[str, str]], dangerous: Mapping[str, str]) -> list[Example]:
    """Turn the packs' formulations into examples: those of dangerous intents, and all others as calm.

    Args:
        formulations: (sentence, intent).
        dangerous: intent -> nature of danger.
    """
    return [(sentence, dangerous.get(intent, CALM)) for sentence, intent in formulations]


def once(examples: Iterable[Example]) -> list[Example]:
    """Return each sentence once; where sources disagree it is a danger."""
    found: dict[str, Example] = {}
    for one in sorted(examples, key=lambda example: example[1] == CALM):
        found.setdefault(fold(one[0]), one)
    return list(found.values())
