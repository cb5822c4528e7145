"""Hours and durations: own rules; numbers in letters are read by text2num."""

from __future__ import annotations

import pytest

from courant.french.values import find_all
from tests.courant.french.marked import TODAY


def values(text: str, kind: str) -> list[str]:
    return [one.value for one in find_all(text, TODAY, [kind])]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("rendez-vous à 14h30", "14:30"),
        ("à 18:30", "18:30"),
        ("9 h", "09:00"),
        ("vers 9 heures", "09:00"),
        ("à 8h du mat", "08:00"),
        ("8h du soir", "20:00"),
        ("ce soir à 8h", "20:00"),
        ("demain après-midi vers 3h", "15:00"),
        ("deux heures et demie de l'après-midi", "14:30"),
        ("onze heures vingt", "11:20"),
        ("neuf heures moins le quart", "08:45"),
        ("5 heures moins dix", "04:50"),
        ("vers midi", "12:00"),
        ("midi et demi", "12:30"),
        ("midi moins le quart", "11:45"),
        ("minuit et quart", "00:15"),
        ("dix-sept heures quarante-cinq", "17:45"),
        ("depuis six heures du matin", "06:00"),
        ("20 heures pile", "20:00"),
        ("mardi 14h", "14:00"),
    ],
)
def test_one_hour(text: str, hour: str) -> None:
    assert values(text, "heure") == [hour]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("entre 8h et 12h", ["08:00", "12:00"]),
        ("entre 8 et 10h", ["08:00", "10:00"]),
        ("de 14 à 16 heures", ["14:00", "16:00"]),
        ("9h-12h", ["09:00", "12:00"]),
        ("23h30-7h30", ["23:30", "07:30"]),
        ("entre huit heures et midi", ["08:00", "12:00"]),
        ("entre huit et midi", ["08:00", "12:00"]),
        ("coupure de 14h à 16h", ["14:00", "16:00"]),
        ("heures creuses 22h-6h", ["22:00", "06:00"]),
    ],
)
def test_two_hours(text: str, hours: list[str]) -> None:
    assert values(text, "heure") == hours


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("depuis 2 heures", "PT2H"),
        ("depuis 2h30", "PT2H30M"),
        ("2h d'attente", "PT2H"),
        ("1h30 au téléphone", "PT1H30M"),
        ("sous 48h", "PT48H"),
        ("36 heures sans courant", "PT36H"),
        ("une demi-heure", "PT30M"),
        ("trois quarts d'heure", "PT45M"),
        ("une heure et quart d'attente", "PT1H15M"),
        ("attendre 20 min", "PT20M"),
        ("une dizaine de minutes", "PT10M"),
        ("pendant trois mois", "P3M"),
        ("3 mois et demi", "P3M15D"),
        ("un an et demi", "P1Y6M"),
        ("en 6 mois", "P6M"),
        ("10 j", "P10D"),
        ("sous quinzaine", "P15D"),
        ("une quinzaine de jours", "P15D"),
        ("ça fait trois semaines", "P3W"),
        ("deux sem", "P2W"),
        ("contrat d'un an", "P1Y"),
        ("j'ai 2 ans de retard", "P2Y"),
        ("un trimestre", "P3M"),
        ("depuis un jour", "P1D"),
    ],
)
def test_durations_are_iso_8601(text: str, duration: str) -> None:
    assert values(text, "duree") == [duration]


@pytest.mark.parametrize(
    "text", ["depuis 2 heures", "mes heures creuses", "ouvert 24h/24", "dans le Midi", "12:", "48h"]
)
def test_what_is_no_hour(text: str) -> None:
    assert values(text, "heure") == []


@pytest.mark.parametrize(
    "text",
    [
        "à 9 heures",
        "j'ai 82 ans",
        "elle a 91 ans",
        "un bébé de 3 mois",
        "7j/7",
        "24h/24",
        "donnez-moi un jour",
        "un jour férié",
        "45 pa 54 j'ai inversé",
        "payer en 3 fois",
        "depuis six heures du matin",
    ],
)
def test_what_is_no_duration(text: str) -> None:
    assert values(text, "duree") == []
