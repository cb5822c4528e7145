"""Names of persons: own rules and lists; what they leave to spaCy is tested with its component."""

from __future__ import annotations

import pytest

from courant.french.values import read, resolve
from courant.french.values.people import find_names


def names(text: str) -> list[str]:
    return [one.value for one in resolve(find_names(read(text)))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("je m'appelle Camille Durand", "Camille Durand"),
        ("je m'appelle kabongo", "kabongo"),
        ("jmapelle lucas girard", "lucas girard"),
        ("mon nom c benali mohamed", "benali mohamed"),
        ("mon nom de famille est N'Guyen", "N'Guyen"),
        ("je m'appelle désormais Fontaine", "Fontaine"),
        ("au nom de Lucas Martin svp", "Lucas Martin"),
        ("au nom d'Odette Vasseur", "Odette Vasseur"),
        ("nom : MARCHAND", "MARCHAND"),
        ("nom durand", "durand"),
        ("changer mon nom en Delaunay", "Delaunay"),
        ("mon nom s'écrit Lefebvre avec un b", "Lefebvre"),
        ("Bonjour, Robert à l'appareil", "Robert"),
        ("pour Mme Lefèvre", "Lefèvre"),
        ("bonjour madame petit", "petit"),
        ("M.Durand", "Durand"),
        ("m dupond a reçu ma facture", "dupond"),
        ("le docteur Bernard de la Tour", "Bernard de la Tour"),
        ("M. Le Goff", "Le Goff"),
        ("Mme de La Tour", "de La Tour"),
        ("M. O'Connor", "O'Connor"),
        ("madame veuve Roger", "Roger"),
        ("Maître Dubois, notaire", "Dubois"),
    ],
)
def test_announced_with_or_without_capitals(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("je suis Nadia Robert", "Nadia Robert"),
        ("Jeanne Petit", "Jeanne Petit"),
        ("camille durand 10000001", "camille durand"),
        ("jean pierre dupont ici", "jean pierre dupont"),
        ("DURAND Camille", "DURAND Camille"),
        ("JE SUIS JEANNE PETIT", "JEANNE PETIT"),
        ("le bail est signé par Kofi Mensah", "Kofi Mensah"),
        ("Il faut prévenir Aminata Kouyaté", "Aminata Kouyaté"),
        ("je suis Fatima El Amrani", "Fatima El Amrani"),
        ("Jean-Pierre Le Goff n'habite plus ici", "Jean-Pierre Le Goff"),
        ("c'est Nadège Roussel Strasbourg", "Nadège Roussel"),
        ("mon mari Mohamed Benali est décédé", "Mohamed Benali"),
        ("marie dupont", "marie dupont"),
    ],
)
def test_with_a_known_given_name(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ma fille élodie", "élodie"),
        ("votre conseiller Maxime, qui m'a dit", "Maxime"),
        ("mon ex Kevin", "Kevin"),
        ("c'est karim", "karim"),
        ("moi c'est Yanis", "Yanis"),
        ("j'ai eu Sandrine au téléphone", "Sandrine"),
        ("née Dupont", "Dupont"),
        ("dossier Quévillon", "Quévillon"),
        ("famille Vasseur", "Vasseur"),
        ("J. Petit", "J. Petit"),
        ("Cordialement, Picard", "Picard"),
        ("merci d'avance\nGérard Poulain", "Gérard Poulain"),
        ("cordialement jeanne petit", "jeanne petit"),
    ],
)
def test_relatives_dossiers_and_signatures(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("nom : MARCHAND prénom : Sylvie", ["MARCHAND", "Sylvie"]),
        ("Née Dupont, épouse Martin", ["Dupont", "Martin"]),
        ("remplacer Mme Garnier par Théo Garnier", ["Garnier", "Théo Garnier"]),
        ("c'est Lefebvre, pas Lefèvre", ["Lefebvre", "Lefèvre"]),
        ("mon nom est Boisseau et pas Boiseau", ["Boisseau", "Boiseau"]),
        ("au nom de Paul et Marie Girard", ["Paul", "Marie Girard"]),
    ],
)
def test_several_names(text: str, both: list[str]) -> None:
    assert names(text) == both


@pytest.mark.parametrize(
    "text",
    [
        "je suis locataire",
        "changer le nom sur mon contrat",
        "mon nom est mal écrit",
        "le nom du titulaire sur l'Espace Client est faux",
        "bonjour madame",
        "bonjour monsieur le directeur",
        "madame, monsieur, je vous écris",
        "je suis d'accord",
        "au nom de ma mère",
        "pour une famille nombreuse",
        "je paye par Carte Bancaire",
        "la rue Jean Jaurès est dans le noir",
        "panne au lycée Jean Moulin",
        "signaler une fuite rue Victor Hugo",
        "la tempête Ulysse",
        "dans l'Aude",
        "à Saint-Martin",
        "claire et nette",
        "pierre a payé",
        "jme sui marié",
        "JE SUIS LE NOUVEAU LOCATAIRE",
        "VOTRE SITE ME CLAQUE LA PORTE AU NEZ",
        "veuillez agréer mes salutations distinguées",
        "me donneriez-vous mon numéro",
        "la mm chose",
        "contrat EDF",
        "un conseiller Enedis",
        "chez Leroy Merlin",
    ],
)
def test_no_name_where_there_is_none(text: str) -> None:
    assert names(text) == []
