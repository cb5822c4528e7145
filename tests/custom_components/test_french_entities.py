from __future__ import annotations

from datetime import date
from typing import Any

from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from custom_components.french_entities import FrenchEntityExtractor, paris_today


def extractor(**config: Any) -> FrenchEntityExtractor:
    merged = {**FrenchEntityExtractor.get_default_config(), **config}
    return FrenchEntityExtractor(merged, clock=lambda: date(2026, 11, 22))


def entities(text: str, **config: Any) -> list[dict[str, Any]]:
    message = Message({TEXT: text})
    extractor(**config).process([message])
    found: list[dict[str, Any]] = message.get(ENTITIES)
    return found


def test_entities_have_the_contracted_form_and_exact_spans() -> None:
    text = "La facture de mars de 45,50 € pour le client 10000001"
    found = entities(text)
    assert [(one["entity"], one["value"]) for one in found] == [
        ("date", {"start": "2026-03-01", "end": "2026-04-01", "grain": "month"}),
        ("montant", "45.50"),
        ("numero_client", "10000001"),
    ]
    assert [text[one["start"] : one["end"]] for one in found] == ["mars", "45,50 €", "10000001"]
    assert {one["extractor"] for one in found} == {"FrenchEntityExtractor"}


def test_roles_and_grains_are_told() -> None:
    found = entities("index hp 12345 et hc 6789 relevé hier")
    assert [one.get("role") for one in found] == ["hp", "hc", None]
    assert found[-1]["grain"] == "day"


def test_entities_of_others_are_kept() -> None:
    other = {"entity": "nom", "value": "Durand", "start": 0, "end": 6, "extractor": "Autre"}
    message = Message({TEXT: "Durand 69003", ENTITIES: [other]})
    extractor().process([message])
    assert [(one["entity"], one["extractor"]) for one in message.get(ENTITIES)] == [
        ("nom", "Autre"),
        ("code_postal", "FrenchEntityExtractor"),
    ]


def test_buttons_are_left_to_rasa() -> None:
    message = Message({TEXT: '/effectuer_paiement{"montant": "45.50"}'})
    extractor().process([message])
    assert message.get(ENTITIES) is None


def test_kinds_can_be_chosen() -> None:
    assert [one["entity"] for one in entities("45 € le 12 mars", kinds=["date"])] == ["date"]


def test_values_are_not_shared_between_messages() -> None:
    entities("mars")[0]["value"]["start"] = "changed"
    assert entities("mars")[0]["value"]["start"] == "2026-03-01"


def test_an_empty_message_and_a_very_long_one() -> None:
    assert entities("") == []
    assert len(entities("ma facture de 45 € " * 1000)) > 100


def test_today_is_the_day_in_paris() -> None:
    assert abs((paris_today() - date.today()).days) <= 1


def test_what_retrains_when_the_word_lists_change() -> None:
    assert FrenchEntityExtractor.fingerprint_addon({}) == FrenchEntityExtractor.fingerprint_addon({})
