"""Recognises a bare answer to the question that is being asked, with the parser that the form itself uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from courant.clock import paris_now
from courant.french.parsers import PARSERS, ParseContext
from courant.privacy import CODE_MARK
from custom_components.supervisor.packs import load_table, project_catalogue

FREE_ANSWER = "reponse_libre"
OFFERED = "choix_offerts"  # slot with the (value, label) pairs of the question being asked
FIELDS_FILE = "fields.json"
# What a customer may say at any question; an answer that looks like one of them is not swallowed.
ALWAYS_HEARD = ("annuler", "mettre_en_relation_avec_agent", "reprendre", "en_securite")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerContext(GraphComponent):
    """Sets the intent to `reponse_libre` when the requested slot's parser accepts the whole message.

    The first opinion is kept under `intent_initial`. Yes and no stay `affirmer` and `refuser`, and a message
    of critical urgency is never an answer. Without a tracker (`rasa test nlu`, `/model/parse`) nothing changes.
    """

    def __init__(self, config: Dict[Text, Any], fields: Dict[str, str], resource: Resource, storage: ModelStorage):
        """Create the component with the kind of each form slot."""
        self._heard_from = float(config["heard_from"])
        self._fields = fields
        self._resource = resource
        self._storage = storage

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`heard_from`: confidence from which stop, a person… win over an answer; free text is decided alike."""
        return {"heard_from": 0.6}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerContext:
        """Create an untrained component."""
        return cls(config, {}, resource, model_storage)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AnswerContext:
        """Read the kinds of the form slots back from the model."""
        with model_storage.read_from(resource) as folder:
            fields = json.loads((Path(folder) / FIELDS_FILE).read_text(encoding="utf-8"))
        return cls(config, fields, resource, model_storage)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The forms are read from the packs, outside the graph."""
        return project_catalogue().digest

    def train(self, training_data: TrainingData) -> Resource:
        """Store the kind of each form slot in the model."""
        forms = load_table().form_fields
        self._fields = {name: kind for fields in forms.values() for name, kind in fields.items()}
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / FIELDS_FILE).write_text(json.dumps(self._fields), encoding="utf-8")
        return self._resource

    def process(
        self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None
    ) -> List[Message]:
        """Mark bare answers to the slot that the tracker says is being asked."""
        kind = self._asked_kind(tracker)
        if tracker is not None and kind is not None:
            for message in messages:
                self._mark(message, kind, tracker.get_slot(OFFERED) or [])
        return messages

    def _asked_kind(self, tracker: Optional[DialogueStateTracker]) -> Optional[str]:
        if tracker is None or not tracker.active_loop_name:
            return None
        return self._fields.get(str(tracker.get_slot(REQUESTED_SLOT)))

    def _mark(self, message: Message, kind: str, offered: List[List[str]]) -> None:
        text = str(message.get(TEXT) or "")
        opinion = message.get(INTENT) or {}
        if text.startswith("/") or (message.get("urgence") or {}).get("name") == "critique":
            return
        sure = float(opinion.get("confidence") or 0.0) >= self._heard_from
        if sure and (opinion.get("name") in ALWAYS_HEARD or kind == "texte"):
            return
        name = _answer_intent(text, kind, offered)
        if name is None or (kind == "oui_non" and opinion.get("name") in ("affirmer", "refuser")):
            return
        message.set("intent_initial", opinion, add_to_output=True)
        message.set(INTENT, {"name": name, "confidence": 1.0}, add_to_output=True)


def _answer_intent(text: str, kind: str, offered: List[List[str]]) -> Optional[str]:
    """Intent of an accepted answer; None when the parser of that kind does not accept the text."""
    if kind == "code_6" and CODE_MARK in text:
        return FREE_ANSWER
    parse = PARSERS.get(kind)
    choices = tuple((str(value), str(label)) for value, label in offered)
    context = ParseContext(today=paris_now().date(), choices=choices)
    parsed = parse(text, context) if parse else None
    if parsed is None:
        return None
    if kind == "oui_non":
        return "affirmer" if parsed.value else "refuser"
    return FREE_ANSWER
