"""Recognises a danger by what a message means, when its words are not in the lexicon of dangers."""

from __future__ import annotations

import csv
import hashlib
import logging
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Tuple

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from courant.danger import CRITICAL, Urgency, assess
from courant.encoders import EmbeddingCache, Vectors, load_encoder
from courant.french.lexicon import REFERENCE, digest
from courant.settings import PROJECT_ROOT
from custom_components.intents.wording import wording
from custom_components.urgency import URGENCY

logger = logging.getLogger(__name__)

EXAMPLES = "dangers_exemples.tsv"
WEIGHTS = "danger_sense.npz"
HARMLESS = "-"
# A danger told in the packs' own words is learned by the classifier of intents; here it would blur the border.
DANGER_INTENTS = ("signaler_fuite_gaz", "signalement_ligne_electrique_en_panne")
_DANGER_WEIGHT, _LOOKALIKE_WEIGHT = 8.0, 6.0


def read_examples(file: Path) -> List[Tuple[str, str]]:
    """Return (nature, message) pairs; the nature is `-` for a message that only looks like a danger."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t")
        return [(row["nature"], row["message"]) for row in rows]


class Sense:
    """A logistic regression over the vectors of a sentence encoder: one column a nature of danger."""

    def __init__(self, kinds: List[str], centre: Vectors, weights: Vectors, biases: Vectors) -> None:
        """Put together what `fit` learned."""
        self.kinds, self._centre, self._weights, self._biases = kinds, centre, weights, biases

    @classmethod
    def fit(cls, vectors: Vectors, kinds: List[str], sample_weights: List[float]) -> Sense:
        """Learn from vectors, their natures (`-` for harmless) and how much each counts."""
        centre = vectors.mean(axis=0)
        learned = LogisticRegression(C=10.0, max_iter=300)
        with threadpool_limits(1):
            learned.fit(_centred(vectors, centre), kinds, sample_weight=sample_weights)
        return cls(list(learned.classes_), centre, learned.coef_.T, learned.intercept_)

    def judge(self, vector: Vectors) -> Tuple[str, float]:
        """Return the likeliest danger and the probability that there is any."""
        scores = _centred(vector, self._centre) @ self._weights + self._biases
        odds = np.exp(scores - scores.max())
        probabilities = dict(zip(self.kinds, (odds / odds.sum()).ravel().tolist(), strict=True))
        safe = probabilities.pop(HARMLESS)
        return max(probabilities, key=lambda kind: probabilities[kind]), 1.0 - safe

    def save(self, file: Path) -> None:
        """Write plain numbers and words."""
        np.savez(file, kinds=np.array(self.kinds), centre=self._centre, weights=self._weights, biases=self._biases)

    @classmethod
    def load(cls, file: Path) -> Sense:
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as kept:
            return cls(kept["kinds"].tolist(), kept["centre"], kept["weights"], kept["biases"])


def _centred(vectors: Vectors, centre: Vectors) -> Vectors:
    moved = vectors - centre
    unit: Vectors = moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9)
    return unit


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DangerSense(GraphComponent):
    """Raises `urgence` to `critique` where the sentence encoder sees a danger; place it after UrgencyDetector.

    It never calms, and asks for more certainty where the lexicon saw a look-alike. Without the encoder's package
    it says nothing: words alone decide.
    """

    def __init__(
        self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource, sense: Optional[Sense] = None
    ) -> None:
        """Create the component; without `sense` it says nothing, as before training."""
        self._config, self._storage, self._resource, self._sense = config, storage, resource, sense
        self._encoder = load_encoder(config["encoder"])

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the defaults.

        `encoder`: name of a sentence encoder, or null. `examples`: file of dangers and look-alikes. `critical_from`:
        probability from which there is a danger; `lookalike_from`: the same where the words look like one without
        being one. `embeddings`: where vectors of examples are kept.
        """
        return {
            "encoder": "use",
            "examples": str(REFERENCE / EXAMPLES),
            "critical_from": 0.4,
            "lookalike_from": 0.85,
            "embeddings": str(PROJECT_ROOT / ".rasa" / "embeddings" / "danger"),
        }

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Add what Rasa's cache cannot see: examples, lexicon, encoder and this module."""
        merged = {**cls.get_default_config(), **config}
        encoder = load_encoder(merged["encoder"])
        read = Path(merged["examples"]).read_bytes() + Path(__file__).read_bytes()
        lexicon = digest("dangers.yml", "sms.tsv", "lexique.yml")
        return f"{hashlib.sha256(read).hexdigest()}-{lexicon}-{encoder.digest if encoder else None}"

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerSense:
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
    ) -> DangerSense:
        """Load what was learned, nothing when the model was trained without the encoder."""
        with model_storage.read_from(resource) as folder:
            file = Path(folder) / WEIGHTS
            sense = Sense.load(file) if file.is_file() else None
        return cls(config, model_storage, resource, sense)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn dangers from the examples, and everything else from the packs' formulations."""
        rows = [
            (kind, text, _LOOKALIKE_WEIGHT if kind == HARMLESS else _DANGER_WEIGHT) for kind, text in self._examples()
        ]
        rows += [(HARMLESS, text, 1.0) for text in _ordinary(training_data)]
        with self._storage.write_to(self._resource) as folder:
            if self._encoder is not None:
                cache = EmbeddingCache(Path(self._config["embeddings"]))
                vectors = cache.encode(self._encoder, [wording(text).sentence for _, text, _ in rows])
                self._sense = Sense.fit(vectors, [kind for kind, _, _ in rows], [weight for _, _, weight in rows])
                self._sense.save(Path(folder) / WEIGHTS)
            else:
                (Path(folder) / "absent").write_text("no sentence encoder\n", encoding="utf-8")
        return self._resource

    def _examples(self) -> List[Tuple[str, str]]:
        return read_examples(Path(self._config["examples"]))

    def process(self, messages: List[Message]) -> List[Message]:
        """Raise the urgency of the messages whose meaning is a danger."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            urgency = message.get(URGENCY) or {}
            if self._sense is None or not text.strip() or text.startswith("/") or urgency.get("name") == CRITICAL:
                continue
            raised = self._judge(text)
            if raised is not None:
                message.set(URGENCY, raised.as_message(), add_to_output=True)
        return messages

    def _judge(self, text: Text) -> Optional[Urgency]:
        if self._sense is None or self._encoder is None:
            return None
        said = assess(text)
        needed = self._config["lookalike_from"] if said.lookalike else self._config["critical_from"]
        kind, probability = self._sense.judge(self._encoder.encode([wording(text).sentence])[0])
        if probability < float(needed):
            return None
        logger.info("danger_sense.raised kind=%s probability=%.2f", kind, probability)
        return Urgency(CRITICAL, probability, kind, (kind, *said.reasons), said.lookalike)


def _ordinary(training_data: TrainingData) -> List[str]:
    """Return the examples of intents in which nothing dangerous is said."""
    texts = [
        str(one.get(TEXT))
        for one in training_data.intent_examples
        if one.get(TEXT) and one.get(INTENT) not in DANGER_INTENTS
    ]
    return [text for text in texts if assess(text).name != CRITICAL]
