from __future__ import annotations

import pytest

from custom_components.dangers.parts import parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("ça sent le gaz", []),
        ("Bonjour. Ça sent le gaz !", ["Ça sent le gaz !"]),
        ("Merci pour la facture. Ça sent le gaz", ["Merci pour la facture.", "Ça sent le gaz"]),
        ("une ligne\nune autre ligne", ["une ligne", "une autre ligne"]),
    ],
)
def test_sentences_of_a_message(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


def test_a_sentence_of_some_length_is_read_with_what_makes_it_calm() -> None:
    text = "Bonjour. Il y a eu une fuite de gaz l'hiver dernier, tout est réparé depuis, il me faut l'attestation."
    assert parts_of(text) == [text.removeprefix("Bonjour. ")]


def test_long_sentences_are_also_read_clause_by_clause() -> None:
    text = "je voulais vous demander un duplicata de la facture du mois de mars et il y a le feu dans la cuisine, merci"
    assert parts_of(text) == [
        "je voulais vous demander un duplicata de la facture du mois de mars",
        "et il y a le feu dans la cuisine merci",
    ]


def test_where_there_are_words_of_danger_clauses_are_read_too() -> None:
    text = "Merci de m'envoyer le duplicata de mars, je sens le gaz dans l'entrée"
    assert parts_of(text) == []
    assert parts_of(text, closely=True) == text.split(", ")


def test_what_is_dictated_without_any_pause_is_cut_too() -> None:
    words = [f"mot{number}" for number in range(60)]
    parts = parts_of(" ".join(words))
    assert len(parts) > 3 and all(len(part.split()) <= 20 for part in parts)
    assert {word for part in parts for word in part.split()} == set(words)


def test_of_an_endless_message_both_ends_are_read() -> None:
    parts = parts_of(" ".join(f"Phrase numéro {number}." for number in range(500)))
    assert len(parts) == 40
    assert (parts[0], parts[-1]) == ("Phrase numéro 0.", "Phrase numéro 499.")
