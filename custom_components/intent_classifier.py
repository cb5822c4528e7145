"""Recognises what a customer wants, from the words and the meaning of the message."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Text, Tuple

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
from custom_components.intents.requests import Request, put_first, several_requests
from custom_components.intents.training import Plan, train
from custom_components.intents.voices import Tuning
from custom_components.intents.wording import wording

logger = logging.getLogger(__name__)

EMBEDDINGS = PROJECT_ROOT / ".rasa" / "embeddings" / "intents"
SOURCES = Path(__file__).parent / "intents"
OTHER_REQUESTS = "demandes"  # of the same message, beside its intent, in their order
Ranking = Tuple[Tuple[str, float], ...]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CourantIntentClassifier(GraphComponent):
    """Weighs a classifier of words and one or two of sentence vectors; sets `intent` and `intent_ranking`.

    A message that holds several requests also gets `demandes`: the others, each with its own words.

    Buttons (`/intent`) are left to Rasa. Voices whose encoder's package is absent are silent; the words remain.
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
        self._encoders = _encoders(config)
        self._model = model
        self._rank = lru_cache(maxsize=int(config["cache_size"]))(self._rank_words)

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the defaults.

        `encoder`: name of a sentence encoder, or null. `second_encoder`: a slower one, or null, asked only about
        messages whose first answer has a confidence below `second_below`. `folds` and `rounds`: in how many parts
        the examples are cut and how many of them are left out, one at a time, to weigh the voices.
        `ranking_length`: intents told. `cache_size`: answers remembered. `embeddings`: where vectors of examples
        are kept. `tuning`: see `Tuning`.
        """
        return {
            "encoder": "use",
            "second_encoder": "e5",
            "second_below": 0.7,
            "folds": 5,
            "rounds": 1,
            "ranking_length": 10,
            "cache_size": 2048,
            "embeddings": str(EMBEDDINGS),
            "tuning": {},
        }

    @staticmethod
    def required_packages() -> List[Text]:
        """Return what must be importable; encoders are optional."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Add what Rasa's cache cannot see: word lists, encoders, and the modules beside this one."""
        encoders = _encoders({**cls.get_default_config(), **config})
        sources = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(SOURCES.glob("*.py")))).hexdigest()
        return "-".join([digest("sms.tsv", "lexique.yml"), *(one.digest for one in encoders), sources])

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
        """Load the trained model, ready to answer: the encoders' weights are read now, not at the first message."""
        with model_storage.read_from(resource) as folder:
            component = cls(config, model_storage, resource, IntentModel.load(Path(folder)))
        for encoder in component._encoders:
            encoder.encode([""])
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that have an intent, and store the model."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        wordings = [wording(one.get(TEXT)) for one in examples]
        cache, sentences = EmbeddingCache(Path(self._config["embeddings"])), [one.sentence for one in wordings]
        self._model = train(
            [one.words for one in wordings],
            [str(one.get(INTENT)) for one in examples],
            Plan(Tuning.from_config(self._config["tuning"]), int(self._config["folds"]), int(self._config["rounds"])),
            {one.name: cache.encode(one, sentences) for one in self._encoders},
            {one.name: one.digest for one in self._encoders},
        )
        _report(self._model)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent and the ranking of each message."""
        for message in messages:
            text = message.get(TEXT)
            if self._model is not None and text and not text.startswith("/"):
                self._read(message, text)
        return messages

    def _read(self, message: Message, text: str) -> None:
        """Recognise the message, and in its pieces a second request."""
        ranking, requests = self._rank_text(text), several_requests(text, self._glance, self._rank_piece)
        if requests:
            ranking = put_first(ranking, requests)
        _set(message, ranking, [one for one in requests if one.intent != ranking[0][0]])

    def _rank_text(self, text: str) -> Ranking:
        read = wording(text)
        return self._rank(read.words, read.sentence)

    def _glance(self, text: str) -> Ranking:
        """Recognise a piece of a message by its words alone."""
        return tuple(self._model.rank(wording(text).words, {}, 1)) if self._model else ()

    def _rank_piece(self, text: str) -> Ranking:
        """Recognise a piece of a message; a doubtful one is no request, so the second encoder is left out."""
        read = wording(text)
        return self._rank(read.words, read.sentence, False)

    def _rank_words(self, words: str, sentence: str, thorough: bool = True) -> Ranking:
        """Rank by the words and the first encoder; when `thorough`, ask the second one about what stays doubtful."""
        if self._model is None:
            return ()
        length, vectors = int(self._config["ranking_length"]), {}
        known = [one for one in self._encoders if self._model.knows(one.name, one.digest)]
        for one in known[:1]:
            vectors[one.name] = one.encode([sentence])
        ranking = self._model.rank(words, vectors, length)
        for one in known[1:] if thorough else ():
            if ranking[0][1] < float(self._config["second_below"]):
                vectors[one.name] = one.encode([sentence])
                ranking = self._model.rank(words, vectors, length)
        return tuple(ranking)


def _encoders(config: Dict[Text, Any]) -> List[SentenceEncoder]:
    """The encoders of a configuration whose packages are there, in the order in which they are asked."""
    found = (load_encoder(config[key]) for key in ("encoder", "second_encoder"))
    return [one for one in found if one is not None]


def _set(message: Message, ranking: Ranking, others: Sequence[Request]) -> None:
    rows = [{INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence} for name, confidence in ranking]
    message.set(INTENT, dict(rows[0]), add_to_output=True)
    message.set(INTENT_RANKING_KEY, rows, add_to_output=True)
    if others:
        message.set(OTHER_REQUESTS, [asdict(one) for one in others], add_to_output=True)


def _report(model: IntentModel) -> None:
    facts = model.facts
    logger.info(
        "intent_classifier.trained intents=%d examples=%d weights=%s temperature=%.3f held_out=%s",
        len(facts.labels),
        facts.examples,
        facts.weights,
        facts.temperature,
        facts.held_out,
    )
