"""Dated prices, taxes and legal delays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from backends.kernel.reference import FILES, UnknownValue, load_reference, reference
from courant.clients import Clients, NotFound
from tests.backends.servers import Backends


def written(directory: Path, lines: str) -> Path:
    for name in FILES:
        (directory / name).write_text("valeurs: {}\n", encoding="utf-8")
    text = f"valeurs:\n  prix:\n    libelle: Un prix\n    unite: EUR\n    dates:\n{lines}"
    (directory / FILES[0]).write_text(text, encoding="utf-8")
    return directory


@pytest.mark.parametrize(
    ("key", "day", "value"),
    [
        ("electricite.kwh.base", date(2026, 7, 31), "0.1940"),
        ("electricite.kwh.base", date(2026, 8, 1), "0.2001"),
        ("accise.electricite", date(2026, 8, 1), "30.62"),
        ("cta.electricite", date(2026, 1, 31), "21.93"),
        ("cta.electricite", date(2026, 2, 1), "15"),
        ("tva.abonnement", date(2025, 7, 31), "5.5"),
        ("tva.abonnement", date(2026, 11, 22), "20"),
        ("paiement.echeance", date(2026, 11, 22), "14"),
        ("electricite.kwh.base", date(2031, 1, 1), "0.2001"),
    ],
)
def test_the_value_of_a_day(key: str, day: date, value: str) -> None:
    assert reference().at(key, day).value == value


def test_every_value_has_a_source_and_a_known_confidence() -> None:
    for values in reference().values.values():
        for value in values:
            assert value.source and value.label and value.unit
            assert value.confidence in "OPTCM"
            assert value.last is None or value.first <= value.last


def test_what_comes_from_memory_may_not_be_told() -> None:
    remembered = reference().at("contrat.retractation", date(2026, 11, 22))
    sourced = reference().at("paiement.echeance", date(2026, 11, 22))
    assert (remembered.confidence, remembered.tellable) == ("M", False)
    assert (sourced.confidence, sourced.tellable) == ("O", True)


def test_a_gap_is_unknown_rather_than_guessed() -> None:
    with pytest.raises(UnknownValue, match=r"gaz\.repere\.chauffage"):
        reference().at("gaz.repere.chauffage", date(2026, 8, 15))
    with pytest.raises(UnknownValue):
        reference().at("nothing", date(2026, 8, 15))


def test_changes_inside_a_period() -> None:
    changes = reference().changes("electricite.kwh.base", date(2026, 1, 1), date(2026, 8, 1))
    assert changes == [date(2026, 2, 1)]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ('      - {du: 2026-01-01, valeur: "1", source: s, confiance: O}\n' * 2, "overlap"),
        ('      - {du: 2026-01-01, valeur: "1", source: s, confiance: Z}\n', "confidence"),
        ("      - {du: 2026-01-01, valeur: 1.5, source: s, confiance: O}\n", "quoted"),
    ],
)
def test_a_malformed_file_says_where(tmp_path: Path, lines: str, problem: str) -> None:
    with pytest.raises(ValueError, match=rf"tarifs\.yml: prix: .*{problem}"):
        load_reference(written(tmp_path, lines))


async def test_the_assistant_reads_a_value_with_its_confidence(backends: Backends, clients: Clients) -> None:
    found = await clients.billing.reference("accise.electricite", date(2026, 9, 1))
    assert (found.value, found.unit, found.confidence, found.tellable) == ("30.62", "EUR/MWh HT", "T", True)
    assert found.first == date(2026, 8, 1) and found.last is None
    remembered = await clients.billing.reference("contrat.retractation", date(2026, 9, 1))
    assert not remembered.tellable
    with pytest.raises(NotFound):
        await clients.billing.reference("gaz.repere.chauffage", date(2026, 8, 15))
