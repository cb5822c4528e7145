"""Several requests in one message: where it is cut, and what is a request."""

from __future__ import annotations

import pytest

from custom_components.intents.clauses import clauses
from custom_components.intents.requests import put_first, several_requests

KNOWN = {"courant": "recherche_pannes", "dois": "renseignements_sur_solde", "adresse": "changer_adresse"}


def rank(text: str) -> list[tuple[str, float]]:
    """Recognise by one word; anything else is doubtful."""
    found = next((intent for word, intent in KNOWN.items() if word in text.lower()), None)
    return [(found, 0.9), ("aucun", 0.05)] if found else [("salutations", 0.9), ("aucun", 0.05)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("J'ai plus de courant et combien je vous dois ?", ["J'ai plus de courant", "et combien je vous dois ?"]),
        ("je veux payer 300 euros et recevoir mon relevé", ["je veux payer 300 euros", "et recevoir mon relevé"]),
        ("Coupez mon contrat et rendez ma caution", ["Coupez mon contrat", "et rendez ma caution"]),
        ("je veux mon solde et, tant qu'à faire, mon RIB", ["je veux mon solde", "et, tant qu'à faire, mon RIB"]),
        ("Mon compteur est HS. Au passage, changez mon adresse", None),
        ("madame et monsieur Durand sont là", ["madame et monsieur Durand sont là"]),
        ("ok merci et bonne journée", ["ok merci et bonne journée"]),
        ("heures creuses et heures pleines", ["heures creuses et heures pleines"]),
        ("", []),
        ("   ", []),
        ("?", ["?"]),
    ],
)
def test_a_message_is_cut_where_another_request_may_begin(text: str, pieces: list[str] | None) -> None:
    found = clauses(text)
    assert len(found) == 2 if pieces is None else [one.text for one in found] == pieces


@pytest.mark.parametrize("text", ["L'œuvre… Été à Nîmes ; et je dois 3 € ! Et l'adresse est ﬁxe", "a\n\nb\nc d e\nf"])
def test_pieces_cover_the_message_in_order(text: str) -> None:
    found = clauses(text)
    assert [one.start for one in found][1:] == [one.end for one in found][:-1]
    assert found[0].start == 0 and found[-1].end == len(text)
    assert all(text[one.start : one.end].strip() == one.text for one in found)


def test_two_requests_are_told_with_their_words() -> None:
    found = several_requests("J'ai plus de courant et combien je vous dois ?", rank, rank)
    assert [one.intent for one in found] == ["recherche_pannes", "renseignements_sur_solde"]
    assert found[1].text == "et combien je vous dois ?"


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour à toute l'équipe. J'ai plus de courant.",
        "J'ai plus de courant. Vraiment plus de courant du tout.",
        "J'ai plus de courant",
    ],
)
def test_politeness_and_repetition_are_no_second_request(text: str) -> None:
    assert several_requests(text, rank, rank) == ()


def test_a_doubtful_message_is_as_sure_as_its_own_request() -> None:
    requests = several_requests("plus de courant et combien je vous dois ?", rank, rank)
    ranking = put_first([("renseignements_sur_solde", 0.4), ("recherche_pannes", 0.35), ("aucun", 0.1)], requests)
    assert ranking[0] == ("renseignements_sur_solde", 0.9)
    ranking = put_first([("aide", 0.4), ("recherche_pannes", 0.35)], requests)
    assert ranking[0] == ("recherche_pannes", 0.9) and ("aide", 0.4) in ranking


def test_what_a_glance_takes_for_one_request_is_not_read_again() -> None:
    def refuse(text: str) -> list[tuple[str, float]]:
        raise AssertionError(f"read thoroughly: {text}")

    assert several_requests("Plus de courant ici. Toujours pas de courant. Merci bien à vous", rank, refuse) == ()
