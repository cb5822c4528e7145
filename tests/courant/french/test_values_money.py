from __future__ import annotations

import pytest

from courant.french.values import read, resolve
from courant.french.values.money import find_amounts


def amounts(text: str) -> list[tuple[str, str]]:
    return [(one.value, text[one.start : one.end]) for one in resolve(find_amounts(read(text)))]


@pytest.mark.parametrize(
    ("text", "value", "span"),
    [
        ("45,50 €", "45.50", "45,50 €"),
        ("45.50€", "45.50", "45.50€"),
        ("45€50", "45.50", "45€50"),
        ("€45", "45.00", "€45"),
        ("1 234,56 €", "1234.56", "1 234,56 €"),
        ("1\u202f234,56\u00a0€", "1234.56", "1\u202f234,56\u00a0€"),
        ("1.234,56 €", "1234.56", "1.234,56 €"),
        ("je dois 300 euros", "300.00", "300 euros"),
        ("45e", "45.00", "45e"),
        ("2k€", "2000.00", "2k€"),
        ("50 centimes", "0.50", "50 centimes"),
        ("12 euros et 5 centimes", "12.05", "12 euros et 5 centimes"),
        ("quarante-cinq euros cinquante", "45.50", "quarante-cinq euros cinquante"),
        ("mille deux cents euros", "1200.00", "mille deux cents euros"),
        ("septante-cinq euros", "75.00", "septante-cinq euros"),
        ("nonante euros", "90.00", "nonante euros"),
        ("un euro", "1.00", "un euro"),
        ("payer 300 en 3 fois", "300.00", "300"),
        ("il reste 12,5 à régler", "12.50", "12,5"),
        ("facture de mars 184,20", "184.20", "184,20"),
        ("-35,20 euros", "35.20", "-35,20 euros"),
    ],
)
def test_amounts_are_found_with_their_span(text: str, value: str, span: str) -> None:
    assert amounts(text) == [(value, span)]


@pytest.mark.parametrize(
    "text",
    [
        "la facture de 2025",
        "payer en 4 fois",
        "12 000 kWh",
        "6 kVA",
        "le 12 mars",
        "mon numéro est 10000001",
        "au 3e étage",
        "20 %",
        "facture F2026-004512",
        "payer le 12",
        "à 14h30",
    ],
)
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert amounts(text) == []
