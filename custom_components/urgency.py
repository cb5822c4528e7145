"""Says how urgent each message is: the lexicon of dangers decides, the classifier may add to it, never calm it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

import courant.danger
from courant.danger import CRITICAL, HIGH, NORMAL, Urgency, assess
from courant.french.lexicon import digest

URGENCY = "urgence"
RULES = Path(courant.danger.__file__).parent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class UrgencyDetector(GraphComponent):
    """Sets `urgence` to {"name", "confidence", "kind", "reasons"} on each message; place it after the classifier."""

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Create the component."""
        self._critical: Dict[str, str] = dict(config["critical_intents"])
        self._high: List[str] = list(config["high_intents"])
        self._critical_from = float(config["critical_from"])
        self._high_from = float(config["high_from"])

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the defaults.

        `critical_intents`: intents that reveal a danger, with its nature, from the confidence `critical_from`.
        `high_intents`: intents that deserve priority, from the confidence `high_from`.
        """
        return {
            "critical_intents": {"signaler_fuite_gaz": "gaz", "signalement_ligne_electrique_en_panne": "electrique"},
            "critical_from": 0.8,
            "high_intents": ["utilisation_frauduleuse"],
            "high_from": 0.5,
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UrgencyDetector:
        """Create the component."""
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Add what Rasa's cache cannot see: the lexicon and the code that reads it."""
        code = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(RULES.glob("*.py")))).hexdigest()
        return f"{digest('dangers.yml', 'sms.tsv', 'lexique.yml')}-{code}"

    def process(self, messages: List[Message]) -> List[Message]:
        """Judge each message by its raw text and its intent; a button is never urgent."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            urgency = Urgency(NORMAL, 1.0) if text.startswith("/") else self._judge(text, message.get(INTENT) or {})
            message.set(URGENCY, urgency.as_message(), add_to_output=True)
        return messages

    def _judge(self, text: str, intent: Dict[Text, Any]) -> Urgency:
        """Combine both opinions; words known to look like a danger without being one bind the classifier too."""
        said = assess(text)
        name, confidence = intent.get(INTENT_NAME_KEY), float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0)
        if said.name == CRITICAL:
            return said
        if name in self._critical and confidence >= self._critical_from and not said.lookalike:
            kind = self._critical[name]
            return Urgency(CRITICAL, confidence, kind, (kind, *said.reasons))
        if said.name == NORMAL and name in self._high and confidence >= self._high_from:
            return Urgency(HIGH, confidence, None, (str(name),), said.lookalike)
        return said
