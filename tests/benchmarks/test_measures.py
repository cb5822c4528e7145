from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.accuracy import calibration_gap, macro_f1, mean
from benchmarks.corpora import comparable
from benchmarks.decisions import is_clear
from benchmarks.entities import f1, tally
from benchmarks.latency import percentile
from benchmarks.out_of_scope import auroc, scope_score
from custom_components.supervisor.table import Thresholds


def test_auroc_counts_pairs_in_the_right_order() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert auroc([0.1], [0.9]) == 0.0
    assert auroc([0.5, 0.9], [0.5]) == 0.75


def test_a_sentence_off_topic_scores_lower() -> None:
    assert scope_score([("aucun", 0.7), ("remboursement", 0.2)]) == pytest.approx(0.3)
    assert scope_score([("remboursement", 0.7), ("aucun", 0.2)]) == pytest.approx(0.8)
    assert scope_score([("remboursement", 0.7)]) == 1.0


def test_macro_f1_weighs_intents_alike() -> None:
    assert macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "b"]) == 1.0
    assert macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "a"]) == pytest.approx((6 / 7 + 0) / 2)


def test_calibration_gap() -> None:
    assert calibration_gap([0.75] * 4, [True, True, True, False]) == pytest.approx(0.0)
    assert calibration_gap([0.95, 0.95], [True, False]) == pytest.approx(0.45)


def test_percentile_and_mean_of_few_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
    assert percentile([3.0, 1.0, 2.0], 99) == 3.0
    assert mean([]) == 0.0


@pytest.mark.parametrize(
    ("ranking", "clear"),
    [
        ([("a", 0.7), ("b", 0.69)], True),
        ([("a", 0.5), ("b", 0.2)], True),
        ([("a", 0.5), ("b", 0.45)], False),
        ([("a", 0.3), ("b", 0.01)], False),
        ([("a", 0.5)], True),
    ],
)
def test_a_message_is_clear_when_sure_or_well_ahead(ranking: list[tuple[str, float]], clear: bool) -> None:
    limits = Thresholds(understood=0.35, margin=0.08, sure=0.6)
    assert is_clear(ranking, limits) is clear


@pytest.mark.parametrize(
    ("annotated", "found"),
    [
        ("45.50", "45.50"),
        ({"debut": "2026-08-01", "fin": "2026-08-31"}, {"start": "2026-08-01", "end": "2026-09-01", "grain": "month"}),
        ("2026-11-21", {"start": "2026-11-21", "end": "2026-11-22", "grain": "day"}),
    ],
)
def test_values_compare_whatever_their_form(annotated: object, found: object) -> None:
    assert comparable(annotated) == comparable(found)


def test_an_index_compares_with_its_register_and_an_address_without_its_capitals() -> None:
    assert comparable("20988", "hc") != comparable("20988", "hp")
    parts = {"voie": "quai Saint-Nicolas", "numero": "3", "commune": "STRASBOURG"}
    assert comparable(parts) == comparable({"numero": "3", "voie": "Quai Saint-Nicolas", "commune": "Strasbourg"})
    assert comparable(parts) != comparable({"voie": "quai Saint-Nicolas", "commune": "Strasbourg"})


def test_values_are_counted_once_each() -> None:
    scores: dict[str, Counter[str]] = {"montant": Counter(), "date": Counter()}
    expected = Counter([("montant", "45.50"), ("montant", "45.50"), ("date", "2026-11-21")])
    said = Counter([("montant", "45.50"), ("montant", "12.00")])
    tally(scores, expected, said)
    assert scores["montant"] == Counter(hit=1, missed=1, false=1)
    assert scores["date"]["missed"] == 1 and scores["date"]["hit"] == 0
    assert f1(scores["montant"]) == pytest.approx(0.5)
    assert f1(Counter()) == 1.0
