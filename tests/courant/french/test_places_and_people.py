from __future__ import annotations

import pytest

from courant.french.values import read, resolve
from courant.french.values.people import find_names
from courant.french.values.places import find_addresses, find_communes


def named(finder: object, text: str) -> list[object]:
    return [one.value for one in resolve(finder(read(text)))]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12 rue des Lilas", {"numero": "12", "voie": "rue des Lilas"}),
        (
            "12 rue des lilas 69003 lyon",
            {"numero": "12", "voie": "rue des lilas", "code_postal": "69003", "commune": "lyon"},
        ),
        (
            "3 bis avenue de la République, 75011 PARIS, bâtiment B",
            {"numero": "3 bis", "voie": "avenue de la République", "code_postal": "75011", "commune": "PARIS"},
        ),
        ("12 rue du 8 mai 1945 à Lille", {"numero": "12", "voie": "rue du 8 mai 1945"}),
        ("12 rue des Lilas et ça sent le gaz", {"numero": "12", "voie": "rue des Lilas"}),
        ("rue du Gaz 69003 Lyon", {"voie": "rue du Gaz", "code_postal": "69003", "commune": "Lyon"}),
    ],
)
def test_addresses_come_in_parts(text: str, parts: dict[str, str]) -> None:
    assert named(find_addresses, text) == [parts]


@pytest.mark.parametrize("text", ["la rue est dans le noir", "2 places de concert", "12 mois de cours"])
def test_what_is_no_address(text: str) -> None:
    assert [one for one in find_addresses(read(text)) if "code_postal" in one.value] == []


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("panne à Marseille", "Marseille"),
        ("panne a vaulx en velin", "Vaulx-en-Velin"),
        ("j'habite st etienne", "Saint-Étienne"),
        ("69003 lyon", "Lyon"),
        ("je suis à Nice", "Nice"),
        ("44000 NANTES CEDEX", "Nantes"),
        ("69999 Trifouilly", "Trifouilly"),
    ],
)
def test_communes(text: str, commune: str) -> None:
    assert named(find_communes, text) == [commune]


@pytest.mark.parametrize(
    "text",
    [
        "69003 combien je dois",
        "il fait nice",
        "j'ai fait deux tours",
        "12 rue de Lyon",
        "le sens du compteur",
        "madame Lyon",
        "au bord de mer",
    ],
)
def test_the_same_words_in_another_sense(text: str) -> None:
    assert named(find_communes, text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("je m'appelle Camille Durand", "Camille Durand"),
        ("mon nom c benali mohamed", "benali mohamed"),
        ("au nom de Lucas Martin svp", "Lucas Martin"),
        ("je suis Nadia Robert", "Nadia Robert"),
        ("pour Mme Lefèvre", "Lefèvre"),
        ("mon mari Mohamed Benali est décédé", "Mohamed Benali"),
    ],
)
def test_names_behind_an_announcement(text: str, name: str) -> None:
    assert named(find_names, text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "je suis locataire",
        "changer le nom sur mon contrat",
        "mon nom est mal écrit",
        "bonjour madame",
        "je suis d'accord",
    ],
)
def test_no_name_where_there_is_none(text: str) -> None:
    assert named(find_names, text) == []
