"""Finds persons, communes and addresses: by their form first, then with spaCy's French model."""

from __future__ import annotations

import logging
import re
import threading
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from courant.french.communes import communes_named
from courant.french.lexicon import digest, words
from courant.french.values import Found, read, resolve
from courant.french.values.people import find_names
from courant.french.values.places import find_addresses, find_communes, find_streets

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span

logger = logging.getLogger(__name__)

LONGEST = 2000  # characters read of a message
KINDS = {"PER": "nom", "LOC": "commune"}
# NER has its own vectors in this model: the other pipes are neither loaded nor run.
UNUSED = ("tok2vec", "parser", "tagger", "morphologizer", "lemmatizer", "attribute_ruler", "senter")
_NAME = re.compile(r"(?<![\w@./-])[A-ZÀ-ÖØ-Þ][\w'’-]+")
_SENTENCE_START = re.compile(r"(?:^|[.!?;:\n»\"(-])\s*$")


class LazyModel:
    """spaCy's French model, loaded at the first need or in the background, whichever comes first."""

    def __init__(self, name: str) -> None:
        """Remember which model; nothing is imported yet."""
        self._name = name
        self._lock = threading.Lock()
        self._model: Optional[Language] = None
        self._absent = False

    @property
    def is_loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._model is not None

    def get(self) -> Optional[Language]:
        """Return the model, loading it when needed; `None`, with one warning, when it is not installed."""
        with self._lock:
            if self._model is None and not self._absent:
                self._load()
            return self._model

    def _load(self) -> None:
        try:
            import spacy

            self._model = spacy.load(self._name, exclude=UNUSED)
        except (ImportError, OSError) as error:
            self._absent = True
            logger.warning(
                "spacy_entities.model.absent: %s. Names and communes will be found by their form alone.", error
            )

    def warm_up(self, delay: float) -> None:
        """Load in the background after a delay in seconds, so that the start itself is not slowed."""
        timer = threading.Timer(delay, self.get)
        timer.daemon = True
        timer.start()


_MODELS: Dict[str, LazyModel] = {}


def shared_model(name: str) -> LazyModel:
    """Return the one model of that name of this process."""
    return _MODELS.setdefault(name, LazyModel(name))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SpacyFrenchEntities(GraphComponent, EntityExtractorMixin):
    """Adds `nom`, `commune` and `adresse` (parts: numero, voie, code_postal, commune).

    The model only reads messages in which a capital or an announcing word lets one expect a name or a place.
    """

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Create the component; the model is not loaded."""
        self._model = shared_model(config["model"]) if config["model"] else None

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the defaults.

        `model`: name of the spaCy model, or null for forms alone. `warm_up_after`: seconds after which a loaded
        component fetches its model in the background, or null to wait for the first need.
        """
        return {"model": "fr_core_news_md", "warm_up_after": 8.0}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyFrenchEntities:
        """Create the component, as training does: without its model."""
        return cls(config)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SpacyFrenchEntities:
        """Create the component to answer with; its model comes later, in the background."""
        component = cls(config)
        find_communes(read("x"))  # the list of communes is read now, not at the first message
        if component._model is not None and config["warm_up_after"] is not None:
            component._model.warm_up(float(config["warm_up_after"]))
        return component

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Add what Rasa's cache cannot see: the word lists."""
        return digest("lexique.yml", "distributeurs.yml")

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the persons and places of each message to its entities."""
        for message in messages:
            text = str(message.get(TEXT) or "")[:LONGEST]
            if text and not text.startswith("/"):
                taken = list(message.get(ENTITIES, []))
                mine = self.add_extractor_name([_entity(one) for one in self._find(text, taken)])
                message.set(ENTITIES, taken + mine, add_to_output=True)
        return messages

    def _find(self, text: Text, taken: List[Dict[Text, Any]]) -> List[Found]:
        reading = read(text)
        found = find_names(reading) + find_communes(reading)
        if self._model is not None and may_name(text, found + find_streets(reading)):
            found += self._by_model(text)
        elsewhere = [Found("", None, one["start"], one["end"]) for one in taken] + find_streets(reading)
        kept = [one for one in found if not any(one.overlaps(other) for other in elsewhere)]
        return sorted([*find_addresses(reading), *resolve(kept)], key=lambda one: (one.start, one.end))

    def _by_model(self, text: Text) -> List[Found]:
        model = self._model.get() if self._model else None
        if model is None:
            return []
        spans = [span for span in model(text).ents if span.label_ in KINDS]
        return [_found(span) for span in spans if _plausible(text, span)]


def _found(span: Span) -> Found:
    """Turn what the model found into a value; a commune is written as it officially is."""
    known = communes_named(span.text) if span.label_ == "LOC" else ()
    value = known[0].name if known else span.text
    return Found(KINDS[span.label_], value, span.start_char, span.end_char, 0.6)


def may_name(text: Text, found: List[Found]) -> bool:
    """Tell whether a message may hold a name or a place that its form alone does not show."""
    shouted = text.isupper()
    for match in _NAME.finditer(text):
        if shouted or _SENTENCE_START.search(text[: match.start()]) or any(_covers(one, match) for one in found):
            continue
        if read(match.group()).text not in _not_names():
            return True
    folded = read(text).text
    return _PLACE_WORDS.search(folded) is not None and not any(one.kind == "commune" for one in found)


_PLACED = re.compile(r"(?:\b(?:à|a|au|sur|vers|près de|commune de|ville de|habite|quartier|village de))\s+$")
_PLACE_WORDS = re.compile(r"\b(?:habite|habitons|reside|commune|village|demeurant|quartier)\b")


def _covers(found: Found, match: re.Match[str]) -> bool:
    return found.start <= match.start() and match.end() <= found.end


def _not_names() -> frozenset[str]:
    return frozenset(words("personnes")["sigles"])


def _plausible(text: Text, span: Span) -> bool:
    """Leave out what the model takes for a name and is none: sigles, words in lower case, unknown places."""
    plain = read(span.text).text
    if plain in _not_names() or any(char.isdigit() for char in span.text) or len(plain) < 3:
        return False
    before = text[: span.start_char]
    if span.label_ == "LOC":
        known = span.text[:1].isupper() and bool(communes_named(span.text))
        return known or _PLACED.search(before.lower()) is not None
    return " " in span.text or (span.text[:1].isupper() and _SENTENCE_START.search(before) is None)


def _entity(found: Found) -> Dict[Text, Any]:
    return {
        "entity": found.kind,
        "start": found.start,
        "end": found.end,
        "value": found.value,
        "confidence_entity": found.confidence,
    }
