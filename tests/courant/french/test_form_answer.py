"""What a message answers to a form: the bare answer, a correction by value or name, several answers at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from courant.french.parsers import PARSERS, Answer, FormField, ParseContext, read_answer

TODAY = date(2026, 11, 22)
CONTEXT = ParseContext(TODAY)


def fields(*rows: tuple[str, str, bool]) -> list[FormField]:
    return [FormField(name, kind, answered) for name, kind, answered in rows]


READ_BACK = fields(("m", "montant", True), ("d", "date", True), ("l", "lieu", True), ("c", "oui_non", False))
OPENING = fields(("m", "montant", False), ("d", "date", False), ("c", "oui_non", False))
SECOND_INDEX = fields(("hp", "index", True), ("hc", "index", False), ("c", "oui_non", False))
COMMENT = fields(("l", "lieu", True), ("t", "texte", False))


def values(answer: Answer | None) -> dict[str, Any] | None:
    return None if answer is None else {name: parsed.value for name, parsed in answer.values.items()}


@pytest.mark.parametrize(("text", "value"), [("oui", True), ("non", False), ("non merci", False), ("c'est bon", True)])
def test_a_plain_yes_or_no_is_the_answer(text: str, value: bool) -> None:
    answer = read_answer(text, "c", READ_BACK, TODAY)
    assert values(answer) == {"c": value} and not answer.corrects  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("non, le 12", {"d": "2026-12-12"}),
        ("non le 12", {"d": "2026-12-12"}),
        ("le 12", {"d": "2026-12-12"}),
        ("oui mais le 12", {"d": "2026-12-12"}),
        ("non 300 euros", {"m": "300.00"}),
        ("je voulais dire 300", {"m": "300.00"}),
        ("pardon, pas le 3, le 13", {"d": "2026-12-13"}),
        ("ce n'est pas le 3, c'est le 13", {"d": "2026-12-13"}),
        ("c'est pas le 12 c'est le 13", {"d": "2026-12-13"}),
        ("plutôt le 5 que le 10", {"d": "2026-12-05"}),
        ("le 12 au lieu du 13", {"d": "2026-12-12"}),
        ("Finalement, mettez plutôt 250 €", {"m": "250.00"}),
        ("erreur, c'est 45,50 €", {"m": "45.50"}),
        ("oups : 80 euros", {"m": "80.00"}),
    ],
)
def test_an_earlier_answer_is_corrected_by_its_value(text: str, expected: dict[str, Any]) -> None:
    answer = read_answer(text, "c", READ_BACK, TODAY)
    assert values(answer) == expected and answer.corrects  # type: ignore[union-attr]


def test_a_place_is_corrected_by_its_value() -> None:
    answer = read_answer("non, c'est 12 rue des Lilas 69003 Lyon", "c", READ_BACK, TODAY)
    assert answer is not None and answer.corrects
    assert answer.values["l"].value["adresse"] == "12 rue des Lilas"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("je me suis trompé d'adresse", "l"),
        ("l'adresse n'est pas la bonne", "l"),
        ("c'est pas cette adresse", "l"),
        ("changer la date", "d"),
        ("la date n'est pas bonne", "d"),
        ("modifier le montant", "m"),
        ("non, mauvaise rue", "l"),
        ("JE ME SUIS TROMPÉE DE JOUR", "d"),
    ],
)
def test_an_earlier_answer_is_corrected_by_its_name(text: str, name: str) -> None:
    answer = read_answer(text, "c", READ_BACK, TODAY)
    assert answer is not None
    assert (answer.reopened, answer.corrects, dict(answer.values)) == (name, True, {})


def test_a_field_may_have_names_of_its_own() -> None:
    known = [FormField("p", "choix", True, words=("formule",)), FormField("c", "oui_non")]
    answer = read_answer("je me suis trompé de formule", "c", known, TODAY)
    assert answer is not None and answer.reopened == "p"


@pytest.mark.parametrize(
    "text", ["je me suis trompé", "erreur de ma part", "je corrige", "modifier ma réponse", "revenir en arrière"]
)
def test_going_back_without_saying_where(text: str) -> None:
    answer = read_answer(text, "c", READ_BACK, TODAY)
    assert answer == Answer(corrects=True)


@pytest.mark.parametrize(
    "text",
    [
        "combien je dois ?",
        "quels sont vos horaires",
        "merci",
        "je veux changer d'offre",
        "laissez tomber",
        "",
        "azerty",
        "je veux parler à un conseiller",
    ],
)
def test_anything_else_is_no_answer(text: str) -> None:
    assert read_answer(text, "c", READ_BACK, TODAY) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("300 euros le 12", {"m": "300.00", "d": "2026-12-12"}),
        ("disons 300 € le 5 décembre", {"m": "300.00", "d": "2026-12-05"}),
        ("300", {"m": "300.00"}),
        ("pardon, 300", {"m": "300.00"}),
    ],
)
def test_one_sentence_may_answer_several_questions(text: str, expected: dict[str, Any]) -> None:
    assert values(read_answer(text, "m", OPENING, TODAY)) == expected


def test_a_value_for_another_question_only_does_not_answer_this_one() -> None:
    assert read_answer("demain", "m", OPENING, TODAY) is None


def test_of_two_answers_of_a_kind_a_frank_correction_means_the_earlier_one() -> None:
    assert values(read_answer("6789", "hc", SECOND_INDEX, TODAY)) == {"hc": 6789}
    corrected = read_answer("non 12345", "hc", SECOND_INDEX, TODAY)
    assert values(corrected) == {"hp": 12345}
    assert values(read_answer("c 45 pa 54", "hc", SECOND_INDEX, TODAY)) == {"hp": 45}


@pytest.mark.parametrize(
    "text", ["le compteur est cassé", "non", "l'adresse et le montant de mon voisin sont faux je crois"]
)
def test_a_free_text_stays_a_text(text: str) -> None:
    assert values(read_answer(text, "t", COMMENT, TODAY)) == {"t": text}


def test_a_free_text_does_not_swallow_a_correction() -> None:
    answer = read_answer("je me suis trompé d'adresse", "t", COMMENT, TODAY)
    assert answer is not None and answer.reopened == "l"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 rue des Lilas 69003 Lyon", {"adresse": "12 rue des Lilas", "code_postal": "69003", "commune": "Lyon"}),
        ("12 rue des lilas, batiment B, 69003 lyon", {"code_postal": "69003", "commune": "Lyon"}),
        (
            "je suis au 3 bis avenue Jean Jaurès à Toulouse",
            {"adresse": "3 bis avenue Jean Jaurès", "commune": "Toulouse"},
        ),
        ("Lyon", {"commune": "Lyon"}),
        ("à Villeurbanne", {"commune": "Villeurbanne", "code_postal": "69100"}),
        ("69003", {"code_postal": "69003", "commune": "Lyon"}),
        ("35000 Rennes", {"code_postal": "35000", "commune": "Rennes"}),
        ("lyon 3e", {"code_postal": "69003"}),
        ("Paris 12ème arrondissement", {"code_postal": "75012"}),
        ("saint-etienne", {"commune": "Saint-Étienne"}),
    ],
)
def test_a_place_in_words(text: str, expected: dict[str, str]) -> None:
    parsed = PARSERS["lieu"](text, CONTEXT)
    assert parsed is not None
    assert {key: parsed.value.get(key) for key in expected} == expected
    assert parsed.value["texte"] == text


@pytest.mark.parametrize(
    "text", ["chez moi", "où est-ce ?", "dans la rue", "je ne sais pas", "", "lyon 0", "le compteur"]
)
def test_no_place(text: str) -> None:
    assert PARSERS["lieu"](text, CONTEXT) is None


@pytest.mark.parametrize(
    "text",
    ["pas de photo", "Passer", "non merci", "j'en ai pas", "non, pas de photo", "je n'ai pas de photo", "plus tard"],
)
def test_no_photo_is_an_answer_too(text: str) -> None:
    parsed = PARSERS["photo"](text, CONTEXT)
    assert parsed is not None and parsed.value == []


@pytest.mark.parametrize("text", ["oui", "voilà la photo", "je l'envoie", "", "comment faire ?"])
def test_words_are_no_photo(text: str) -> None:
    assert PARSERS["photo"](text, CONTEXT) is None
