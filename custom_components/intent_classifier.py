"""Recognises what a customer wants, from the words and the meaning of the message."""

from __future__ import annotations

import hashlib
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from courant.encoders import EmbeddingCache, SentenceEncoder, load_encoder
from courant.french.lexicon import digest
from courant.settings import PROJECT_ROOT
from custom_components.intents.model import IntentModel
from custom_components.intents.training import Plan, train
from custom_components.intents.voices import Tuning
from custom_components.intents.wording import wording

logger = logging.getLogger(__name__)

EMBEDDINGS = PROJECT_ROOT / ".rasa" / "embeddings" / "intents"
SOURCES = Path(__file__).parent / "intents"
Ranking = Tuple[Tuple[str, float], ...]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CourantIntentClassifier(GraphComponent):
    """Averages a classifier of words and one of sentence vectors; sets `intent` and `intent_ranking`.

    Buttons (`/intent`) are left to Rasa. Without the encoder's package the words decide alone.
    """

    def __init__(
        self,
        config: Dict[Text, Any],
        storage: ModelStorage,
        resource: Resource,
        model: Optional[IntentModel] = None,
    ) -> None:
        """Create the component; without `model` it says nothing, as before training."""
        self._config = config
        self._storage, self._resource = storage, resource
        self._encoder = load_encoder(config["encoder"])
        self._model = model
        self._rank = lru_cache(maxsize=int(config["cache_size"]))(self._rank_words)

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the defaults.

        `encoder`: name of a sentence encoder, or null. `meaning_share`: its weight beside the words. `folds`:
        parts left out in turn to measure the confidence. `ranking_length`: intents told. `cache_size`: answers
        remembered. `embeddings`: where vectors of examples are kept. `tuning`: see `Tuning`.
        """
        return {
            "encoder": "use",
            "meaning_share": 0.7,
            "folds": 3,
            "ranking_length": 10,
            "cache_size": 2048,
            "embeddings": str(EMBEDDINGS),
            "tuning": {},
        }

    @staticmethod
    def required_packages() -> List[Text]:
        """Return what must be importable; the encoder is optional."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Add what Rasa's cache cannot see: word lists, encoder, and the modules beside this one."""
        merged = {**cls.get_default_config(), **config}
        encoder = load_encoder(merged["encoder"])
        sources = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(SOURCES.glob("*.py")))).hexdigest()
        return f"{digest('sms.tsv', 'lexique.yml')}-{encoder.digest if encoder else None}-{sources}"

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CourantIntentClassifier:
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
    ) -> CourantIntentClassifier:
        """Load the trained model, ready to answer: the encoder's weights are read now, not at the first message."""
        with model_storage.read_from(resource) as folder:
            component = cls(config, model_storage, resource, IntentModel.load(Path(folder)))
        component._rank(wording("").words, wording("").sentence)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that have an intent, and store the model."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        wordings = [wording(one.get(TEXT)) for one in examples]
        tuning = Tuning.from_config(self._config["tuning"])
        plan = Plan(tuning, float(self._config["meaning_share"]), int(self._config["folds"]))
        vectors, encoder = None, self._encoder
        if encoder is not None:
            cache = EmbeddingCache(Path(self._config["embeddings"]))
            vectors = cache.encode(encoder, [one.sentence for one in wordings])
        labels = [str(one.get(INTENT)) for one in examples]
        digest_of = encoder.digest if encoder else None
        self._model = train([one.words for one in wordings], labels, plan, vectors, digest_of)
        self._report(self._model, encoder)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent and the ranking of each message."""
        for message in messages:
            text = message.get(TEXT)
            if self._model is not None and text and not text.startswith("/"):
                read = wording(text)
                self._set(message, self._rank(read.words, read.sentence))
        return messages

    def _rank_words(self, words: str, sentence: str) -> Ranking:
        if self._model is None:
            return ()
        vectors = None
        if self._encoder is not None and self._model.needs_vectors:
            vectors = self._encoder.encode([sentence])
        return tuple(self._model.rank(words, vectors, int(self._config["ranking_length"])))

    @staticmethod
    def _set(message: Message, ranking: Ranking) -> None:
        rows = [{INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence} for name, confidence in ranking]
        message.set(INTENT, dict(rows[0]), add_to_output=True)
        message.set(INTENT_RANKING_KEY, rows, add_to_output=True)

    @staticmethod
    def _report(model: IntentModel, encoder: Optional[SentenceEncoder]) -> None:
        facts = model.facts
        logger.info(
            "intent_classifier.trained intents=%d examples=%d encoder=%s temperature=%.3f held_out=%s",
            len(facts.labels),
            facts.examples,
            f"{encoder.name}-{encoder.version}" if encoder else None,
            facts.temperature,
            facts.held_out,
        )
