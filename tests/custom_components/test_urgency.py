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

from channels.startup import kind_of_danger
from courant.danger import Opinion, assess, register_opinion
from custom_components.urgency import UrgencyDetector


@pytest.fixture(scope="module")
def detector() -> UrgencyDetector:
    return UrgencyDetector(UrgencyDetector.get_default_config())


def judge(detector: UrgencyDetector, text: str, intent: str = "aucun", confidence: float = 0.9) -> dict[str, Any]:
    message = Message({TEXT: text, INTENT: {"name": intent, "confidence": confidence}})
    (judged,) = detector.process([message])
    assert "urgence" in judged.as_dict(only_output_properties=True)
    urgency: dict[str, Any] = judged.get("urgence")
    return urgency


def test_words_of_danger_need_no_classifier(detector: UrgencyDetector) -> None:
    urgency = judge(detector, "12 rue des Lilas et ça sent le gaz", "mettre_a_jour_adresse")
    assert (urgency["name"], urgency["kind"]) == ("critique", "gaz")


@pytest.mark.parametrize(
    ("intent", "kind"), [("signaler_fuite_gaz", "gaz"), ("signalement_ligne_electrique_en_panne", "electrique")]
)
def test_a_sure_classifier_reveals_what_the_lexicon_missed(detector: UrgencyDetector, intent: str, kind: str) -> None:
    text = "venez voir s'il vous plaît"
    assert assess(text).name == "normale"
    assert judge(detector, text, intent, 0.95)["name"] == "critique"
    assert judge(detector, text, intent, 0.95)["kind"] == kind
    assert judge(detector, text, intent, 0.4)["name"] == "normale"


def test_a_look_alike_is_not_turned_into_a_danger(detector: UrgencyDetector) -> None:
    text = "il n'y a pas le feu"
    assert assess(text).lookalike
    assert judge(detector, text, "signaler_fuite_gaz", 0.99)["name"] == "normale"


def test_fraud_deserves_priority(detector: UrgencyDetector) -> None:
    assert judge(detector, "c'est arrivé cette nuit", "utilisation_frauduleuse", 0.8)["name"] == "haute"
    assert judge(detector, "c'est arrivé cette nuit", "utilisation_frauduleuse", 0.2)["name"] == "normale"


@pytest.mark.parametrize("text", ["/signaler_fuite_gaz", "", "merci beaucoup"])
def test_buttons_and_plain_messages_are_calm(detector: UrgencyDetector, text: str) -> None:
    urgency = judge(detector, text, "aucun")
    assert (urgency["name"], urgency["kind"]) == ("normale", None)


def test_a_message_without_intent_is_judged(detector: UrgencyDetector) -> None:
    (judged,) = detector.process([Message({TEXT: "il y a le feu au compteur"})])
    assert judged.get("urgence")["name"] == "critique"


def test_the_fingerprint_follows_the_lexicon(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    from courant.french import lexicon

    before = UrgencyDetector.fingerprint_addon({})
    for name in ("dangers.yml", "dangers_exemples.tsv", "sms.tsv", "lexique.yml"):
        (tmp_path / name).write_bytes((lexicon.REFERENCE / name).read_bytes() + b"\n")
    monkeypatch.setattr(lexicon, "REFERENCE", tmp_path)
    assert UrgencyDetector.fingerprint_addon({}) != before


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> UrgencyDetector:
    folder = tmp_path_factory.mktemp("urgency")
    (folder / "model").mkdir()
    storage, resource = LocalModelStorage.create(folder / "model"), Resource("urgency")
    config = {**UrgencyDetector.get_default_config(), "embeddings": str(folder / "embeddings")}
    context = ExecutionContext(GraphSchema({}))
    calm = ["merci beaucoup", "je veux ma facture", "changer mon adresse", "quels sont vos horaires"]
    examples = TrainingData([Message.build(text, "autre") for text in calm])
    UrgencyDetector.create(config, storage, resource, context).train(examples)
    return UrgencyDetector.load(config, storage, resource, context)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("le robinet d'arrêt me reste dans la main et ça siffle, odeur terrible", "gaz"),
        ("j'ai pris tous mes cachets", "detresse"),
        ("le tableau est trempé, il goutte dessus", "inondation"),
    ],
)
def test_what_was_learned_is_heard(trained: UrgencyDetector, text: str, kind: str) -> None:
    assert judge(trained, text, confidence=0.3)["name"] == "critique"
    assert judge(trained, text, confidence=0.3)["kind"] == kind


@pytest.mark.parametrize(
    "text", ["merci beaucoup", "je veux ma facture", "", "   ", "vos tarifs me donnent mal à la tête"]
)
def test_what_was_learned_stays_calm_otherwise(trained: UrgencyDetector, text: str) -> None:
    assert judge(trained, text, confidence=0.3)["name"] == "normale"


def test_without_an_encoder_the_patterns_remain(tmp_path: Path) -> None:
    storage, resource = LocalModelStorage.create(tmp_path), Resource("urgency")
    config = {**UrgencyDetector.get_default_config(), "encoder": None}
    context = ExecutionContext(GraphSchema({}))
    UrgencyDetector.create(config, storage, resource, context).train(TrainingData())
    detector = UrgencyDetector.load(config, storage, resource, context)
    assert judge(detector, "ça sent le gaz")["name"] == "critique"
    assert judge(detector, "je vous remercie")["name"] == "normale"


def test_a_loaded_detector_is_also_heard_at_the_door(trained: UrgencyDetector) -> None:
    text = "le robinet d'arrêt me reste dans la main et ça siffle, odeur terrible"
    assert assess(text).name != "critique"
    assert kind_of_danger(text) == judge(trained, text)["kind"] == "gaz"
    register_opinion(None)
    assert kind_of_danger(text) is None


def test_a_doubt_deserves_priority() -> None:
    class Unsure:
        def opinion(self, text: str) -> Opinion:
            return Opinion("haute" if "étrange" in text else "normale", 0.2, "gaz", text)

    detector = UrgencyDetector(UrgencyDetector.get_default_config(), model=Unsure())  # type: ignore[arg-type]
    urgency = judge(detector, "c'est étrange chez moi")
    assert (urgency["name"], urgency["kind"], urgency["reasons"]) == ("haute", None, ["doute"])
    # The intent decides where the model doubts, not where it is calm.
    assert judge(detector, "c'est étrange chez moi", "signaler_fuite_gaz", 0.95)["name"] == "critique"
    assert judge(detector, "à quoi ressemble l'odeur", "signaler_fuite_gaz", 0.95)["name"] == "normale"
