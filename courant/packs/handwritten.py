"""Which intents designers answer themselves, by a rule or a story of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml


def opening_intents(files: Iterable[str | Path]) -> frozenset[str]:
    """Return the intents that hand-written stories and unconditional rules begin with.

    The packs then generate no rule for these intents: Rasa would refuse the contradiction, or never look at
    the story. A rule with a condition, or for the start of a conversation, completes the generated rule.

    Args:
        files: Rasa files with `rules:` or `stories:`.
    """
    return frozenset(intent for file in files for intent in _intents_of(Path(file)))


def _intents_of(file: Path) -> Iterator[str]:
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if not isinstance(content, dict):
        return
    for rule in content.get("rules") or ():
        if not rule.get("condition") and not rule.get("conversation_start"):
            yield from _first_intents(rule)
    for story in content.get("stories") or ():
        yield from _first_intents(story)


def _first_intents(item: dict[str, Any]) -> Iterator[str]:
    steps = item.get("steps") or ()
    first = steps[0] if steps else {}
    alternatives = first.get("or") or [first] if isinstance(first, dict) else []
    for step in alternatives:
        if isinstance(step, dict) and isinstance(step.get("intent"), str):
            yield step["intent"].split("/")[0]
