from __future__ import annotations

import re

import pytest

from courant.danger import department_of, emergency_numbers
from courant.french.lexicon import reference


def test_without_a_place_the_national_numbers_are_given() -> None:
    numbers = emergency_numbers()
    assert numbers.gas == "0 800 47 33 33"
    assert numbers.electricity.startswith("09 72 67 50")


@pytest.mark.parametrize(
    ("place", "gas", "electricity"),
    [
        ("69003", "0 800 47 33 33", "09 72 67 50 69"),
        ("lyon", "0 800 47 33 33", "09 72 67 50 69"),
        ("01000", "0 800 47 33 33", "09 72 67 50 01"),
        ("20000", "18", "09 72 67 50 20"),
        ("97400", "18", "0 800 333 974"),
        ("97110", "18", "0590 82 43 00"),
        ("97200", "18", "18"),
        ("Vaulx-en-Velin", "0 800 47 33 33", "09 72 67 50 69"),
    ],
)
def test_numbers_follow_the_place(place: str, gas: str, electricity: str) -> None:
    numbers = emergency_numbers([place])
    assert (numbers.gas, numbers.electricity) == (gas, electricity)


def test_a_local_distributor_without_a_verified_number_keeps_the_national_one() -> None:
    numbers = emergency_numbers(["67000"])
    assert (numbers.gas_distributor.name, numbers.gas_distributor.on_bill) == ("R-GDS", True)
    assert numbers.gas == "0 800 47 33 33"


def test_a_postcode_is_surer_than_a_name() -> None:
    assert emergency_numbers(["Marseille", "69003"]).electricity == "09 72 67 50 69"


@pytest.mark.parametrize("place", ["", "nulle part", "Saint-Denis", "12"])
def test_an_unknown_or_ambiguous_place_never_makes_a_wrong_number(place: str) -> None:
    numbers = emergency_numbers([place])
    assert numbers.gas == "0 800 47 33 33"
    assert re.search(r"50 (suivi|12)", numbers.electricity)


@pytest.mark.parametrize(
    ("place", "department"),
    [("20200", "2B"), ("20000", "2A"), ("97400", "974"), ("2a", "2A"), ("Ajaccio", "2A"), ("xyz", None)],
)
def test_departments(place: str, department: str | None) -> None:
    assert department_of(place) == department


def test_a_number_is_given_only_with_its_source() -> None:
    content = reference("distributeurs.yml")
    rows = [*content["electricite"], *content["gaz"], content["defaut"]["gaz"], content["defaut"]["electricite"]]
    assert all(row["source"] and row["confiance"] in ("lue", "a_verifier") for row in rows)
    assert [row["nom"] for row in rows if row.get("telephone") and row["confiance"] != "lue"] == []
    assert [row["nom"] for row in rows if row["confiance"] == "lue" and not row.get("telephone")] == []
