"""Communes and addresses: own rules on the official list of communes; rapidfuzz confirms a wrong letter."""

from __future__ import annotations

import pytest

from courant.french.values import read, resolve
from courant.french.values.places import find_addresses
from courant.french.values.towns import find_communes


def communes(text: str) -> list[str]:
    return [one.value for one in resolve(find_communes(read(text)))]


def addresses(text: str) -> list[dict[str, str]]:
    return [one.value for one in resolve(find_addresses(read(text)))]


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("panne à Marseille", "Marseille"),
        ("panne a vaulx en velin", "Vaulx-en-Velin"),
        ("j'habite st etienne", "Saint-Étienne"),
        ("panne st nazaire 44600", "Saint-Nazaire"),
        ("logement à Ste-Maxime", "Sainte-Maxime"),
        ("69003 lyon", "Lyon"),
        ("je suis à Nice", "Nice"),
        ("44000 NANTES CEDEX", "Nantes"),
        ("69999 Trifouilly", "Trifouilly"),
        ("01230 tenay", "Tenay"),
        ("j'habite à Trifouilly-les-Oies depuis mars", "Trifouilly-les-Oies"),
        ("coupure electricite nantes", "Nantes"),
        ("panne a villeurbane", "Villeurbanne"),
        ("coupure au Havre", "Le Havre"),
        ("agence du mans", "Le Mans"),
        ("boutique de la roche sur yon", "La Roche-sur-Yon"),
        ("l'hay les roses", "L'Haÿ-les-Roses"),
        ("à La Baule", "La Baule-Escoublac"),
        ("je vais à Évry", "Évry-Courcouronnes"),
        ("j'emménage à Paris 15e", "Paris"),
        ("Paris XVe", "Paris"),
        ("lyon 3eme plus de courant", "Lyon"),
        ("marseille 13", "Marseille"),
        ("le 8e arrondissement de Marseille", "Marseille"),
        ("59000, ville lille", "Lille"),
        ("magasin de Nancy", "Nancy"),
    ],
)
def test_communes(text: str, commune: str) -> None:
    assert communes(text) == [commune]


@pytest.mark.parametrize(
    ("text", "words"),
    [("j'habite Paris 15e depuis mars", "Paris 15e"), ("à st etienne.", "st etienne"), ("paris vous", "paris")],
)
def test_the_span_is_the_customers_own_words(text: str, words: str) -> None:
    (found,) = resolve(find_communes(read(text)))
    assert text[found.start : found.end] == words


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
        "quelqu'un vienne",
        "mon maçon",
        "la crèche est vide",
        "la machine-là",
        "quartier Bellevue",
        "la facture de Martin",
        "passer de 6 à 9",
    ],
)
def test_the_same_words_in_another_sense(text: str) -> None:
    assert communes(text) == []


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
        ("12 rue des lilas lyon", {"numero": "12", "voie": "rue des lilas"}),
        ("18 rue Hoche du 3 au 7", {"numero": "18", "voie": "rue Hoche"}),
        ("22 rue Pasteur deuxième étage", {"numero": "22", "voie": "rue Pasteur"}),
        ("12 cours Lafayette", {"numero": "12", "voie": "cours Lafayette"}),
        ("au 8, place de la Mairie", {"numero": "8", "voie": "place de la Mairie"}),
        ("rue du Gaz 69003 Lyon", {"voie": "rue du Gaz", "code_postal": "69003", "commune": "Lyon"}),
    ],
)
def test_addresses_come_in_parts(text: str, parts: dict[str, str]) -> None:
    assert addresses(text) == [parts]


@pytest.mark.parametrize(
    "text",
    [
        "la rue est dans le noir",
        "2 places de concert",
        "12 cours de natation",
        "12 mois de cours",
        "06.39.98.76.54, mail julie.moreau@exemple.fr",
        "un magasin près de ché moi 34500",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert addresses(text) == []
