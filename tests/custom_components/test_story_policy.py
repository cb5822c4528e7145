"""Designers' stories are asked only about the messages that they know."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from rasa.core.policies.memoization import AugmentedMemoizationPolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from custom_components.story_policy import StoryPolicy

DOMAIN = Domain(["bonjour", "aide"], [], [], {}, ["action_x"], {}, {})
STATES = [
    {},
    {"user": {"intent": "aide"}, "prev_action": {"action_name": "action_listen"}},
]


def _policy(compressed: bool) -> StoryPolicy:
    config = {**StoryPolicy.get_default_config(), "enable_feature_string_compression": compressed, "max_history": 6}
    policy = StoryPolicy(config, Mock(), Mock(), Mock())
    policy.lookup = {policy._create_feature_key(STATES): "action_x"}
    return policy


def _said(intent: str) -> DialogueStateTracker:
    tracker = DialogueStateTracker("c", [])
    tracker.update(ActionExecuted("action_listen"))
    tracker.update(UserUttered("…", intent={"name": intent, "confidence": 1.0}))
    return tracker


@pytest.mark.parametrize("compressed", [True, False])
def test_it_knows_the_intents_of_the_stories(compressed: bool) -> None:
    assert _policy(compressed).story_intents == {"aide"}


def test_it_predicts_what_the_library_predicts() -> None:
    policy = _policy(True)
    predicted = policy.predict_action_probabilities(_said("aide"), DOMAIN)
    library = AugmentedMemoizationPolicy.predict_action_probabilities(policy, _said("aide"), DOMAIN)
    assert predicted.probabilities == library.probabilities
    assert DOMAIN.action_names_or_texts[predicted.probabilities.index(1.0)] == "action_x"


def test_it_abstains_from_other_messages_without_searching(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = _policy(True)
    monkeypatch.setattr(policy, "recall", Mock(side_effect=AssertionError("searched")))
    assert max(policy.predict_action_probabilities(_said("bonjour"), DOMAIN).probabilities) == 0.0
