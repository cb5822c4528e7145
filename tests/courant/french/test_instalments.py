"""In how many times, on which day of the month, how much later."""

from __future__ import annotations

from datetime import date

import pytest

from courant.french.parsers import PARSERS, FormField, ParseContext, read_answer
from courant.french.parsers.instalments import find_counts, find_month_day
from courant.french.values import read

TODAY = date(2026, 11, 22)
CONTEXT = ParseContext(today=TODAY)


def parsed(kind: str, text: str) -> object:
    answer = PARSERS[kind](text, CONTEXT)
    return None if answer is None else answer.value


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("3", 3),
        ("trois", 3),
        ("en 3 fois", 3),
        ("en trois fois svp", 3),
        ("3x", 3),
        ("6 mensualités", 6),
        ("sur 6 mois", 6),
        ("sur un an", 12),
        ("je prends le plan en 12 fois", 12),
        ("en 24 fois", 24),
        ("2 fois", 2),
        ("combien en 3 fois ?", None),
        ("le 12", None),
        ("3 fois ou 6 fois", None),
        ("bof", None),
    ],
)
def test_how_many_times(text: str, count: int | None) -> None:
    assert parsed("fois", text) == count


@pytest.mark.parametrize(("text", "place"), [("la première", 1), ("la deuxième option", 2), ("le dernier", -1)])
def test_a_plan_by_its_place(text: str, place: int) -> None:
    answer = PARSERS["fois"](text, CONTEXT)
    assert answer is not None and answer.extra == {"place": place}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5", 5),
        ("le 5", 5),
        ("le 5 du mois", 5),
        ("tous les 10 du mois", 10),
        ("chaque 28", 28),
        ("le 1er", 1),
        ("le premier", 1),
        ("31", 31),
        ("vers le 15", 15),
        ("le 5 décembre", 5),
        ("fin du mois", None),
        ("quel jour ?", None),
        ("demain peut-être je ne sais pas", None),
    ],
)
def test_a_day_of_the_month(text: str, day: int | None) -> None:
    assert parsed("jour_du_mois", text) == day


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("jusqu'au 5 décembre", "2026-12-05"),
        ("vendredi prochain", "2026-11-27"),
        ("10 jours de plus", "P10D"),
        ("une semaine", "P1W"),
        ("15 jours", "P15D"),
        ("deux semaines supplémentaires", "P2W"),
        ("2 heures", None),
        ("combien de jours ?", None),
    ],
)
def test_how_much_later(text: str, delay: str | None) -> None:
    assert parsed("delai", text) == delay


@pytest.mark.parametrize(
    ("text", "day", "counts"),
    [
        ("je veux payer 300 euros en 3 fois le 5", 5, [3]),
        ("en 6 fois tous les 10 du mois", 10, [6]),
        ("ma facture du 3 octobre en trois fois", None, [3]),
        ("payer le 5 décembre", None, []),
        ("en 6 fois le 12/03", None, [6]),
        ("reçue le 3 novembre, à régler en 12 mensualités", None, [12]),
    ],
)
def test_a_request_that_says_it_all(text: str, day: int | None, counts: list[int]) -> None:
    assert find_month_day(text) == day
    assert [one.value for one in find_counts(read(text))] == counts


FIELDS = [
    FormField("montant", "montant"),
    FormField("nombre", "fois"),
    FormField("jour", "jour_du_mois"),
    FormField("confirmation", "oui_non"),
]


def test_several_answers_at_once() -> None:
    answer = read_answer("100 euros en 3 fois le 5", "montant", FIELDS, TODAY)
    assert answer is not None
    assert {name: one.value for name, one in answer.values.items()} == {
        "montant": "100.00",
        "nombre": 3,
        "jour": "2026-12-05",
    }


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("non, le 12", "jour", 12),
        ("le 12", "jour", 12),
        ("en 6 fois plutôt", "nombre", 6),
        ("non en 12 fois", "nombre", 12),
        ("plutôt 100 euros", "montant", "100.00"),
    ],
)
def test_corrections_at_the_read_back(text: str, field: str, value: object) -> None:
    answered = [FormField(one.name, one.kind, answered=one.kind != "oui_non") for one in FIELDS]
    answer = read_answer(text, "confirmation", answered, TODAY)
    assert answer is not None and answer.corrects
    assert {name: one.value for name, one in answer.values.items()} == {field: value}
