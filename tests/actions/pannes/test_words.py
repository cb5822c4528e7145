"""Choices and streets in customers' own words."""

from __future__ import annotations

import pytest
import yaml

from actions.pannes.streets import street_alone
from courant.french.parsers.named import named_option
from courant.french.parsers.reports import report_number, report_secret
from courant.settings import PROJECT_ROOT

PACK = yaml.safe_load((PROJECT_ROOT / "data" / "packs" / "pannes.yml").read_text("utf-8"))


def choices_of(field: str) -> list[tuple[str, str]]:
    fields = [row for form in PACK["formulaires"].values() for row in form["champs"]]
    values = next(row["choix"] for row in fields if row["nom"] == field)
    return [(value, PACK["libelles"][f"mots_{field}_{value}"]) for value in values]


@pytest.mark.parametrize(
    ("field", "said", "meant"),
    [
        ("panne_danger", "non", "aucun"),
        ("panne_danger", "nan", "aucun"),
        ("panne_danger", "pas de danger", "aucun"),
        ("panne_danger", "oui", None),
        ("panne_danger", "non mais vite svp", None),
        ("panne_etendue", "que chez moi", "logement"),
        ("panne_etendue", "Tout le quartier est noir !", "rue"),
        ("panne_etendue", "les voisins ont du courant", "logement"),
        ("panne_etendue", "jsp", "inconnu"),
        ("panne_etendue", "je sais pas du tout", "inconnu"),
        ("panne_etendue", "mon immeuble", "rue"),
        ("panne_disjoncteur", "il n'a pas sauté", "normal"),
        ("panne_disjoncteur", "ça ressaute à chaque fois", "saute"),
        ("panne_disjoncteur", "ah c'est revenu", "revenu"),
        ("panne_disjoncteur", "je ne peux pas vérifier", "inconnu"),
        ("qualite_symptome", "des micro-coupures", "microcoupures"),
        ("reverbere_etat", "il marche plus", "eteint"),
        ("reverbere_etat", "12 rue Pasteur", None),
        ("panne_danger", "danger", None),
        ("panne_etendue", "mes voisins demandent comment payer", None),
        ("panne_etendue", "tout le cartier", "rue"),
    ],
)
def test_a_choice_in_the_customers_words(field: str, said: str, meant: str | None) -> None:
    assert named_option(said, choices_of(field)) == meant


def test_two_options_named_alike_are_not_guessed() -> None:
    options = [("1", "un | premier"), ("2", "deux"), ("3", "vingt et un")]
    assert named_option("un ou deux", options) is None
    assert named_option("le vingt et un", options) == "3"
    assert named_option("un", [("1", "un"), ("2", "un")]) is None


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("rue du Moulin", {"adresse": "rue du Moulin"}),
        ("dans la rue du Moulin", {"adresse": "rue du Moulin"}),
        ("c'est l'impasse des Acacias", {"adresse": "impasse des Acacias"}),
        ("rue du Moulin à Rennes", {"adresse": "rue du Moulin", "commune": "Rennes"}),
        ("place de la Mairie, Rezé", {"adresse": "place de la Mairie", "commune": "Rezé"}),
        ("toute la rue", None),
        ("je ne sais pas", None),
        ("quelle rue ?", None),
        ("rue du Moulin derrière la boulangerie juste après le pont à gauche", None),
    ],
)
def test_a_street_alone(said: str, place: dict[str, str] | None) -> None:
    assert street_alone(said) == place


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("S2026-000123", "S2026-000123"),
        ("mon numéro c'est s2026-123", "S2026-000123"),
        ("s 2026 000123", "S2026-000123"),
        ("D2026-000123", None),
        ("il y en a 2026", None),
    ],
)
def test_the_number_of_a_report(said: str, number: str | None) -> None:
    assert report_number(said) == number


def test_a_code_is_read_however_it_is_typed() -> None:
    assert report_secret("le code : j58eq-mjrxb-n45md merci") == "J58EQ-MJRXB-N45MD"
    assert report_secret("je ne l'ai plus") is None
