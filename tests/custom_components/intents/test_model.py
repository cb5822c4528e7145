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


Vectors = dict[str, np.ndarray]
DIGESTS = {"use": "digest"}


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    encoder = load_encoder("use")
    assert encoder is not None
    return {"use": encoder.encode(WORDS)}


@pytest.fixture(scope="module")
def model(vectors: Vectors) -> IntentModel:
    return train(WORDS, LABELS, Plan(), vectors, DIGESTS)


def test_the_voices_agree_on_what_they_learned(model: IntentModel, vectors: Vectors) -> None:
    best = [model.facts.labels[code] for code in model.probabilities(WORDS, vectors).argmax(axis=1)]
    assert best == LABELS


def test_words_alone_are_enough_without_an_encoder() -> None:
    alone = train(WORDS, LABELS, Plan(), {}, {})
    assert alone.facts.encoders == {} and not alone.knows("use", "digest")
    assert alone.rank("la facture", {}, 1)[0][0] == "facture"


def test_a_model_with_vectors_still_answers_when_the_encoder_is_gone(model: IntentModel) -> None:
    name, confidence = model.rank("la facture", {}, 1)[0]
    assert name == "facture" and 0 < confidence <= 1


def test_only_vectors_of_the_same_weights_are_known(model: IntentModel) -> None:
    assert model.knows("use", "digest")
    assert not model.knows("use", "other") and not model.knows("autre", "digest")


def test_confidences_are_ranked_and_sum_to_one(model: IntentModel, vectors: Vectors) -> None:
    ranking = model.rank("plus de courant", {"use": vectors["use"][:1]}, 10)
    confidences = [confidence for _, confidence in ranking]
    assert ranking[0][0] == "panne" and len(ranking) == 3
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1.0)


def test_a_saved_model_answers_the_same(tmp_path: Path, model: IntentModel, vectors: Vectors) -> None:
    model.save(tmp_path)
    again = IntentModel.load(tmp_path)
    assert again.facts == model.facts
    unseen, some = ["plus rien ne marche", "", "zzz"], {"use": vectors["use"][:3]}
    np.testing.assert_array_equal(again.probabilities(unseen, some), model.probabilities(unseen, some))


def test_training_twice_gives_the_same_model(model: IntentModel, vectors: Vectors) -> None:
    second = train(WORDS, LABELS, Plan(), vectors, DIGESTS)
    assert second.facts == model.facts
    np.testing.assert_array_equal(second.probabilities(WORDS, vectors), model.probabilities(WORDS, vectors))


def test_the_measure_on_left_out_examples_is_kept(model: IntentModel) -> None:
    facts = model.facts
    assert facts.examples == len(WORDS)
    assert 0.5 < facts.held_out["accuracy"] <= facts.held_out["top3"] <= 1.0
    assert set(facts.weights) == {"words", "words+use"}
    assert facts.temperature == pytest.approx(1 / sum(facts.weights["words+use"]))


def test_every_company_of_two_encoders_has_its_weights(vectors: Vectors) -> None:
    both = {"use": vectors["use"], "autre": vectors["use"][:, ::2]}
    model = train(WORDS, LABELS, Plan(), both, {"use": "a", "autre": "b"})
    assert set(model.facts.weights) == {"words", "words+use", "words+autre", "words+use+autre"}
    for names in ((), ("use",), ("autre",), ("use", "autre")):
        chosen = {name: both[name] for name in names}
        assert model.facts.labels[model.probabilities(WORDS, chosen)[0].argmax()] == LABELS[0]


def test_an_intent_with_one_example_is_learned_but_not_judged(model: IntentModel) -> None:
    richer = train([*WORDS, "bonjour"], [*LABELS, "salut"], Plan(), {}, {})
    assert richer.rank("bonjour", {}, 1)[0][0] == "salut"
    assert richer.facts.held_out["accuracy"] > 0.5


def test_nothing_is_judged_without_folds() -> None:
    facts = train(WORDS, LABELS, Plan(folds=0), {}, {}).facts
    assert facts.held_out == {} and facts.temperature == 1.0


def test_two_intents_are_enough_and_one_is_not() -> None:
    pairs = [(text, label) for text, label in zip(WORDS, LABELS, strict=True) if label != "merci"]
    model = train([text for text, _ in pairs], [label for _, label in pairs], Plan(), {}, {})
    assert model.rank("le courant est coupe", {}, 2)[0][0] == "panne"
    with pytest.raises(ValueError, match="two intents"):
        train(["merci"], ["merci"], Plan(), {}, {})
