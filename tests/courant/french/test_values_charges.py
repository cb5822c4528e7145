"""Charges, energies, loyalty points: own lists."""

from __future__ import annotations

import pytest

from courant.french.lexicon import reference
from courant.french.values import find_all
from tests.courant.french.marked import TODAY


def values(text: str, kind: str) -> list[object]:
    return [one.value for one in find_all(text, TODAY, [kind])]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("c'est quoi la CTA", "cta"),
        ("l'accise a augmenté", "accise"),
        ("la TICFE", "accise"),
        ("la tva est à 20 %", "tva"),
        ("toutes ces taxes", "taxes"),
        ("mon abonement a pris 3 euros", "abonnement"),
        ("résilier l'abonnement, trop cher", "abonnement"),
        ("frais de mise en service", "frais_mise_en_service"),
        ("pourquoi je paie la mise en service", "frais_mise_en_service"),
        ("un déplacement facturé pour rien", "frais_intervention"),
        ("frais de rejet", "frais_rejet"),
        ("pénalités de retard", "penalite"),
        ("majoration de 15 €", "penalite"),
        ("une régul de 200 €", "regularisation"),
        ("le turpe", "acheminement"),
        ("la part variable", "consommation"),
        ("une assurance à 4,99 € par mois", "option"),
        ("un geste commercial", "remise"),
        ("frais de duplicata", "duplicata"),
    ],
)
def test_charges(text: str, code: str) -> None:
    assert values(text, "type_frais") == [code]


def test_consumption_is_a_charge_beside_another_one() -> None:
    assert values("abonnement et conso", "type_frais") == ["abonnement", "consommation"]
    assert values("ma conso a doublé", "type_frais") == []


@pytest.mark.parametrize(
    "text",
    [
        "je veux une mise en service pour le 3",
        "je veux souscrire un abonnement",
        "résilier mon abonnement",
        "changer d'option",
        "la remise des clés",
        "la remise en service",
        "la taxe foncière",
        "je préfère être assise",
        "prendre une assurance",
    ],
)
def test_the_same_words_that_are_no_charge(text: str) -> None:
    assert values(text, "type_frais") == []


def test_every_name_of_a_charge_is_found() -> None:
    for code, charge in reference("frais.yml")["frais"].items():
        for name in charge["mots"]:
            assert code in values(f"ma facture : {name}, en euros", "type_frais"), name


@pytest.mark.parametrize(
    ("text", "energies"),
    [
        ("gaz et élec", ["gaz", "electricite"]),
        ("le gaz de ville", ["gaz"]),
        ("l'eletricite", ["electricite"]),
        ("chauffage électrique", ["electricite"]),
        ("une bouteille de gaz", []),
        ("ma voiture électrique", []),
        ("au courant", []),
    ],
)
def test_energies(text: str, energies: list[str]) -> None:
    assert values(text, "energie") == energies


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("500 points", [500]),
        ("1 250 pts sur ma carte", [1250]),
        ("deux mille points", [2000]),
        ("points fidélité : 350", [350]),
        ("trois points à éclaircir", []),
        ("un point relais", []),
        ("point de livraison", []),
        ("six points lumineux", []),
    ],
)
def test_points(text: str, points: list[int]) -> None:
    assert values(text, "points") == points
