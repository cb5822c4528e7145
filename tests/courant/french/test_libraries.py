"""Which library does which part, and where it fails and an own rule stands in: tests that say why."""

from __future__ import annotations

import warnings
from datetime import date, datetime

import pytest
from stdnum import iban
from stdnum.exceptions import ValidationError
from text_to_num import alpha2digit

from courant.french.values import find_all, read
from courant.french.values.identifiers import valid_iban
from courant.french.values.phones import to_e164

TODAY = date(2026, 11, 22)


def dateparser_says(text: str) -> date | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dateparser

        parsed = dateparser.parse(text, languages=["fr"], settings={"RELATIVE_BASE": datetime(2026, 11, 22)})
    return parsed.date() if parsed else None


def own(text: str) -> list[object]:
    return [one.value for one in find_all(text, TODAY, ["date"])]


@pytest.mark.parametrize("text", ["il y a 3 jours", "12 mars 2025", "hier"])
def test_dateparser_agrees_on_plain_dates(text: str) -> None:
    said = dateparser_says(text)
    assert said is not None
    assert own(text) == [said.isoformat()]


@pytest.mark.parametrize("text", ["début janvier", "lundi prochain", "fin mars dernier", "les 3 derniers mois"])
def test_dateparser_does_not_know_what_people_say(text: str) -> None:
    assert dateparser_says(text) is None
    assert len(own(text)) == 1


def test_dateparser_takes_a_week_from_thursday_for_the_eighth() -> None:
    assert dateparser_says("jeudi en huit") == date(2026, 11, 8)
    assert own("jeudi en huit") == ["2026-12-03"]


def test_dateparser_makes_a_day_of_a_month() -> None:
    assert dateparser_says("mars") == date(2026, 3, 22)
    assert own("mars") == [{"start": "2026-03-01", "end": "2026-04-01", "grain": "month"}]


def test_text2num_reads_numbers_and_own_code_keeps_their_place() -> None:
    assert alpha2digit("nonante-neuf", "fr") == "99"
    reading = read("payer quarante-cinq euros")
    assert reading.text == "payer 45 euros"
    assert reading.span(6, 8) == (6, 19)


def test_text2num_leaves_the_article_and_the_month_to_own_rules() -> None:
    assert read("un contrat de gaz").text == "un contrat de gaz"
    assert read("pendant un mois").text == "pendant 1 mois"
    assert read("le 12 sept").text == "le 12 sept"


def test_stdnum_checks_ibans_without_the_registers_of_banks() -> None:
    with pytest.raises(ValidationError):
        iban.validate("BE68539007547034")
    assert valid_iban("BE68 5390 0754 7034") == "BE68539007547034"
    assert valid_iban("FR76 3000 6000 0112 3456 7890 188") is None


def test_phonenumbers_decides_what_can_be_a_number() -> None:
    assert to_e164("06 12 34 56 78") == "+33612345678"
    assert to_e164("00 12 34 56 78") is None
    assert to_e164("bonjour") is None
