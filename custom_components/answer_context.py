"""Recognises an answer to the question that is being asked, with the reader that the form itself uses."""

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
from courant.danger import CRITICAL, NORMAL, Urgency, assess
from courant.french.parsers import Answer, FormField, read_answer
from courant.french.parsers.labels import is_offered_energy
from courant.packs import Catalogue
from courant.privacy import CODE_MARK
from custom_components.supervisor.packs import project_catalogue

FREE_ANSWER = "reponse_libre"
CORRECTION = "corriger"
OFFERED = "choix_offerts"  # slot with the (value, label) pairs of the question being asked
FIELDS_FILE = "fields.json"
# What a customer may say at any question; an answer that looks like one of them is not swallowed.
ALWAYS_HEARD = ("annuler", "mettre_en_relation_avec_agent", "reprendre")
SAFE, DANGER = "en_securite", "danger"  # who is in danger may say at any question that they are safe
Fields = Dict[str, List[Dict[str, Any]]]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerContext(GraphComponent):
    """Sets the intent to `reponse_libre` when a message answers the open question, to `corriger` when it goes back.

    The first opinion is kept under `intent_initial`. Yes and no stay `affirmer` and `refuser`, and a message
    of critical urgency is never an answer. Without a tracker (`rasa test nlu`, `/model/parse`) nothing changes.
    """

    def __init__(self, config: Dict[Text, Any], fields: Fields, resource: Resource, storage: ModelStorage):
        """Create the component with the fields of each form."""
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
        """Read the fields of the forms back from the model."""
        with model_storage.read_from(resource) as folder:
            fields = json.loads((Path(folder) / FIELDS_FILE).read_text(encoding="utf-8"))
        return cls(config, fields, resource, model_storage)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The forms are read from the packs, outside the graph."""
        return project_catalogue().digest

    def train(self, training_data: TrainingData) -> Resource:
        """Store the fields of each form in the model."""
        self._fields = fields_of(project_catalogue())
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / FIELDS_FILE).write_text(json.dumps(self._fields), encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Mark answers to the slot that the tracker says is being asked."""
        fields = self._form_fields(tracker) if tracker is not None else []
        asked = str(tracker.get_slot(REQUESTED_SLOT)) if tracker is not None else ""
        target = next((one for one in fields if one.name == asked), None)
        if target is not None:
            heard = (*ALWAYS_HEARD, SAFE) if tracker is not None and tracker.get_slot(DANGER) else ALWAYS_HEARD
            for message in messages:
                _calm(message, target)
                self._mark(message, target, fields, heard)
        return messages

    def _form_fields(self, tracker: DialogueStateTracker) -> List[FormField]:
        rows = self._fields.get(str(tracker.active_loop_name), [])
        asked = tracker.get_slot(REQUESTED_SLOT)
        offered = [(str(value), str(label)) for value, label in tracker.get_slot(OFFERED) or []]
        return [
            FormField(
                name=row["name"],
                kind=row["kind"],
                answered=tracker.get_slot(row["name"]) is not None,
                words=tuple(row["words"]),
                choices=tuple(offered) if row["name"] == asked else tuple((one, one) for one in row["choices"]),
            )
            for row in rows
        ]

    def _mark(
        self, message: Message, target: FormField, fields: List[FormField], always_heard: tuple[str, ...]
    ) -> None:
        text = str(message.get(TEXT) or "")
        opinion = message.get(INTENT) or {}
        if text.startswith("/") or (message.get("urgence") or {}).get("name") == CRITICAL:
            return
        if _brings_content(message, target.kind):
            _set(message, opinion, FREE_ANSWER)
            return
        sure = float(opinion.get("confidence") or 0.0) >= self._heard_from
        if sure and (opinion.get("name") in always_heard or target.kind == "texte"):
            return
        name = _intent_of(text, target, fields)
        if target.kind == "texte" and name is not None:
            message.set("demandes", [], add_to_output=True)  # a free text tells of many things, and asks for none
        if name is None or (name in ("affirmer", "refuser") and opinion.get("name") in ("affirmer", "refuser")):
            return
        _set(message, opinion, name)


def fields_of(catalogue: Catalogue) -> Fields:
    """Return what must be known of the forms to read an answer, fit for JSON."""
    return {
        form.name: [
            {"name": row.name, "kind": row.kind, "words": list(row.words), "choices": list(row.choices)}
            for row in form.fields
        ]
        for form in catalogue.forms.values()
    }


def _calm(message: Message, target: FormField) -> None:
    """« Le gaz » chosen among energies is no leak, whatever it sounds like elsewhere; the patterns stay in force."""
    text = str(message.get(TEXT) or "")
    if is_offered_energy(text, target.name, target.kind) and assess(text).name != CRITICAL:
        message.set("urgence", Urgency(NORMAL, 1.0).as_message(), add_to_output=True)


def _set(message: Message, opinion: Dict[Text, Any], name: str) -> None:
    message.set("intent_initial", opinion, add_to_output=True)
    message.set(INTENT, {"name": name, "confidence": 1.0}, add_to_output=True)


def _brings_content(message: Message, kind: str) -> bool:
    """A photo or a place answers the question that asks for one, whatever is written beside it."""
    content = message.get("metadata") or {}
    return bool((kind == "photo" and content.get("attachments")) or (kind == "lieu" and content.get("location")))


def _intent_of(text: str, target: FormField, fields: List[FormField]) -> Optional[str]:
    """Intent of an answer or correction; None when the message is neither."""
    if target.kind == "code_6" and CODE_MARK in text:
        return FREE_ANSWER
    answer: Optional[Answer] = read_answer(text, target.name, fields, paris_now().date())
    if answer is None:
        return None
    if answer.corrects:
        return CORRECTION
    if target.kind == "oui_non" and target.name in answer.values:
        return "affirmer" if answer.values[target.name].value else "refuser"
    return FREE_ANSWER
