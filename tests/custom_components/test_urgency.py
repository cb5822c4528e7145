from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from courant.danger import assess
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
    for name in ("dangers.yml", "sms.tsv", "lexique.yml"):
        (tmp_path / name).write_bytes((lexicon.REFERENCE / name).read_bytes() + b"\n")
    monkeypatch.setattr(lexicon, "REFERENCE", tmp_path)
    assert UrgencyDetector.fingerprint_addon({}) != before
