from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courant.french import Folded, fold, straighten, unstretch


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Électricité", "electricite"),
        ("J’ai payé", "j'ai paye"),
        ("Œuf à la coque", "oeuf a la coque"),
        ("« 1\u202f234,50\u00a0€ »", '" 1 234,50 € "'),
        ("n° 12", "n° 12"),
        ("ÇA ALORS", "ca alors"),
    ],
)
def test_fold_removes_what_spelling_varies_on(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "short"),
    [("urgeeeent", "urgent"), ("merciiii", "merci"), ("créée", "créée"), ("10000001", "10000001"), ("aller", "aller")],
)
def test_unstretch_leaves_numbers_and_doubled_letters(text: str, short: str) -> None:
    assert unstretch(text) == short


@given(st.text(max_size=60))
def test_straighten_keeps_the_length(text: str) -> None:
    assert len(straighten(text)) == len(text)


@given(st.text(max_size=60))
def test_a_folded_text_knows_where_it_comes_from(text: str) -> None:
    folded = Folded.of(text)
    assert folded.text == fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    for index, char in enumerate(folded.text):
        start, end = folded.span(index, index + 1)
        assert char in fold(text[start:end])


def test_a_rewritten_span_points_at_all_it_replaces() -> None:
    folded = Folded.of("Quarante-cinq €").replace([(0, 13, "45")])
    assert folded.text == "45 €"
    assert folded.span(0, 2) == (0, 13)
    assert folded.span(0, 4) == (0, 15)
