"""Two dates beside each other: one period, or several days."""

from __future__ import annotations

import pytest

from courant.french.values import read
from courant.french.values.calendar import find_dates
from tests.courant.french.marked import TODAY, flat


def dates(text: str) -> list[str]:
    return [flat(one.value) for one in find_dates(read(text), TODAY)]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("du 1er au 15 mars 2026", "2026-03-01/2026-03-16"),
        ("entre le 28 février et le 3 mars 2026", "2026-02-28/2026-03-04"),
        ("la facture du 3 au 17 mars", "2026-03-03/2026-03-18"),
        ("je serai absent du 3 au 17 mars", "2027-03-03/2027-03-18"),
        ("absente du 20 au 28", "2026-12-20/2026-12-29"),
        ("du 24 décembre au 2 janvier", "2026-12-24/2027-01-03"),
        ("du 15 novembre 2025 au 14 janvier 2026", "2025-11-15/2026-01-15"),
        ("du 15 novembre 2025 au 14 janvier", "2025-11-15/2026-01-15"),
        ("période du 01/09/2026 au 31/10/2026", "2026-09-01/2026-11-01"),
        ("01/09/2026 - 31/10/2026", "2026-09-01/2026-11-01"),
        ("du lundi 7 au vendredi 11 décembre", "2026-12-07/2026-12-12"),
        ("de janvier à mars 2026", "2026-01-01/2026-04-01"),
        ("ma conso de juin à août", "2026-06-01/2026-09-01"),
        ("la consommation entre mars et mai", "2026-03-01/2026-06-01"),
        ("de novembre 2025 à janvier 2026", "2025-11-01/2026-02-01"),
        ("depuis le 1er septembre jusqu'au 15 octobre", "2026-09-01/2026-10-16"),
        ("de mi-mars à fin avril 2026", "2026-03-11/2026-05-01"),
        ("j'étais absent du lundi au mercredi", "2026-11-16/2026-11-19"),
    ],
)
def test_from_one_to_the_other(text: str, period: str) -> None:
    assert dates(text) == [period]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("décaler mon prélèvement du 5 au 15", ["2026-12-05", "2026-12-15"]),
        ("les 3 et 4 mars 2026", ["2026-03-03", "2026-03-04"]),
        ("le 3, le 5 et le 7 décembre", ["2026-12-03", "2026-12-05", "2026-12-07"]),
        ("le 14/10 puis le 20/10/2026", ["2026-10-14", "2026-10-20"]),
        ("pas lundi, le 26", ["2026-11-23", "2026-11-26"]),
        ("mars et avril 2026", ["2026-03-01/2026-04-01", "2026-04-01/2026-05-01"]),
    ],
)
def test_two_dates_that_are_two(text: str, days: list[str]) -> None:
    assert dates(text) == days
