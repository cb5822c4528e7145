from __future__ import annotations

from datetime import date

import pytest

from courant.french.values import read, resolve
from courant.french.values.calendar import find_dates

TODAY = date(2026, 11, 22)  # a Sunday


def dates(text: str) -> list[object]:
    found = resolve(find_dates(read(text), TODAY))
    return [one.value if isinstance(one.value, str) else tuple(one.value.values()) for one in found]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-12", "2026-03-12"),
        ("12/03/2026", "2026-03-12"),
        ("12.03.26", "2026-03-12"),
        ("12 03 2026", "2026-03-12"),
        ("le 1er décembre", "2026-12-01"),
        ("le premier août 2026", "2026-08-01"),
        ("vendredi 13 février 2026", "2026-02-13"),
        ("le vingt-cinq décembre", "2026-12-25"),
        ("12 sept", "2026-09-12"),
        ("le 12 mars dernier", "2026-03-12"),
        ("le 3 janvier prochain", "2027-01-03"),
        ("hier", "2026-11-21"),
        ("avant-hier", "2026-11-20"),
        ("aujourd’hui", "2026-11-22"),
        ("2main", "2026-11-23"),
        ("après-demain", "2026-11-24"),
        ("ce soir", "2026-11-22"),
        ("il y a trois jours", "2026-11-19"),
        ("dans deux semaines", "2026-12-06"),
        ("lundi", "2026-11-23"),
        ("mardi dernier", "2026-11-17"),
        ("jeudi en huit", "2026-12-03"),
        ("je l'ai reçue lundi", "2026-11-16"),
        ("noël", "2026-12-25"),
        ("le 12", "2026-12-12"),
        ("j'ai été prélevé le 12", "2026-11-12"),
        ("payer le 5 du mois", "2026-12-05"),
        ("la facture du 3 octobre", "2026-10-03"),
    ],
)
def test_days(text: str, day: str) -> None:
    assert dates(text) == [day]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("mars", ("2026-03-01", "2026-04-01", "month")),
        ("la facture de mars", ("2026-03-01", "2026-04-01", "month")),
        ("celle de mars dernier", ("2026-03-01", "2026-04-01", "month")),
        ("mes factures de décembre", ("2025-12-01", "2026-01-01", "month")),
        ("je déménage en mars", ("2027-03-01", "2027-04-01", "month")),
        ("novembre dernier", ("2025-11-01", "2025-12-01", "month")),
        ("mars 2025", ("2025-03-01", "2025-04-01", "month")),
        ("03/2026", ("2026-03-01", "2026-04-01", "month")),
        ("début janvier", ("2027-01-01", "2027-01-11", "part_of_month")),
        ("fin mars dernier", ("2026-03-21", "2026-04-01", "part_of_month")),
        ("fin du mois", ("2026-11-21", "2026-12-01", "part_of_month")),
        ("du 1er au 15 mars 2026", ("2026-03-01", "2026-03-16", "day")),
        ("entre le 28 février et le 3 mars 2026", ("2026-02-28", "2026-03-04", "day")),
        ("de janvier à mars 2026", ("2026-01-01", "2026-04-01", "month")),
        ("la semaine dernière", ("2026-11-09", "2026-11-16", "week")),
        ("le mois prochain", ("2026-12-01", "2027-01-01", "month")),
        ("ce mois-ci", ("2026-11-01", "2026-12-01", "month")),
        ("l'année dernière", ("2025-01-01", "2026-01-01", "year")),
        ("en 2025", ("2025-01-01", "2026-01-01", "year")),
        ("premier trimestre 2026", ("2026-01-01", "2026-04-01", "quarter")),
        ("T2 2025", ("2025-04-01", "2025-07-01", "quarter")),
        ("les 3 derniers mois", ("2026-08-01", "2026-11-01", "month")),
    ],
)
def test_periods_end_the_day_after(text: str, period: tuple[str, str, str]) -> None:
    assert dates(text) == [period]


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026",
        "12 rue des Lilas",
        "mais je ne comprends pas",
        "mai je comprend pas",
        "un contrat de 12 mois",
        "le 12 rue du Bac",
        "6 kVA",
        "heures creuses",
        "le 10000001",
        "j'ai sept ans d'ancienneté",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert dates(text) == []


def test_leap_years_and_short_months() -> None:
    assert dates("29 février 2028") == ["2028-02-29"]
    assert dates("29 février 2027") == []
    (ago,) = find_dates(read("il y a un mois"), date(2026, 3, 31))
    assert ago.value == "2026-02-28"


def test_the_span_is_the_customers_own_words() -> None:
    text = "Ma facture, celle de Mars dernier, svp"
    (found,) = resolve(find_dates(read(text), TODAY))
    assert text[found.start : found.end] == "Mars dernier"
