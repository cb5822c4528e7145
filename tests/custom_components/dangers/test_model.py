"""The model of dangers as it is trained for the project, judged on what it did not learn."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from courant.danger import CRITICAL, HIGH, NORMAL, assess, combined
from courant.encoders import EmbeddingCache, load_encoder
from courant.packs import load_catalogue
from courant.settings import PROJECT_ROOT
from custom_components.dangers.examples import CALM, Example, pack_examples, written_examples
from custom_components.dangers.model import Bars, DangerModel
from custom_components.dangers.training import train
from custom_components.urgency import EMBEDDINGS, UrgencyDetector
from tests.courant.danger.corpus import dangers, lookalikes
from tests.custom_components.dangers.held_out import Judged, judge_held_out, share

DANGEROUS = UrgencyDetector.get_default_config()["critical_intents"]
REQUEST = "Bonjour, je vous écris au sujet de ma facture de mars."


@pytest.fixture(scope="module")
def formulations() -> list[tuple[str, str]]:
    catalogue = load_catalogue(PROJECT_ROOT / "data" / "packs")
    return [(text, one.id) for one in catalogue.capabilities.values() for text in one.examples]


@pytest.fixture(scope="module")
def asked(formulations: list[tuple[str, str]]) -> list[Example]:
    return pack_examples(formulations, DANGEROUS)


@pytest.fixture(scope="module")
def model(asked: list[Example]) -> DangerModel:
    encoder = load_encoder("use")
    return DangerModel(train(written_examples(), asked, encoder, EmbeddingCache(EMBEDDINGS)), encoder)


@pytest.fixture(scope="module")
def held_out(model: DangerModel, asked: list[Example]) -> tuple[list[Judged], list[Judged]]:
    """Examples of the project, then formulations of the packs; `model` has put all their vectors on disk.

    The model that judges has learned one half only; the whole one knows more.
    """
    return judge_held_out(written_examples(), asked, load_encoder("use"), EmbeddingCache(EMBEDDINGS))


def test_held_out_dangers_are_seen_and_ordinary_messages_left_alone(
    held_out: tuple[list[Judged], list[Judged]],
) -> None:
    written, asked = held_out
    told = [one for one in written if one.kind != CALM]
    assert len(told) > 1200
    assert share(one.critical for one in told) >= 0.9
    assert share(one.noticed for one in told) >= 0.95
    assert share(one.critical for one in written if one.kind == CALM) <= 0.08
    assert share(one.critical for one in asked if one.kind == CALM) <= 0.015


@pytest.mark.parametrize("kind", ["gaz", "monoxyde", "incendie", "electrique", "inondation", "medical", "detresse"])
def test_no_nature_is_neglected(held_out: tuple[list[Judged], list[Judged]], kind: str) -> None:
    told = [one for one in held_out[0] if one.kind == kind]
    assert share(one.critical for one in told) >= 0.78
    assert share(one.noticed for one in told) >= 0.86


def test_sentences_of_the_tests_of_the_rules_are_seen_by_the_model_alone(model: DangerModel) -> None:
    heard = [model.opinion(text) for _, text in dangers()]
    assert sum(one.name == CRITICAL for one in heard) >= 0.97 * len(heard)
    right = sum(one.kind == kind for one, (kind, _) in zip(heard, dangers(), strict=True))
    assert right >= 0.9 * len(heard)


def test_few_look_alikes_alarm(model: DangerModel) -> None:
    judged = [(text, combined(assess(text), model.opinion(text))) for text in lookalikes()]
    alarmed = [text for text, urgency in judged if urgency.name == CRITICAL]
    assert len(alarmed) <= 0.08 * len(judged), alarmed


@pytest.mark.parametrize(
    "text",
    [
        "une drôle de puanteur nous prend à la gorge près de la cuisinière",
        "les gamins dodelinent de la tête depuis que le poêle ronfle",
        "une puanteur de soufre monte du tuyau, je m'éloigne",
        "sa pompe vient de se taire et il suffoque",
    ],
)
def test_dangers_in_words_that_no_rule_knows(model: DangerModel, text: str) -> None:
    assert assess(text).name != CRITICAL
    assert model.opinion(text).name in (CRITICAL, HIGH)


@pytest.mark.parametrize("where", ["{danger} {request}", "{request} {danger}", "{request} {danger} Merci d'avance."])
def test_a_danger_is_heard_amid_another_request(model: DangerModel, where: str) -> None:
    missed = [
        text
        for _, text in dangers()
        if model.opinion(where.format(danger=text.rstrip(".!? ") + ".", request=REQUEST)).name != CRITICAL
    ]
    assert len(missed) <= 0.06 * len(dangers()), missed


def test_a_danger_is_heard_in_a_breathless_message(model: DangerModel) -> None:
    text = (
        "je voulais savoir quand passe le releveur et sinon le tuyau derrière la gazinière siffle depuis hier et merci"
    )
    told_of = model.opinion(text)
    assert (told_of.name, told_of.kind) == (CRITICAL, "gaz")


def test_long_ordinary_messages_stay_calm(model: DangerModel, formulations: list[tuple[str, str]]) -> None:
    calm = [text.rstrip(".!? ") + "." for text, intent in formulations if intent == "demander_copie_facture"]
    messages = [" ".join(calm[i : i + 4]) for i in range(0, len(calm) - 4, 4)]
    assert messages and all(model.opinion(message).name == NORMAL for message in messages)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("la cave est pleine d'eau et le compteur est dedans", "inondation"),
        ("j'ai les pieds dans l'eau et la lumière marche encore", "inondation"),
        ("plus d'électricité et ma mère vit grâce à une machine", "medical"),
        ("le poteau s'est couché sur la route", "electrique"),
        ("je préfère que tout s'arrête pour toujours, adieu", "detresse"),
    ],
)
def test_the_nature_is_told(model: DangerModel, text: str, kind: str) -> None:
    assert model.opinion(text).kind == kind


@pytest.mark.parametrize("text", ["", "  ", "👍", "merci", "10000001", "?" * 500, "a " * 3000])
def test_anything_can_be_judged(model: DangerModel, text: str) -> None:
    assert model.opinion(text).name in (CRITICAL, HIGH, NORMAL)


def test_a_saved_model_thinks_the_same(model: DangerModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = DangerModel.load(tmp_path, load_encoder("use"))
    assert again is not None
    texts = [text for _, text in dangers()[:20]]
    assert [again.opinion(text) for text in texts] == [model.opinion(text) for text in texts]


def test_bars_say_what_is_critical_and_what_is_doubtful(model: DangerModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    text = "une drôle de puanteur nous prend à la gorge près de la cuisinière"
    danger = model.opinion(text).confidence
    for bars, name in (
        (Bars(danger, danger), CRITICAL),
        (Bars(danger + 0.001, danger), HIGH),
        (Bars(1.0, danger + 0.001), NORMAL),
    ):
        again = DangerModel.load(tmp_path, load_encoder("use"), bars)
        assert again is not None and again.opinion(text).name == name


@pytest.mark.parametrize(
    "text",
    [
        "quel numéro dois-je composer si un jour je sens une odeur de gaz ?",
        "comment reconnaît-on les symptômes d'une intoxication au monoxyde ?",
        "la fuite de gaz de la semaine dernière est réparée, je voudrais l'attestation d'intervention",
    ],
)
def test_a_danger_of_the_patterns_that_is_only_spoken_of_is_no_alarm(model: DangerModel, text: str) -> None:
    assert combined(assess(text), model.opinion(text)).name != CRITICAL


def test_without_its_encoder_a_saved_model_listens_to_the_words(model: DangerModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    deaf = DangerModel.load(tmp_path, None)
    assert deaf is not None
    heard = [deaf.opinion(text).name == CRITICAL for _, text in dangers()]
    assert sum(heard) >= 0.9 * len(heard)


def test_there_is_no_model_where_nothing_was_saved(tmp_path: Path) -> None:
    assert DangerModel.load(tmp_path, None) is None


def test_an_opinion_costs_little_once_the_message_is_encoded(
    model: DangerModel, formulations: list[tuple[str, str]]
) -> None:
    texts = [text for text, _ in formulations[:300]]
    for text in texts:
        model.opinion(text)
    start = time.process_time()
    for text in texts:
        model.opinion(text)
    assert (time.process_time() - start) / len(texts) < 0.003
