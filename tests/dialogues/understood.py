"""Messages that are understood alike, whatever was trained; everything behind the classifier is the real thing.

For tests of what the assistant does with an understanding: a model that takes « merci » for a complaint is a matter
of `make bench`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from custom_components import intent_classifier
from custom_components.intent_classifier import CourantIntentClassifier, Ranking
from custom_components.intents.requests import Request
from custom_components.intents.wording import wording
from tests.dialogues.conftest import World

SURE = 0.95
# Nothing in particular.
NOTHING: Ranking = (("aucun", 0.2), ("salutations", 0.19))


def pin(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    intents: Mapping[str, str],
    several: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> None:
    """Fix the classifier's opinion of some messages.

    Args:
        world: the assistant.
        monkeypatch: undoes it at the end of the test.
        intents: intent of each message, empty for none.
        several: (intent, words) of each request of a message that makes several, the first one first.
    """
    made = {text: _requests(text, requests) for text, requests in (several or {}).items()}
    known = {wording(text).words: intent for text, intent in intents.items()}
    known |= {wording(text).words: requests[0].intent for text, requests in made.items()}

    def of_message(text: str, *_rankings: object) -> tuple[Request, ...]:
        return made.get(text, ())

    for component in classifiers(world):
        monkeypatch.setattr(component, "_rank", _pinned(component._rank, known))
    monkeypatch.setattr(intent_classifier, "several_requests", of_message)


def classifiers(world: World) -> list[CourantIntentClassifier]:
    """The classifier of the loaded model."""
    processor = world.agent.processor
    assert processor is not None
    components = (node._component for node in processor.graph_runner._instantiated_nodes.values())
    return [component for component in components if isinstance(component, CourantIntentClassifier)]


def _requests(text: str, requests: Sequence[tuple[str, str]]) -> tuple[Request, ...]:
    assert all(words in text for _, words in requests), text
    return tuple(Request(intent, SURE, words) for intent, words in requests)


def _pinned(rank: object, known: Mapping[str, str]) -> object:
    def opinion(words: str, sentence: str) -> Ranking:
        if words not in known:
            return rank(words, sentence)  # type: ignore[operator,no-any-return]
        return ((known[words], SURE), ("aucun", 0.01)) if known[words] else NOTHING

    return opinion
