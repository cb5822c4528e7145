from __future__ import annotations

import logging
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from custom_components.spacy_entities import LazyModel, SpacyFrenchEntities

# A name or a commune that no form announces: only the model finds it.
ONLY_BY_MODEL = [
    ("Ysoline Kervadec habite toujours ici", "nom", "Ysoline Kervadec"),
    ("Ulric Bergeval habite ici", "nom", "Ulric Bergeval"),
    ("Wolfgang Amadeus habite toujours ici", "nom", "Wolfgang Amadeus"),
]
# What forms and lists find without it.
BY_FORM = [
    ("je m'appelle camille durand", "nom", "camille durand"),
    ("pour Mme Lefèvre", "nom", "Lefèvre"),
    ("Jeanne Petit", "nom", "Jeanne Petit"),
    ("Le bail est signé par Lucas Martin", "nom", "Lucas Martin"),
    ("Il faut prévenir Mohamed Benali de la coupure", "nom", "Mohamed Benali"),
    ("panne a villeurbanne", "commune", "Villeurbanne"),
    ("12 rue des Lilas 69003 Lyon", "commune", "Lyon"),
]


def component(**config: Any) -> SpacyFrenchEntities:
    return SpacyFrenchEntities({**SpacyFrenchEntities.get_default_config(), **config})


@pytest.fixture(scope="module")
def full() -> SpacyFrenchEntities:
    return component()


@pytest.fixture(scope="module")
def without_model() -> SpacyFrenchEntities:
    return component(model=None)


def found(one: SpacyFrenchEntities, text: str) -> list[tuple[str, Any]]:
    message = Message({TEXT: text})
    one.process([message])
    return [(entity["entity"], entity["value"]) for entity in message.get(ENTITIES) or []]


@pytest.mark.parametrize(("text", "kind", "value"), ONLY_BY_MODEL + BY_FORM)
def test_names_and_communes(full: SpacyFrenchEntities, text: str, kind: str, value: str) -> None:
    assert (kind, value) in found(full, text)


@pytest.mark.parametrize(("text", "kind", "value"), BY_FORM)
def test_what_is_kept_without_the_model(without_model: SpacyFrenchEntities, text: str, kind: str, value: str) -> None:
    assert (kind, value) in found(without_model, text)


@pytest.mark.parametrize(("text", "kind", "value"), ONLY_BY_MODEL)
def test_what_is_lost_without_the_model(without_model: SpacyFrenchEntities, text: str, kind: str, value: str) -> None:
    assert (kind, value) not in found(without_model, text)


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, Enedis m'a appelé pour le Linky",
        "je voudrais ma facture de mars",
        "Combien je dois ?",
        "MA FACTURE EST FAUSSE",
        "le prix du gaz",
    ],
)
def test_no_name_where_there_is_none(full: SpacyFrenchEntities, text: str) -> None:
    assert found(full, text) == []


def test_an_address_comes_in_parts_with_an_exact_span(full: SpacyFrenchEntities) -> None:
    text = "J'habite au 12 rue des Lilas, 69003 Lyon depuis mars"
    message = Message({TEXT: text})
    full.process([message])
    address = next(one for one in message.get(ENTITIES) if one["entity"] == "adresse")
    parts = {"numero": "12", "voie": "rue des Lilas", "code_postal": "69003", "commune": "Lyon"}
    assert address["value"] == parts
    assert text[address["start"] : address["end"]] == "12 rue des Lilas, 69003 Lyon"


def test_values_already_found_are_not_taken_again(full: SpacyFrenchEntities) -> None:
    taken = {"entity": "email", "value": "a", "start": 0, "end": 14, "extractor": "Autre"}
    message = Message({TEXT: "Camille Durand est là", ENTITIES: [taken]})
    full.process([message])
    assert [one["entity"] for one in message.get(ENTITIES)] == ["email"]


def test_the_model_only_reads_what_may_hold_a_name() -> None:
    class Spy(LazyModel):
        asked = 0

        def get(self) -> None:  # type: ignore[override]
            self.asked += 1

    spy = Spy("fr_core_news_md")
    one = component()
    one._model = spy
    for text in ("je voudrais payer ma facture", "Bonjour, merci", "PAS CONTENT DU TOUT", "panne à Lyon", "/aide"):
        found(one, text)
    assert spy.asked == 0
    found(one, "Ysoline Kervadec habite toujours ici")
    assert spy.asked == 1


def test_loading_the_component_loads_no_model(tmp_path: Any) -> None:
    config = {**SpacyFrenchEntities.get_default_config(), "model": "fr_core_news_sm", "warm_up_after": None}
    context = ExecutionContext(GraphSchema({}))
    one = SpacyFrenchEntities.load(config, LocalModelStorage(tmp_path), Resource("x"), context)
    assert one._model is not None and not one._model.is_loaded


def test_a_model_that_is_not_installed_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    one = component(model="no_such_model")
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            assert found(one, "Ysoline Kervadec habite toujours ici") == []
    assert len([record for record in caplog.records if "absent" in record.message]) == 1
    assert ("commune", "Lyon") in found(one, "panne à Lyon, dit Lucas Martin")


def test_the_background_loading_can_be_waited_for() -> None:
    model = LazyModel("fr_core_news_md")
    model.warm_up(0.0)
    assert model.get() is not None
    assert model.is_loaded
