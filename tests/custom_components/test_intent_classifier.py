from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from custom_components.intent_classifier import CourantIntentClassifier

EXAMPLES = {
    "recherche_pannes": ["plus de courant", "panne d'électricité", "tout est éteint chez moi", "coupure dans la rue"],
    "explication_facture": ["ma facture est trop chère", "expliquez ma facture", "facture de 80 €", "total à payer"],
    "aucun": ["une recette de crêpes", "quel temps fait-il", "le match de ce soir", "ma box internet"],
}


class Bench:
    """A trained component and what Rasa would keep of it."""

    def __init__(self, folder: Path, **config: Any) -> None:
        self.storage = LocalModelStorage.create(folder / "model")
        self.resource = Resource("classifier")
        self.context = ExecutionContext(GraphSchema({}))
        defaults = CourantIntentClassifier.get_default_config()
        self.config = {**defaults, "embeddings": str(folder / "embeddings"), **config}
        examples = [Message.build(text, name) for name, texts in EXAMPLES.items() for text in texts]
        self.trained = CourantIntentClassifier.create(self.config, self.storage, self.resource, self.context)
        self.trained.train(TrainingData(examples))

    def load(self) -> CourantIntentClassifier:
        return CourantIntentClassifier.load(self.config, self.storage, self.resource, self.context)


def ask(component: CourantIntentClassifier, text: str) -> dict[str, Any]:
    (message,) = component.process([Message({TEXT: text})])
    answer: dict[str, Any] = message.as_dict(only_output_properties=True)
    return answer


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("classifier")
    (folder / "model").mkdir()
    return Bench(folder)


@pytest.mark.parametrize("text", ["JE N'AI PLUS DE COURANT !!!", "g plu de courant", "panne d’electricite"])
def test_any_spelling_is_recognised(bench: Bench, text: str) -> None:
    answer = ask(bench.load(), text)
    assert answer[INTENT]["name"] == "recherche_pannes"
    assert answer["intent_ranking"][0] == answer[INTENT]
    assert len(answer["intent_ranking"]) == 3


def test_numbers_do_not_change_the_answer(bench: Bench) -> None:
    component = bench.load()
    assert ask(component, "facture de 80 €") == {**ask(component, "facture de 1 234,56 €"), TEXT: "facture de 80 €"}


def test_a_loaded_model_answers_as_the_trained_one(bench: Bench) -> None:
    for text in ("il fait froid et noir", "c'est cher", "bonjour"):
        assert ask(bench.load(), text) == ask(bench.trained, text)


@pytest.mark.parametrize("text", ["/explication_facture", "", None])
def test_buttons_and_empty_messages_are_left_alone(bench: Bench, text: str | None) -> None:
    (message,) = bench.load().process([Message({TEXT: text})])
    assert message.get(INTENT) is None


def test_answers_of_one_message_do_not_leak_into_another(bench: Bench) -> None:
    component = bench.load()
    (first,) = component.process([Message({TEXT: "expliquez ma facture"})])
    first.get(INTENT)["name"] = "reponse_libre"
    first.get("intent_ranking").clear()
    assert ask(component, "expliquez ma facture")[INTENT]["name"] == "explication_facture"


def test_it_works_without_an_encoder(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    bench = Bench(tmp_path, encoder=None, second_encoder=None)
    assert ask(bench.load(), "plus de courant")[INTENT]["name"] == "recherche_pannes"
    assert not (tmp_path / "embeddings").exists()


def test_an_untrained_component_says_nothing(bench: Bench) -> None:
    component = CourantIntentClassifier.create(bench.config, bench.storage, Resource("autre"), bench.context)
    assert INTENT not in component.process([Message({TEXT: "plus de courant"})])[0].as_dict()


def test_the_fingerprint_follows_the_encoder_and_the_word_lists(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from courant.french import lexicon

    with_encoder = CourantIntentClassifier.fingerprint_addon({})
    assert with_encoder != CourantIntentClassifier.fingerprint_addon({"encoder": None})
    for name in ("sms.tsv", "lexique.yml"):
        (tmp_path / name).write_bytes((lexicon.REFERENCE / name).read_bytes() + b"\n")
    monkeypatch.setattr(lexicon, "REFERENCE", tmp_path)
    assert CourantIntentClassifier.fingerprint_addon({}) != with_encoder
