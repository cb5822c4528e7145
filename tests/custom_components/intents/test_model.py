from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from courant.encoders import load_encoder
from custom_components.intents.model import IntentModel
from custom_components.intents.training import Plan, train

EXAMPLES = {
    "panne": [
        "je n'ai plus de courant", "panne d'electricite chez moi", "tout est eteint dans la maison",
        "plus de lumiere depuis ce matin", "le courant est coupe", "coupure dans mon quartier",
    ],
    "facture": [
        "ma facture est trop chere", "expliquez moi ma facture", "pourquoi ce montant sur la facture",
        "je ne comprends pas le total a payer", "la facture a double", "detail de ma facture",
    ],
    "merci": ["merci", "merci beaucoup", "je vous remercie", "super merci", "mille mercis", "grand merci a vous"],
}  # fmt: skip
WORDS = [text for texts in EXAMPLES.values() for text in texts]
LABELS = [label for label, texts in EXAMPLES.items() for _ in texts]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    encoder = load_encoder("use")
    assert encoder is not None
    return encoder.encode(WORDS)


def test_both_voices_agree_on_what_they_learned(vectors: np.ndarray) -> None:
    model = train(WORDS, LABELS, Plan(), vectors, "digest")
    best = [model.facts.labels[code] for code in model.probabilities(WORDS, vectors).argmax(axis=1)]
    assert best == LABELS


def test_words_alone_are_enough_without_an_encoder() -> None:
    model = train(WORDS, LABELS, Plan())
    assert not model.needs_vectors and model.facts.encoder is None
    assert model.rank("la facture", None, 1)[0][0] == "facture"


def test_a_model_with_vectors_still_answers_when_the_encoder_is_gone(vectors: np.ndarray) -> None:
    model = train(WORDS, LABELS, Plan(), vectors, "digest")
    name, confidence = model.rank("la facture", None, 1)[0]
    assert name == "facture" and 0 < confidence <= 1


def test_confidences_are_ranked_and_sum_to_one(vectors: np.ndarray) -> None:
    model = train(WORDS, LABELS, Plan(), vectors, "digest")
    ranking = model.rank("plus de courant", vectors[0], 10)
    confidences = [confidence for _, confidence in ranking]
    assert ranking[0][0] == "panne" and len(ranking) == 3
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1.0)


def test_a_saved_model_answers_the_same(tmp_path: Path, vectors: np.ndarray) -> None:
    model = train(WORDS, LABELS, Plan(), vectors, "digest")
    model.save(tmp_path)
    again = IntentModel.load(tmp_path)
    assert again.facts == model.facts
    unseen = ["plus rien ne marche", "", "zzz"]
    np.testing.assert_array_equal(again.probabilities(unseen, vectors[:3]), model.probabilities(unseen, vectors[:3]))


def test_training_twice_gives_the_same_model(vectors: np.ndarray) -> None:
    first, second = (train(WORDS, LABELS, Plan(), vectors, "digest") for _ in range(2))
    np.testing.assert_array_equal(first.probabilities(WORDS, vectors), second.probabilities(WORDS, vectors))


def test_the_measure_on_left_out_examples_is_kept(vectors: np.ndarray) -> None:
    facts = train(WORDS, LABELS, Plan(), vectors, "digest").facts
    assert facts.examples == len(WORDS)
    assert 0.5 < facts.held_out["accuracy"] <= facts.held_out["top3"] <= 1.0
    assert facts.temperature > 0


def test_an_intent_with_one_example_only_prevents_the_measure_not_the_training() -> None:
    model = train([*WORDS, "bonjour"], [*LABELS, "salut"], Plan())
    assert model.facts.held_out == {} and model.facts.temperature == 1.0


def test_two_intents_are_enough_and_one_is_not() -> None:
    pairs = [(text, label) for text, label in zip(WORDS, LABELS, strict=True) if label != "merci"]
    model = train(*map(list, zip(*pairs, strict=True)), Plan())  # type: ignore[arg-type]
    assert model.rank("le courant est coupe", None, 2)[0][0] == "panne"
    with pytest.raises(ValueError, match="two intents"):
        train(["merci"], ["merci"], Plan())
