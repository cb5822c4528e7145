"""The one policy for what concerns every skill: danger, access, interruptions, return to an interrupted task."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from custom_components import (
    action_calls,
    compiled_validator,
    event_classes,
    failed_actions,
    plain_runner,
    tracker_copies,
)
from custom_components.supervisor.customer import LevelReader, stored_level
from custom_components.supervisor.decide import decide
from custom_components.supervisor.packs import load_table
from custom_components.supervisor.reading import read_turn
from custom_components.supervisor.table import Table
from custom_components.supervisor.turn import Decision

compiled_validator.apply()
failed_actions.apply()
event_classes.apply()
plain_runner.apply()
action_calls.apply()
tracker_copies.apply()

TABLE_FILE = "supervisor.json"
WEAK_CONFIDENCE = 0.5  # above the fallback (0.3), below any rule (1.0)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class SupervisorPolicy(Policy):
    """Predicts what the packs' routes and levels demand; abstains wherever rules, stories and forms decide.

    Its predictions count as "no user" predictions, the only ones that pre-empt a running form.
    """

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: Optional[TrackerFeaturizer] = None,
        table: Optional[Table] = None,
        level_of: LevelReader = stored_level,
    ) -> None:
        """Create the policy; without `table` it abstains (as it does before training)."""
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        self._table = table
        self._level_of = level_of

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Priority above RulePolicy's 4."""
        return {"priority": 6, "max_history": None}

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Packs and brand are read outside the graph: what is made of them keeps Rasa's cache honest."""
        return hashlib.sha256(json.dumps(load_table().as_json(), sort_keys=True).encode()).hexdigest()

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Store the table of routes in the model, so that it runs with what it was trained with."""
        self._table = load_table()
        with self._model_storage.write_to(self._resource) as folder:
            (Path(folder) / TABLE_FILE).write_text(json.dumps(self._table.as_json()), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SupervisorPolicy:
        """Read the table back from the model."""
        with model_storage.read_from(resource) as folder:
            table = Table.from_json(json.loads((Path(folder) / TABLE_FILE).read_text(encoding="utf-8")))
        return cls(config, model_storage, resource, execution_context, table=table)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Decide on the running turn."""
        turn = read_turn(tracker, self._level_of) if self._table else None
        if turn is None or self._table is None:
            return self._abstain(domain, {})
        decision = decide(turn, self._table)
        if decision.action is None or decision.action not in domain.action_names_or_texts:
            return self._abstain(domain, decision.slots)
        return self._act(domain, decision)

    def _abstain(self, domain: Domain, slots: Dict[str, Any]) -> PolicyPrediction:
        return self._prediction([0.0] * domain.num_actions, events=_slot_events(domain, slots))

    def _act(self, domain: Domain, decision: Decision) -> PolicyPrediction:
        name = str(decision.action)
        confidence = WEAK_CONFIDENCE if decision.weak else 1.0
        return self._prediction(
            confidence_scores_for(name, confidence, domain),
            optional_events=_slot_events(domain, decision.slots),
            is_no_user_prediction=not decision.weak,
        )


def _slot_events(domain: Domain, slots: Dict[str, Any]) -> List[Event]:
    known = {slot.name for slot in domain.slots}
    return [SlotSet(name, value) for name, value in slots.items() if name in known]
