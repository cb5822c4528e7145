"""Finds the values that customers write: amounts, dates, numbers of all sorts, charges, energies."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_CONFIDENCE,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_ROLE,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

import courant.french.values
from courant.clock import paris_now
from courant.french.lexicon import digest
from courant.french.values import Found, find_all

LONGEST = 6000  # characters read of a message; an e-mail says what it is about well before
WORD_LISTS = ("lexique.yml", "frais.yml", "temps.yml", "telephones.yml", "communes.tsv", "communes_usage.tsv")
FINDERS = Path(courant.french.values.__file__).parent


def paris_today() -> date:
    """Return the day it is in Paris."""
    return paris_now().date()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FrenchEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds entities with exact spans; buttons (`/intent{...}`) are left to Rasa.

    Values: `montant` "45.50"; `date` "2026-03-12" or {"start", "end", "grain"} with an excluded end (the grain also
    stands beside the value); `heure` "14:30"; `duree` "P3M"; `telephone` in E.164; the others as they are printed.
    """

    def __init__(self, config: Dict[Text, Any], clock: Callable[[], date] = paris_today) -> None:
        """Create the component.

        Args:
            config: see `get_default_config`.
            clock: says which day « hier » and « mars » are relative to.
        """
        self._kinds: Optional[List[Text]] = config.get("kinds")
        self._clock = clock

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the defaults: `kinds`, the only entities to look for, or null for all."""
        return {"kinds": None}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FrenchEntityExtractor:
        """Create the component."""
        return cls(config)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FrenchEntityExtractor:
        """Create the component with its word lists read: the first customer does not wait for them."""
        find_all("1", paris_today())
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Add what Rasa's cache cannot see: the word lists and the finders."""
        code = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(FINDERS.glob("*.py")))).hexdigest()
        return f"{digest(*WORD_LISTS)}-{code}"

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the values found in each message to its entities."""
        today = self._clock()
        for message in messages:
            text = str(message.get(TEXT) or "")
            if not text.startswith("/"):
                found = [self._entity(one) for one in find_all(text[:LONGEST], today, self._kinds)]
                entities = message.get(ENTITIES, []) + self.add_extractor_name(found)
                message.set(ENTITIES, entities, add_to_output=True)
        return messages

    @staticmethod
    def _entity(found: Found) -> Dict[Text, Any]:
        entity = {
            ENTITY_ATTRIBUTE_TYPE: found.kind,
            ENTITY_ATTRIBUTE_START: found.start,
            ENTITY_ATTRIBUTE_END: found.end,
            ENTITY_ATTRIBUTE_VALUE: json.loads(json.dumps(found.value)),  # remembered readings are not shared
            ENTITY_ATTRIBUTE_CONFIDENCE: found.confidence,
            **found.extra,
        }
        if found.role is not None:
            entity[ENTITY_ATTRIBUTE_ROLE] = found.role
        return entity
