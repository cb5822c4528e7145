"""Designers' stories: Rasa's augmented memoization, asked only about messages that some story knows."""

from __future__ import annotations

import base64
import re
import zlib
from functools import cached_property
from typing import Any, Dict, FrozenSet, Optional, Text

from rasa.core.policies.memoization import AugmentedMemoizationPolicy
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

_INTENT = re.compile(r"\bintent: ([\w/]+)")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class StoryPolicy(AugmentedMemoizationPolicy):
    """Abstains at once when no story holds the intent of the message.

    The library's policy looks for a match by cutting the conversation shorter and shorter, and copies all of it for
    its log each time: a third of a turn, nearly always for nothing.
    """

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict what a story says comes next."""
        message = tracker.latest_message
        if message is None or message.intent.get("name") not in self.story_intents:
            return self._prediction(self._default_predictions(domain))
        return super().predict_action_probabilities(tracker, domain, rule_only_data=rule_only_data, **kwargs)

    @cached_property
    def story_intents(self) -> FrozenSet[Text]:
        """The intents that stories hold, read from what the library remembers of them."""
        return frozenset(intent for key in self.lookup for intent in _INTENT.findall(self._readable(key)))

    def _readable(self, key: Text) -> Text:
        if not self.config["enable_feature_string_compression"]:
            return key
        return zlib.decompress(base64.b64decode(key)).decode("utf-8")
