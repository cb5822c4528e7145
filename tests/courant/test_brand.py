"""`brand.yml`: typed, complete, and wrong in a way that names the key."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from decimal import Decimal

import pytest

from courant.brand import BrandError, load_brand
from courant.brand_rules import FRENCH_KEYS, Rules
from courant.clock import PARIS
from courant.settings import PROJECT_ROOT

TEXT = (PROJECT_ROOT / "brand.yml").read_text("utf-8")


@pytest.fixture
def brand_file(tmp_path):
    def write(old: str = "", new: str = ""):
        assert not old or TEXT.count(old) == 1, f"{old!r} is not exactly once in brand.yml"
        path = tmp_path / "brand.yml"
        path.write_text(TEXT.replace(old, new) if old else TEXT, "utf-8")
        return path

    return write


def test_the_supplier():
    brand = load_brand(PROJECT_ROOT / "brand.yml")
    assert brand.name == "Solvéa Énergie"
    assert brand.texts["telephone"] == "04 65 71 20 20"
    assert brand.texts["email"] == "service.client@solvea-energie.example"
    assert brand.texts["telephone_urgence_gaz"] == "0 800 47 33 33"
    assert brand.texts["telephone_urgence_electricite"].startswith("09 72 67 50")
    assert brand.packs == {"energie", "general", "fournisseur"}


def test_rules_are_typed():
    rules = load_brand(PROJECT_ROOT / "brand.yml").rules
    assert (rules.identity_minutes, rules.code_minutes) == (30, 10)
    assert rules.instalment_minimum == Decimal("60.00")
    assert 0 < rules.low_confidence < rules.sure_confidence <= 1


def test_every_rule_has_a_french_key():
    assert {field.name for field in fields(Rules)} == set(FRENCH_KEYS)


def test_numbers_and_addresses_belong_to_nobody():
    brand = load_brand(PROJECT_ROOT / "brand.yml")
    own = [value for key, value in brand.texts.items() if key.startswith(("lien_", "email")) and "solvea" in value]
    assert len(own) >= 6
    assert all(".example" in value for value in own)
    assert all(phone.startswith("04 65 71") for phone in [brand.texts["telephone"], *(s.phone for s in brand.shops)])


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ("  marque: Solvéa Énergie\n", "", "textes.marque", "clé absente"),
        ("packs: [energie, general, fournisseur]", "packs: [gaz]", "packs", "pack « gaz » inconnu"),
        ("packs: [energie, general, fournisseur]", "packs: []", "packs", "aucun pack"),
        ("  identite_minutes: 30", "  identite_minutes: trente", "regles.identite_minutes", "nombre entier"),
        ("  code_minutes: 10\n", "", "regles.code_minutes", "clé absente"),
        ("  code_minutes: 10", "  code_minutes: -10", "regles.code_minutes", "négative"),
        ("confiance_basse: 0.35", "confiance_basse: 35", "regles.confiance_basse", "dépasse 1"),
        (
            "echelonnement_montant_minimum: 60.00",
            "echelonnement_montant_minimum: peu",
            "regles.echelonnement_montant_minimum",
            "nombre",
        ),
        ('  samedi: ["09:00-13:00"]', '  samedi: ["9 heures"]', "horaires.samedi", "illisible"),
        ('  samedi: ["09:00-13:00"]', '  samedi: ["13:00-09:00"]', "horaires.samedi", "illisible"),
        ("lien_emploi: https://", "lien_emploi: http://", "textes.lien_emploi", "adresse sûre"),
        ('latitude: "45.7606"', 'latitude: "nord"', "magasins.latitude", "nombre"),
        ("version: 1", "version: 1\ncouleur: bleu", "couleur", "clé inconnue"),
    ],
)
def test_a_mistake_names_its_key(brand_file, old, new, key, problem):
    with pytest.raises(BrandError) as raised:
        load_brand(brand_file(old, new))
    assert [error.key for error in raised.value.errors] == [key]
    assert problem in raised.value.errors[0].problem
    assert str(raised.value).startswith("brand.yml:")


def test_an_absent_file_is_a_brand_error(tmp_path):
    with pytest.raises(BrandError, match="illisible"):
        load_brand(tmp_path / "brand.yml")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 11, 23, 8, 0, tzinfo=PARIS), True),
        (datetime(2026, 11, 23, 20, 0, tzinfo=PARIS), False),
        (datetime(2026, 11, 28, 12, 59, tzinfo=PARIS), True),
        (datetime(2026, 11, 22, 10, 0, tzinfo=PARIS), False),
        # Armistice day, a Wednesday.
        (datetime(2026, 11, 11, 10, 0, tzinfo=PARIS), False),
    ],
)
def test_opening_hours(moment, is_open):
    assert load_brand(PROJECT_ROOT / "brand.yml").hours.is_open(moment) is is_open


def test_next_opening_skips_sundays_and_holidays():
    hours = load_brand(PROJECT_ROOT / "brand.yml").hours
    saturday_evening = datetime(2026, 11, 21, 18, 0, tzinfo=PARIS)
    assert hours.next_opening(saturday_evening) == datetime(2026, 11, 23, 8, 0, tzinfo=PARIS)
    # 25 December 2026 is a Friday.
    christmas = datetime(2026, 12, 25, 9, 0, tzinfo=PARIS)
    assert hours.next_opening(christmas) == datetime(2026, 12, 26, 9, 0, tzinfo=PARIS)
    now = datetime(2026, 11, 23, 9, 30, tzinfo=PARIS)
    assert hours.next_opening(now) == now
