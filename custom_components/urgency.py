"""Says how urgent each message is: the patterns of dangers decide, what was learned may add to them, never calm."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import courant.danger
from courant.danger import CRITICAL, DOUBT, HIGH, NORMAL, Urgency, assess, heard, register_opinion
from courant.encoders import EmbeddingCache, load_encoder
from courant.french.lexicon import digest
from courant.settings import PROJECT_ROOT
from custom_components.dangers.examples import FILE, pack_examples, written_examples
from custom_components.dangers.model import Bars, DangerModel
from custom_components.dangers.training import train

logger = logging.getLogger(__name__)

URGENCY = "urgence"
EMBEDDINGS = PROJECT_ROOT / ".rasa" / "embeddings" / "dangers"
HERE = Path(__file__).parent
SOURCES = (Path(courant.danger.__file__).parent, HERE / "dangers", HERE / "intents")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class UrgencyDetector(GraphComponent):
    """Sets `urgence` to {"name", "confidence", "kind", "reasons"} on each message; place it after the classifier.

    The patterns are heard, then a model of examples of dangers, which weighs what they say; a doubt makes a message
    `haute`. Lastly the intent: it turns a doubt into a danger, and decides where there is no model, unless the patterns
    saw a look-alike.
    """

    def __init__(
        self,
        config: Dict[Text, Any],
        storage: Optional[ModelStorage] = None,
        resource: Optional[Resource] = None,
        model: Optional[DangerModel] = None,
    ) -> None:
        """Create the component; without `model` the patterns and the intent decide."""
        self._config, self._storage, self._resource = config, storage, resource
        self._critical: Dict[str, str] = dict(config["critical_intents"])
        self._model = model

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the defaults.

        `critical_intents`: intents that reveal a danger, with its nature, from the confidence `critical_from`.
        `high_intents`: intents that deserve priority, from the confidence `high_from`. `encoder`: of the model of
        examples, or null for words alone. `danger_from`: probability, by the patterns and the model, from which a
        message is critical; `doubt_from`: from which it is `haute`. `embeddings`: folder of the vectors of examples.
        """
        return {
            "critical_intents": {"signaler_fuite_gaz": "gaz", "signalement_ligne_electrique_en_panne": "electrique"},
            "critical_from": 0.8,
            "high_intents": ["utilisation_frauduleuse"],
            "high_from": 0.5,
            "encoder": "use",
            "danger_from": 0.35,
            "doubt_from": 0.15,
            "embeddings": str(EMBEDDINGS),
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UrgencyDetector:
        """Create an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> UrgencyDetector:
        """Load what was learned; the patterns are compiled now, not at the first message."""
        assess("")
        bars = Bars(float(config["danger_from"]), float(config["doubt_from"]))
        with model_storage.read_from(resource) as folder:
            model = DangerModel.load(Path(folder), load_encoder(config["encoder"]), bars)
        # Whoever judges a message without asking the assistant hears the same opinion.
        register_opinion(None if model is None else model.opinion)
        return cls(config, model_storage, resource, model)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Add what Rasa's cache cannot see: word lists, examples, encoder, and the code that reads them."""
        encoder = load_encoder({**cls.get_default_config(), **config}["encoder"])
        files = [file for folder in SOURCES for file in sorted(folder.glob("*.py"))]
        code = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
        return f"{digest('dangers.yml', FILE, 'sms.tsv', 'lexique.yml')}-{encoder.digest if encoder else None}-{code}"

    def train(self, training_data: TrainingData) -> Resource:
        """Learn dangers from the examples of the project and from the packs."""
        assert self._storage is not None and self._resource is not None
        formulations = [(one.get(TEXT), one.get(INTENT)) for one in training_data.intent_examples if one.get(TEXT)]
        asked, cache = pack_examples(formulations, self._critical), EmbeddingCache(Path(self._config["embeddings"]))
        natures = train(written_examples(), asked, load_encoder(self._config["encoder"]), cache)
        logger.info("urgency.trained examples=%d natures=%s", natures.facts.examples, ",".join(natures.facts.labels))
        with self._storage.write_to(self._resource) as folder:
            natures.save(Path(folder))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Judge each message by its raw text and its intent; a button is never urgent."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            urgency = Urgency(NORMAL, 1.0) if text.startswith("/") else self._judge(text, message.get(INTENT) or {})
            message.set(URGENCY, urgency.as_message(), add_to_output=True)
        return messages

    def _judge(self, text: str, intent: Dict[Text, Any]) -> Urgency:
        said = assess(text) if self._model is None else heard(text, self._model.opinion)
        if said.name == CRITICAL:
            return said
        name, confidence = _top(intent)
        if name in self._critical and confidence >= self._config["critical_from"] and self._possible(said):
            return Urgency(CRITICAL, confidence, self._critical[name], (self._critical[name], *said.reasons))
        if said.name == NORMAL and name in self._config["high_intents"] and confidence >= self._config["high_from"]:
            return Urgency(HIGH, confidence, None, (name,), said.lookalike)
        return said

    def _possible(self, said: Urgency) -> bool:
        """Whether an intent may be believed that tells of a danger which neither patterns nor model saw."""
        return not said.lookalike and (self._model is None or DOUBT in said.reasons)


def _top(intent: Dict[Text, Any]) -> tuple[str, float]:
    return str(intent.get(INTENT_NAME_KEY) or ""), float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0)
