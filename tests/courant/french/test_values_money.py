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
        ("1'234.50 €", "1234.50", "1'234.50 €"),
        ("je dois 300 euros", "300.00", "300 euros"),
        ("45e", "45.00", "45e"),
        ("67e80", "67.80", "67e80"),
        ("67 e 80", "67.80", "67 e 80"),
        ("45euros50", "45.50", "45euros50"),
        ("89 eur", "89.00", "89 eur"),
        ("125 balles", "125.00", "125 balles"),
        ("30 boules", "30.00", "30 boules"),
        ("20 piasses", "20.00", "20 piasses"),
        ("2k€", "2000.00", "2k€"),
        ("1,5 k€", "1500.00", "1,5 k€"),
        ("50 centimes", "0.50", "50 centimes"),
        ("90 cts", "0.90", "90 cts"),
        ("12 euros et 5 centimes", "12.05", "12 euros et 5 centimes"),
        ("12 euros 5", "12.05", "12 euros 5"),
        ("-35,20 euros", "35.20", "-35,20 euros"),
        ("0 euro", "0.00", "0 euro"),
        ("j'ai payé 300 euros 15 jours après", "300.00", "300 euros"),
        ("45 euros 3 fois", "45.00", "45 euros"),
        ("45 euros 12 mars", "45.00", "45 euros"),
        ("le 3 je paie 45 €", "45.00", "45 €"),
    ],
)
def test_amounts_with_a_unit_are_read_by_own_rules(text: str, value: str, span: str) -> None:
    assert amounts(text) == [(value, span)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("quarante-cinq euros cinquante", "45.50"),
        ("cent vingt-cinq euros cinquante", "125.50"),
        ("quatre-vingt-dix-neuf euros et dix centimes", "99.10"),
        ("mille deux cents euros", "1200.00"),
        ("septante-cinq euros", "75.00"),
        ("nonante-neuf euros nonante", "99.90"),
        ("huitante francs, enfin huitante euros", "80.00"),
        ("un euro", "1.00"),
        ("dix balles", "10.00"),
        ("quatre-vingts centimes", "0.80"),
        ("deux mille trois cent quatre euros", "2304.00"),
        ("une centaine d'euros", "100.00"),
        ("une cinquantaine d'euros", "50.00"),
        ("deux milliers d'euros", "2000.00"),
    ],
)
def test_amounts_in_letters_are_read_by_text2num(text: str, value: str) -> None:
    assert [found for found, _ in amounts(text)] == [value]


@pytest.mark.parametrize(
    ("text", "value", "span"),
    [
        ("payer 300 en 3 fois", "300.00", "300"),
        ("il reste 12,5 à régler", "12.50", "12,5"),
        ("facture de mars 184,20", "184.20", "184,20"),
        ("c koi ces 14,90 en plus", "14.90", "14,90"),
        ("je dois 184", "184.00", "184"),
        ("remboursez moi 1200", "1200.00", "1200"),
        ("vous me réclamez 230", "230.00", "230"),
        ("j'ai un abonnement à 19 par mois", "19.00", "19"),
        ("payé 75 alors que c'était noté", "75.00", "75"),
        ("montant : 64,30", "64.30", "64,30"),
        ("chèque de 150", "150.00", "150"),
    ],
)
def test_a_number_without_unit_is_an_amount_where_the_words_around_say_so(text: str, value: str, span: str) -> None:
    assert amounts(text) == [(value, span)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("de 80 à 120 €", ["80.00", "120.00"]),
        ("entre 45 et 60 euros", ["45.00", "60.00"]),
        ("50 ou 60 euros par mois", ["50.00", "60.00"]),
        ("200-250€", ["200.00", "250.00"]),
        ("80/90 euros", ["80.00", "90.00"]),
        ("verser 200 maintenant et 150 le 10", ["200.00", "150.00"]),
        ("ma mensualité passe de 60 à 95 par mois", ["60.00", "95.00"]),
        ("vous avez débité 112 au lieu de 89", ["112.00", "89.00"]),
        ("avant c'était 80 euros, là 190", ["80.00", "190.00"]),
        ("j'ai 2 contrats et 45 € d'avance", ["45.00"]),
    ],
)
def test_two_amounts_may_share_their_unit_or_their_announcement(text: str, values: list[str]) -> None:
    assert [value for value, _ in amounts(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "la facture de 2025",
        "payer en 4 fois",
        "12 000 kWh",
        "6 kVA",
        "passer de 6 à 9 kVA",
        "passer de 3 à 6",
        "le 12 mars",
        "mon numéro est 10000001",
        "au 3e étage",
        "la 15e échéance",
        "j'habite Paris 15e",
        "20 %",
        "12,5 degrés",
        "facture F2026-004512",
        "payer le 12",
        "prendre l'argent le 7 tous les mois",
        "à 14h30",
        "2 au lieu de 4, erreur de clic",
        "entre 8 et 12 é persone",
        "le kWh à 0,2001 €",
        "la tension passe de 198 à 251 volts",
    ],
)
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert amounts(text) == []
