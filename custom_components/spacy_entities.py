"""Finds persons, communes and addresses: by their form and by lists first, then persons with spaCy's French model."""

from __future__ import annotations

import hashlib
import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

import courant.french.values
from courant.french.communes import communes_named
from courant.french.lexicon import digest
from courant.french.values import Found, read, resolve
from courant.french.values.people import find_names, may_be_name, of_a_place
from courant.french.values.person_words import FILES, words_of
from courant.french.values.places import find_addresses, find_streets
from courant.french.values.reading import Reading
from courant.french.values.towns import find_communes

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span

logger = logging.getLogger(__name__)

LONGEST = 2000  # characters read of a message
PERSON = "PER"
# NER has its own vectors in this model: the other pipes are neither loaded nor run.
UNUSED = ("tok2vec", "parser", "tagger", "morphologizer", "lemmatizer", "attribute_ruler", "senter")
FINDERS = Path(courant.french.values.__file__).parent


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
            logger.warning("spacy_entities.model.absent: %s. Names will be found by forms and lists alone.", error)

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

    The model only reads messages with an uncommon word in capitals that forms and lists could not place.
    """

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Create the component; the model is not loaded."""
        self._model = shared_model(config["model"]) if config["model"] else None

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the defaults.

        `model`: name of the spaCy model, or null for forms and lists alone. `warm_up_after`: seconds after which a
        loaded component fetches its model in the background, or null to wait for the first need.
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
        warm = read("je m'appelle x, 1 rue x 69003 lyon")  # the lists are read now, not at the first message
        _by_form(warm)
        find_addresses(warm)
        if component._model is not None and config["warm_up_after"] is not None:
            component._model.warm_up(float(config["warm_up_after"]))
        return component

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Add what Rasa's cache cannot see: the word lists and the finders."""
        code = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(FINDERS.glob("*.py")))).hexdigest()
        return f"{digest('lexique.yml', 'communes.tsv', 'communes_usage.tsv', *FILES)}-{code}"

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
        streets = find_streets(reading)
        elsewhere = [Found("", None, one["start"], one["end"]) for one in taken] + streets
        found = [one for one in _by_form(reading) if not any(one.overlaps(other) for other in elsewhere)]
        if self._model is not None and may_name(reading, found + elsewhere):
            found += [one for one in self._by_model(reading) if not any(one.overlaps(other) for other in elsewhere)]
        return sorted([*find_addresses(reading), *resolve(found)], key=lambda one: (one.start, one.end))

    def _by_model(self, reading: Reading) -> List[Found]:
        model = self._model.get() if self._model else None
        if model is None:
            return []
        spans = [span for span in model(reading.source).ents if span.label_ == PERSON and _plausible(reading, span)]
        return [Found("nom", span.text, span.start_char, span.end_char, 0.6) for span in spans]


def _by_form(reading: Reading) -> List[Found]:
    return [*find_names(reading), *find_communes(reading)]


def may_name(reading: Reading, found: List[Found]) -> bool:
    """Tell whether a message may hold a person's name that its form does not show: an uncommon word with a capital."""
    for word in words_of(reading.source):
        start, end = reading.span(word.start, word.end)
        placed = any(one.start < end and start < one.end for one in found)
        if not placed and not word.first and may_be_name(word):
            return True
    return False


def _plausible(reading: Reading, span: Span) -> bool:
    """Leave out what the model takes for a name and is none: sigles, ordinary words, communes, first words."""
    words = words_of(reading.source)
    starts = (reading.span(word.start, word.end)[0] for word in words)
    inside = [index for index, start in enumerate(starts) if span.start_char <= start < span.end_char]
    named = [words[index] for index in inside if not words[index].particle]
    if not named or any(char.isdigit() for char in span.text) or communes_named(span.text):
        return False
    if of_a_place(words, inside[0], reading) or (len(named) == 1 and named[0].first):
        return False
    return all(map(may_be_name, named))


def _entity(found: Found) -> Dict[Text, Any]:
    return {
        "entity": found.kind,
        "start": found.start,
        "end": found.end,
        "value": found.value,
        "confidence_entity": found.confidence,
    }
