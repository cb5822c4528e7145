"""An answer to the open question is heard as one, a correction as one, and neither hides what must be heard."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActiveLoop, SlotSet
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from custom_components.answer_context import AnswerContext, fields_of
from custom_components.supervisor.packs import project_catalogue

FORM = "essai_form"
FIELDS = {
    FORM: [
        {"name": "montant", "kind": "montant", "words": [], "choices": []},
        {"name": "jour", "kind": "date", "words": ["prélèvement"], "choices": []},
        {"name": "lieu", "kind": "lieu", "words": [], "choices": []},
        {"name": "photo", "kind": "photo", "words": [], "choices": []},
        {"name": "mot", "kind": "texte", "words": [], "choices": []},
        {"name": "accord", "kind": "oui_non", "words": [], "choices": []},
        {"name": "essai_energie", "kind": "choix", "words": [], "choices": ["electricite", "gaz"]},
        {"name": "essai_danger", "kind": "choix", "words": [], "choices": ["aucun", "gaz"]},
    ]
}
SURE, UNSURE = 0.9, 0.3


def heard(
    text: str,
    asked: str,
    opinion: str = "recherche_pannes",
    confidence: float = UNSURE,
    known: dict[str, Any] | None = None,
    **data: Any,
) -> Message:
    """What the component makes of a message while a field is asked."""
    names = [row["name"] for row in FIELDS[FORM]]
    slots = [AnySlot(name, mappings=[{}]) for name in (*names, REQUESTED_SLOT, "choix_offerts", "danger")]
    tracker = DialogueStateTracker("c", slots)
    tracker.update(ActiveLoop(FORM))
    for name, value in {**(known or {}), REQUESTED_SLOT: asked}.items():
        tracker.update(SlotSet(name, value))
    message = Message(data={TEXT: text, INTENT: {"name": opinion, "confidence": confidence}, **data})
    component = AnswerContext({"heard_from": 0.6}, FIELDS, None, None)  # type: ignore[arg-type]
    return component.process([message], tracker)[0]


def intent(message: Message) -> str:
    return str(message.get(INTENT)["name"])


@pytest.mark.parametrize(
    ("text", "asked"),
    [("300 euros", "montant"), ("le 12", "jour"), ("12 rue du Gaz 69003 Lyon", "lieu"), ("passer", "photo")],
)
def test_an_answer_is_heard_whatever_it_looked_like(text: str, asked: str) -> None:
    message = heard(text, asked, "effectuer_paiement", SURE)
    assert intent(message) == "reponse_libre"
    assert message.get("intent_initial")["name"] == "effectuer_paiement"


def test_a_correction_is_heard_as_one() -> None:
    known = {"montant": "300.00", "jour": "2026-12-05"}
    assert intent(heard("non, le 12", "accord", "modifier_echeance", SURE, known)) == "corriger"
    assert intent(heard("je me suis trompé de prélèvement", "accord", known=known)) == "corriger"
    assert intent(heard("non", "accord", "refuser", SURE, known)) == "refuser"


@pytest.mark.parametrize("name", ["annuler", "mettre_en_relation_avec_agent", "reprendre"])
def test_what_must_be_heard_is_heard(name: str) -> None:
    assert intent(heard("le 12", "jour", name, SURE)) == name


def test_safety_is_heard_while_a_danger_runs_only() -> None:
    assert intent(heard("le 12", "jour", "en_securite", SURE, {"danger": "gaz"})) == "en_securite"
    assert intent(heard("le 12", "jour", "en_securite", SURE)) == "reponse_libre"


@pytest.mark.parametrize("text", ["gaz", "Le gaz", "c'est le gaz"])
def test_the_bare_name_of_an_energy_is_an_answer_where_it_is_asked(text: str) -> None:
    offered = {"choix_offerts": [["electricite", "électricité | courant"], ["gaz", "le gaz | gaz"]]}
    alarmed = {"urgence": {"name": "critique", "confidence": 0.43, "kind": "gaz"}}
    message = heard(text, "essai_energie", "signaler_fuite_gaz", UNSURE, offered, **alarmed)
    assert (intent(message), message.get("urgence")["name"]) == ("reponse_libre", "normale")
    for elsewhere in ("essai_danger", "lieu", "mot"):
        message = heard(text, elsewhere, "signaler_fuite_gaz", UNSURE, offered, **alarmed)
        assert message.get("urgence")["name"] == "critique"


@pytest.mark.parametrize("text", ["ça sent le gaz", "gaz !", "le gaz fuit"])
def test_a_cry_is_a_danger_where_an_energy_is_asked(text: str) -> None:
    offered = {"choix_offerts": [["electricite", "électricité"], ["gaz", "le gaz | gaz"]]}
    alarmed = {"urgence": {"name": "critique", "confidence": 0.9, "kind": "gaz"}}
    message = heard(text, "essai_energie", "signaler_fuite_gaz", SURE, offered, **alarmed)
    assert (intent(message), message.get("urgence")["name"]) == ("signaler_fuite_gaz", "critique")


def test_a_danger_is_never_an_answer() -> None:
    assert intent(heard("12 rue du Gaz", "lieu", urgence={"name": "critique"})) == "recherche_pannes"


def test_a_photo_answers_the_question_that_asks_for_one() -> None:
    content = {"metadata": {"attachments": [{"id": "f", "kind": "image/jpeg"}]}}
    assert intent(heard("mon compteur est cassé", "photo", "recherche_pannes", SURE, **content)) == "reponse_libre"
    assert intent(heard("mon compteur est cassé", "jour", "recherche_pannes", SURE, **content)) == "recherche_pannes"


def test_a_place_answers_the_question_that_asks_for_one() -> None:
    content = {"metadata": {"location": {"latitude": 45.7, "longitude": 4.8}}}
    assert intent(heard("je suis ici", "lieu", **content)) == "reponse_libre"


def test_a_free_text_makes_no_requests() -> None:
    more = [{"intent": "renseignements_sur_solde", "confidence": 0.9, "text": "et combien je dois"}]
    message = heard("le conseiller était bien et combien je dois", "mot", demandes=more)
    assert (intent(message), message.get("demandes")) == ("reponse_libre", [])


def test_another_request_in_a_typed_answer_is_kept() -> None:
    more = [{"intent": "renseignements_sur_solde", "confidence": 0.9, "text": "et combien je dois"}]
    assert heard("300 euros et combien je dois ?", "montant", demandes=more).get("demandes") == more


def test_the_fields_of_every_form_of_the_packs_are_known() -> None:
    catalogue = project_catalogue()
    known = fields_of(catalogue)
    assert {name: [row["name"] for row in rows] for name, rows in known.items()} == {
        form.name: [row.name for row in form.fields] for form in catalogue.forms.values()
    }
