from __future__ import annotations

from datetime import date

import pytest

from courant.french.values import read
from courant.french.values.calendar import find_dates
from tests.courant.french.marked import TODAY, flat


def dates(text: str) -> list[str]:
    return [flat(one.value) for one in find_dates(read(text), TODAY)]


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
        ("3 novenbre", "2026-11-03"),
        ("le 12 mars dernier", "2026-03-12"),
        ("le 3 janvier prochain", "2027-01-03"),
        ("le 3 mars de l'an dernier", "2025-03-03"),
        ("le 12.12", "2026-12-12"),
        ("10/11", "2026-11-10"),
        ("lundi 30", "2026-11-30"),
        ("mercredi 18", "2026-11-18"),
        ("le 5 du mois prochain", "2026-12-05"),
        ("29 février 2028", "2028-02-29"),
        ("noël", "2026-12-25"),
        ("pour le réveillon du nouvel an", "2026-12-31"),
        ("le 12", "2026-12-12"),
        ("payer le 5 du mois", "2026-12-05"),
    ],
)
def test_named_days(text: str, day: str) -> None:
    assert dates(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hier", "2026-11-21"),
        ("avant-hier", "2026-11-20"),
        ("aujourd’hui", "2026-11-22"),
        ("ajd", "2026-11-22"),
        ("2main", "2026-11-23"),
        ("après-demain", "2026-11-24"),
        ("ce soir", "2026-11-22"),
        ("demain matin", "2026-11-23"),
        ("demain en huit", "2026-11-30"),
        ("il y a trois jours", "2026-11-19"),
        ("il y a 15 jours", "2026-11-07"),
        ("ya 3j", "2026-11-19"),
        ("il y a environ deux semaines", "2026-11-08"),
        ("il y a une dizaine de jours", "2026-11-12"),
        ("il y a une quinzaine", "2026-11-07"),
        ("il y a un mois et demi", "2026-10-07"),
        ("il y a un an", "2025-11-22"),
        ("dans deux semaines", "2026-12-06"),
        ("dans trois semaines", "2026-12-13"),
        ("d'ici 10 jours", "2026-12-02"),
        ("lundi", "2026-11-23"),
        ("mardi dernier", "2026-11-17"),
        ("lundi prochain", "2026-11-23"),
        ("mardi en huit", "2026-12-01"),
        ("jeudi en quinze", "2026-12-10"),
        ("mercredi de la semaine prochaine", "2026-11-25"),
        ("jeudi de cette semaine", "2026-11-19"),
        ("ce dimanche", "2026-11-22"),
    ],
)
def test_days_counted_from_today(text: str, day: str) -> None:
    assert dates(text) == [day]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("mars", "2026-03-01/2026-04-01"),
        ("la facture de mars", "2026-03-01/2026-04-01"),
        ("facture oct", "2026-10-01/2026-11-01"),
        ("fact sept", "2026-09-01/2026-10-01"),
        ("celle de mars dernier", "2026-03-01/2026-04-01"),
        ("mes factures de décembre", "2025-12-01/2026-01-01"),
        ("novembre dernier", "2025-11-01/2025-12-01"),
        ("mars 2025", "2025-03-01/2025-04-01"),
        ("mars de l'année dernière", "2025-03-01/2025-04-01"),
        ("03/2026", "2026-03-01/2026-04-01"),
        ("début janvier", "2027-01-01/2027-01-11"),
        ("mi-novembre", "2026-11-11/2026-11-21"),
        ("milieu de mois", "2026-11-11/2026-11-21"),
        ("première quinzaine de décembre", "2026-12-01/2026-12-16"),
        ("fin mars dernier", "2026-03-21/2026-04-01"),
        ("fin du mois", "2026-11-21/2026-12-01"),
        ("début du mois prochain", "2026-12-01/2026-12-11"),
        ("fin 2025", "2025-10-01/2026-01-01"),
        ("début d'année prochaine", "2027-01-01/2027-04-01"),
        ("en début de semaine prochaine", "2026-11-23/2026-11-25"),
        ("la semaine dernière", "2026-11-09/2026-11-16"),
        ("cette semaine", "2026-11-16/2026-11-23"),
        ("la semaine du 7 décembre", "2026-12-07/2026-12-14"),
        ("ce week-end", "2026-11-21/2026-11-23"),
        ("le week-end prochain", "2026-11-28/2026-11-30"),
        ("le mois dernier", "2026-10-01/2026-11-01"),
        ("mois d'avant", "2026-10-01/2026-11-01"),
        ("le prochain mois", "2026-12-01/2027-01-01"),
        ("ce mois-ci", "2026-11-01/2026-12-01"),
        ("l'année dernière", "2025-01-01/2026-01-01"),
        ("l'an passé", "2025-01-01/2026-01-01"),
        ("en 2025", "2025-01-01/2026-01-01"),
        ("bilan conso 2024", "2024-01-01/2025-01-01"),
        ("premier trimestre 2026", "2026-01-01/2026-04-01"),
        ("T2 2025", "2025-04-01/2025-07-01"),
        ("deuxième semestre 2025", "2025-07-01/2026-01-01"),
        ("les 3 derniers mois", "2026-08-01/2026-11-01"),
        ("les 12 derniers mois", "2025-11-01/2026-11-01"),
        ("l'hiver dernier", "2025-12-21/2026-03-20"),
        ("l'été 2025", "2025-06-21/2025-09-23"),
    ],
)
def test_periods_end_the_day_after(text: str, period: str) -> None:
    assert dates(text) == [period]


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026",
        "29 février 2027",
        "12 rue des Lilas",
        "mais je ne comprends pas",
        "mai je comprend pas",
        "un contrat de 12 mois",
        "le 12 rue du Bac",
        "au 10, rue Foch",
        "6 kVA",
        "passer du 6 au 9 kVA",
        "heures creuses",
        "le 10000001",
        "j'ai sept ans d'ancienneté",
        "le premier prélèvement",
        "je mets 4/5",
        "7j/7 et 24/24",
        "quoi de neuf",
        "le paiement a été passé deux fois",
        "vous êtes ouverts le lundi ?",
        "du lundi au vendredi",
        "tous les mardis",
        "au 3e étage",
        "index 2025",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert dates(text) == []


def test_short_months_keep_their_last_day() -> None:
    (ago,) = find_dates(read("il y a un mois"), date(2026, 3, 31))
    assert ago.value == "2026-02-28"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ma facture, celle de Mars dernier, svp", "Mars dernier"),
        ("rdv Mardi en huit ?", "Mardi en huit"),
        ("avant le 3 Décembre 2026.", "le 3 Décembre 2026"),
        ("depuis avant-hier soir", "avant-hier soir"),
    ],
)
def test_the_span_is_the_customers_own_words(text: str, words: str) -> None:
    (found,) = find_dates(read(text), TODAY)
    assert text[found.start : found.end] == words
